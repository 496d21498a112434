"""The outermost layer of a request: its id, its size, its time, its line in the log."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _

from ..access.routes import routes
from .errors import plain_page
from .logs import request_id
from .metrics import REQUESTS, SECONDS

logger = logging.getLogger("openpals.requests")

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-get=(self)"


class RequestMiddleware:
    """Gives each request an id of its own, whatever it brings, and refuses bodies that are too large unread."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answers, measures, and writes one line without address, account or query."""
        token = request_id.set(uuid.uuid4().hex)
        began = time.perf_counter()
        try:
            response = too_large(request) if _oversize(request) else self.get_response(request)
            match = request.resolver_match
            route = match.view_name if match else "none"
            seconds = time.perf_counter() - began
            REQUESTS.labels(route, request.method if request.method in KNOWN else "other", response.status_code).inc()
            SECONDS.labels(route).observe(seconds)
            if route not in QUIET:
                logger.info(
                    "answered",
                    extra={
                        "route": route,
                        "method": request.method if request.method in KNOWN else "other",
                        "status": response.status_code,
                        "milliseconds": round(seconds * 1000, 1),
                    },
                )
            response.headers["X-Request-ID"] = request_id.get()
            response.headers.setdefault("Permissions-Policy", PERMISSIONS)
            return response
        finally:
            request_id.reset(token)


KNOWN = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")
QUIET = ("healthz", "readyz", "metrics")


def _oversize(request: HttpRequest) -> bool:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isdigit():
        return True
    return int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and int(length) > _largest(request.path_info)


def _largest(path: str) -> int:
    try:
        found = routes().get(resolve(path).view_name)
    except Http404:
        return 0
    return found.largest_body if found else 0


def too_large(request: HttpRequest) -> HttpResponse:
    """The answer to a body that is too large."""
    with override(get_language_from_request(request)):  # nobody has chosen one yet, so far out
        return plain_page(413, _("That was too large"), _("Send less at once. Nothing was saved."))
