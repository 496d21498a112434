"""The page of the course in context, and the choice to see it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ....release.statistics.reference import EVERYONE, HALF_YEARS, Reference, group_of
from ...common.access.request import DecidedRequest
from ...common.design.axis import Axis
from ..course.rows import Reader, extent, scores
from ..journal.pages.place import journal_in, journal_page, may
from ..profile.models import Profile
from .curves import GROUP_WORDS, context_charts
from .models import SAME_SITE, ContextChoice
from .publication import shown


@require_safe
def context(request: DecidedRequest, journal: UUID) -> HttpResponse:
    """What it is, for who has not asked for it; the charts, for who has."""
    whose = journal_in(request)
    choice = ContextChoice.objects.filter(owner_id=whose.owner_id).first()
    asked = choice is not None and choice.shown
    told: dict[str, Any] = {"asked": asked, "chooses": may(request, "context.choose"), "hidden": whose.score_hidden}
    reference = shown() if asked and not whose.score_hidden else None
    if choice is None or reference is None:
        return journal_page(request, "context", **told)
    profile = Profile.objects.filter(owner_id=whose.owner_id).first()
    told["onset"] = onset = profile.onset_date if profile else None
    if onset is None:
        return journal_page(request, "context", reference=reference, **told)
    same = same_site(reference, profile)
    group = same if same and choice.beside == SAME_SITE else EVERYONE
    reader = Reader(whose.owner_id, request.actor)
    days = extent(reader)
    return journal_page(
        request,
        "context",
        reference=reference,
        charts=context_charts(reference, group, scores(reader, Axis(*days)) if days else [], onset),
        about=profile.onset_precision != "day",
        group=_(GROUP_WORDS[group]),
        people=reference.people.get(group),
        other_group=_(GROUP_WORDS[EVERYONE if group != EVERYONE else same]) if same else None,
        other=SAME_SITE if group == EVERYONE else "everyone",
        unchanged=[one for months in HALF_YEARS if (one := reference.unchanged_over(EVERYONE, months))],
        **told,
    )


def same_site(reference: Reference, profile: Profile) -> str | None:
    """The group of those with the same site of onset, if it is known and there are enough of them."""
    group = group_of(profile.onset_site or None)
    return group if group in reference.people else None


@require_POST
def choose(request: DecidedRequest, journal: UUID) -> HttpResponse:
    """Shows or hides the context, or shows another group."""
    chosen: dict[str, Any] = {"shown": request.POST.get("show") == "yes"}
    if request.POST.get("beside") in ("everyone", SAME_SITE):
        chosen["beside"] = request.POST["beside"]
    ContextChoice.objects.update_or_create(owner_id=journal_in(request).owner_id, defaults=chosen)
    return redirect("context", journal=journal)
