"""Pages for what went wrong: never a trace, always what to do; the reason goes to the log."""

from __future__ import annotations

import errno
import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils.translation import gettext as _

logger = logging.getLogger("openpals.errors")

RETRY_SECONDS = "30"


def plain_page(status: int, title: str, text: str) -> HttpResponse:
    """A page that needs neither the database nor the session."""
    body = get_template("openpals/plain.html").render({"title": title, "text": text})
    response = HttpResponse(body, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    _log(400, exception)
    return plain_page(400, _("We could not read that"), _("Go back and try again. Nothing was saved."))


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    _log(403, exception)
    return plain_page(403, _("This is not open to you"), _("Go back, or log in with another account."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same for what is missing and what is not to be seen."""
    return plain_page(
        404, _("We did not find this page"), _("The address may be wrong, or the page is not open to you.")
    )


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that did not come from a page of ours, or from one too old."""
    logger.warning("form refused", extra={"status": 403, "kind": "csrf"})
    return plain_page(
        403, _("Please send the form again"), _("Go back, load the page again, and send the form. Nothing was saved.")
    )


def failed(request: HttpRequest) -> HttpResponse:
    """500; or 503 where the database or the disk is what failed, and trying later helps."""
    error = sys.exc_info()[1]
    if unavailable(error):
        logger.error("unavailable", extra={"status": 503, "kind": type(error).__name__}, exc_info=error)
        response = plain_page(
            503, _("We cannot answer just now"), _("Nothing was saved. Please try again in a minute.")
        )
        response.headers["Retry-After"] = RETRY_SECONDS
        return response
    logger.error("failed", extra={"status": 500, "kind": type(error).__name__}, exc_info=error)
    return plain_page(
        500, _("Something went wrong"), _("It is our fault, not yours. Nothing was saved. Please try again.")
    )


def unavailable(error: BaseException | None) -> bool:
    """Whether the error, or what caused it, is a database or disk that is away or full."""
    while error is not None:
        if isinstance(error, (OperationalError, InterfaceError, ConnectionError)):
            return True
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            return True
        error = error.__cause__ or error.__context__
    return False


def _log(status: int, exception: Exception | None) -> None:
    logger.warning("refused", extra={"status": status, "kind": type(exception).__name__ if exception else "none"})
