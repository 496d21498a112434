"""The page on which the audit log is read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..access.request import DecidedRequest
from ..design.paging import part_of
from ..jobs.start import start_job
from .alias import accounts_of
from .job import verify_log
from .models import Event

SHOWN = ("sequence", "at", "actor", "action", "target_type", "target_id", "outcome", "why")


@require_safe
def audit_page(request: HttpRequest) -> HttpResponse:
    """Events, newest first, in parts."""
    part = part_of(Event.objects.values(*SHOWN), "sequence", request.GET.get("after"), newest_first=True)
    accounts = accounts_of(event["actor"] for event in part.rows)
    for event in part.rows:
        event["account_id"] = accounts.get(event["actor"])
    return render(request, "openpals/audit.html", {"part": part})


@require_POST
def check_log(request: DecidedRequest) -> HttpResponse:
    """Starts a check of the whole log, and goes to its job."""
    job = start_job(verify_log, _("Check of the log"), {}, by=request.actor, why="asked for a check")
    return redirect("job", pk=job.pk)
