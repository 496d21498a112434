"""The members' home page: how I feel, what is due, and the way to everything else."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ....common.access.request import DecidedRequest
from ..answering import AnsweringForm, choices, cookie_name, respondent
from ..days import today
from ..models import Feeling, Journal, Response, journal_of
from ..models.wellbeing import FEELINGS
from ..questions import ALSFRS_R, askable
from .place import journal_in, journal_page, may

TWO_YEARS = 2 * 365 * 24 * 3600


@require_safe
def home(request: DecidedRequest) -> HttpResponse:
    """To one's own journal."""
    return redirect("journal", journal=journal_of(request.user).pk)


@require_safe
def journal(request: DecidedRequest, journal: UUID) -> HttpResponse:
    """Today."""
    whose = journal_in(request)
    feels = may(request, "mood.write")
    felt = Feeling.objects.filter(owner_id=whose.owner_id, day=today()).first() if feels else None
    return journal_page(
        request,
        "today",
        writes=may(request, "journal.write"),
        feels=feels,
        felt=felt,
        feelings=FEELINGS,
        due=_due(whose),
        answering=dict(choices(request, whose)).get(respondent(request, whose)),
        instruments=[one for one in askable().values() if one.id != ALSFRS_R],
        notes=may(request, "notes.read"),
    )


def _due(journal: Journal) -> dict[str, Any]:
    """Where the questions of the scale stand: begun, due, or when they will be."""
    latest = Response.objects.filter(owner_id=journal.owner_id, instrument=ALSFRS_R).order_by("-day", "-pk").first()
    every = dt.timedelta(days=askable()[ALSFRS_R].suggested_days)
    if latest is None:
        return {"first": True}
    if latest.finished_at is None:
        return {"unfinished": latest}
    return {"latest": latest, "now": today() >= latest.day + every, "on": latest.day + every}


@require_http_methods(["GET", "HEAD", "POST"])
def answering(request: DecidedRequest, journal: UUID) -> HttpResponse:
    """Chooses who is answering on this device."""
    whose = journal_in(request)
    possible = choices(request, whose)
    form = AnsweringForm(
        possible, request.POST if request.method == "POST" else None, initial={"who": respondent(request, whose)}
    )
    if request.method == "POST" and form.is_valid():
        messages.success(request, _("This device will remember who is answering."))
        answer = redirect("journal", journal=whose.pk)
        secure = settings.SESSION_COOKIE_SECURE
        who = form.cleaned_data["who"]
        answer.set_cookie(cookie_name(), who, max_age=TWO_YEARS, samesite="Lax", secure=secure, httponly=True)
        return answer
    status = 422 if form.is_bound else 200
    return journal_page(request, "form", status, form=form, title=_("Who is answering?"), button=_("Save"))
