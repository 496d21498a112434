"""Days that people give: not to come, and not before they were born."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..profile.models import Profile

# No living person was born earlier.
EARLIEST_YEAR = 1900


def today() -> dt.date:
    """The day on the site's clock."""
    return timezone.localdate()


def latest_day() -> dt.date:
    """The latest day an entry may have: it is already tomorrow east of the site's clock."""
    return (timezone.now() + dt.timedelta(hours=14)).date()


def birth_year(owner_id: int) -> int:
    """The year in which a member was born, as far as is known; else a year before anybody's birth."""
    found = Profile.objects.filter(owner_id=owner_id).values_list("birth_year", flat=True).first()
    return found or EARLIEST_YEAR


def refuse_impossible(day: dt.date | None, born: int) -> None:
    """Raises ValidationError for a day that is still to come, or before the year of birth."""
    if day is None:
        return
    if day > latest_day():
        raise ValidationError(_("This day is still to come. Give today or a day that has been."))
    if day.year < born:
        if born > EARLIEST_YEAR:
            raise ValidationError(_("This day is before the year of birth. Look at the year again."))
        raise ValidationError(_("This day is too long ago. Look at the year again."))


AS_WRITTEN = gettext_lazy("As year-month-day, such as 2026-03-31.")


def day_field(label: Any, required: bool = True, help_text: Any = AS_WRITTEN) -> forms.DateField:
    """A field for a day: one box, since a browser's own has several stops for the key that moves on."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Write the day as year-month-day, such as 2026-03-31.")},
    )


def parsed_day(text: str, otherwise: dt.date) -> dt.date:
    """The day that an address asks for; ``otherwise`` where it is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return otherwise
