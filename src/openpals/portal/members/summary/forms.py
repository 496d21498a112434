"""What is chosen for a summary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from .sections import Section
from .shares import DAYS

# Name -> days; None: from the first entry on.
PERIODS: Final = {"3m": 91, "6m": 183, "1y": 365, "2y": 730, "all": None}
PERIOD_WORDS: Final = {
    "3m": _("The last 3 months"),
    "6m": _("The last 6 months"),
    "1y": _("The last year"),
    "2y": _("The last 2 years"),
    "all": _("From the first entry on"),
}
DAY_WORDS: Final = {1: _("1 day"), 7: _("1 week"), 30: _("30 days"), 90: _("90 days")}


class SummaryForm(forms.Form):
    """Period, sections, name."""

    period = forms.ChoiceField(
        label=_("For which time?"), widget=forms.RadioSelect, choices=list(PERIOD_WORDS.items()), initial="6m"
    )
    sections = forms.MultipleChoiceField(
        label=_("What shall be in it?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    named = forms.BooleanField(label=_("With the name that this site shows"), required=False)

    def __init__(self, offered: Mapping[str, Section], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sections"].choices = [(name, one.words) for name, one in offered.items()]  # type: ignore[attr-defined]

    def days(self, ends: tuple[dt.date, dt.date], today: dt.date) -> tuple[dt.date, dt.date]:
        """The first and the last day of the chosen period."""
        length = PERIODS[self.cleaned_data["period"]]
        first = ends[0] if length is None else today - dt.timedelta(days=length)
        return min(first, today), today

    def names(self) -> list[str]:
        """The chosen sections, `name` among them if the name is to stand there."""
        return [*(["name"] if self.cleaned_data["named"] else []), *self.cleaned_data["sections"]]


class ShareForm(SummaryForm):
    """How long a link lives, beside what it shows."""

    days_open = forms.TypedChoiceField(
        label=_("When shall the link end?"),
        widget=forms.RadioSelect,
        coerce=int,
        choices=[(days, DAY_WORDS[days]) for days in DAYS],
        initial=7,
    )
