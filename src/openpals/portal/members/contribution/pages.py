"""The page of what was shared of a member's data."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ...common.access.request import DecidedRequest
from ..consent.purposes import RESEARCH
from ..consent.say import latest
from .models import Contributed

_TITLES = {
    "members": _("Profile"),
    "symptom_reports": _("Symptoms"),
    "treatments": _("Treatments"),
    "treatment_reports": _("Reports on treatments"),
    "alsfrs": _("ALSFRS-R"),
    "outcomes": _("How you felt, and other questions"),
    "measurements": _("Weight and other signs"),
    "vital_capacity": _("Vital capacity"),
    "labs": _("Laboratory values"),
    "equipment": _("Equipment"),
    "family_history": _("Family"),
    "deaths": _("Death"),
}


@require_safe
def shared(request: DecidedRequest) -> HttpResponse:
    """Each contribution in which the member's data were, with how much, and the releases made of it."""
    account_id = request.actor.holder_id
    rows = Contributed.objects.filter(participant__owner_id=account_id).select_related("contribution")
    told = [
        {
            "contribution": row.contribution,
            "tables": [(_TITLES[name], row.rows[name]) for name in _TITLES if row.rows.get(name)],
            "releases": list(row.contribution.releases.all()),
        }
        for row in rows.prefetch_related("contribution__releases").order_by("-contribution_id")
    ]
    last = latest(account_id, RESEARCH)
    return render(request, "contribution/shared.html", {"told": told, "agreed": last is not None and last.given})
