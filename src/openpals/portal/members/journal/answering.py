"""Who is answering: chosen once on a device, kept in a cookie there, and stored with each entry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ...common.access.request import DecidedRequest
from ..care.models import CareGrant
from .models import Journal
from .models.entry import PERSON

WRITING, ANSWERING = "caregiver_writing", "caregiver_answering"

OWN = (
    (PERSON, _("I do")),
    (WRITING, _("Someone types my words")),
    (ANSWERING, _("Someone answers for me")),
)
FOR_ANOTHER = {WRITING: _("I type their words"), ANSWERING: _("I answer for them")}


def cookie_name() -> str:
    """The cookie's name on this site."""
    return f"{settings.SESSION_COOKIE_NAME}-answering"


def choices(request: DecidedRequest, journal: Journal) -> list[tuple[str, Any]]:
    """Who may be answering in this journal: in one's own, all; in another's, what its owner granted."""
    actor = request.actor
    if actor.account_id == journal.owner_id:
        return list(OWN)
    grant = CareGrant.objects.filter(member=journal.owner_id, caregiver=actor.account_id, ended_at=None).first()
    allowed = {WRITING: grant and grant.may_write_for, ANSWERING: grant and grant.may_answer_for}
    return [(code, words) for code, words in FOR_ANOTHER.items() if allowed[code]]


def respondent(request: DecidedRequest, journal: Journal) -> str:
    """As chosen on this device, if it is possible in this journal; else the first that is."""
    possible = [code for code, _words in choices(request, journal)]
    chosen = request.COOKIES.get(cookie_name(), "")
    return chosen if chosen in possible else (possible or [WRITING])[0]


class AnsweringForm(forms.Form):
    """The choice."""

    who = forms.ChoiceField(label=_("Who is answering on this device?"), widget=forms.RadioSelect)

    def __init__(self, possible: list[tuple[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = possible  # type: ignore[attr-defined]
