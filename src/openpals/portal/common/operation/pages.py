"""What machines ask a site: is the process alive, can it serve, what has it done."""

from __future__ import annotations

import hmac
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ..jobs.models import Heartbeat
from .database import database_problem
from .metrics import exposition

# A worker gives a sign every five seconds; one silent for so long is counted as gone.
WORKER_SILENCE = timedelta(seconds=60)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"alive": True})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database is there, this site's and up to date; whether a worker lives is told, but pages do without one."""
    problem = database_problem()
    worker = False
    if problem is None:
        try:
            worker = Heartbeat.objects.filter(at__gte=timezone.now() - WORKER_SILENCE).exists()
        except DatabaseError:
            problem = "the database went away"
    answer = {"ready": problem is None, "database": problem is None, "worker": worker}
    return JsonResponse(answer, status=200 if problem is None else 503)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' metrics, for who brings the token; without a token in the settings there is no such page."""
    token = settings.OPENPALS_METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise Http404
    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")
