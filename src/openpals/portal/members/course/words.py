"""Words of a course: names of codes, days and numbers as people read them."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _

from ....model.vocabulary import vocabulary


@cache
def _labels(name: str) -> dict[str, str]:
    return {term.code: term.label for term in vocabulary(name).terms}


def label(name: str, code: str) -> str:
    """The words for a code of a vocabulary; a code that it does not have stands for itself."""
    return _(_labels(name).get(code, code)) if code else ""


def day_words(day: dt.date | None) -> str:
    """A day, as short as it is clear in every country: its month is a word. Nothing for no day."""
    return f"{day.day} {str(MONTHS_3[day.month]).capitalize()} {day.year}" if day else ""


def number(value: Any) -> str:
    """A number without more places than it has, at most two."""
    return f"{round(float(value), 2):g}"


def change(first: float, last: float) -> str:
    """By how much something changed, in neutral words."""
    difference = round(last - first, 2)
    if not difference:
        return _("the same")
    if difference < 0:
        return _("%(number)s less") % {"number": number(-difference)}
    return _("%(number)s more") % {"number": number(difference)}
