"""Entries and their history in words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ....model.vocabulary import vocabulary
from .forms import EntryForm
from .keep import history
from .models import Kept, Measurement, Treatment

UNIT_WORDS = {"[lb_av]": "lb"}


def treatment_name(treatment: Treatment) -> str:
    """The vocabulary's name, or the member's own words."""
    return vocabulary("treatment").term(treatment.code).label if treatment.code else treatment.words


def label_of(name: str, code: str) -> str:
    """The word of a code of a vocabulary; nothing for nothing."""
    return _(vocabulary(name).term(code).label) if code else ""


def dose_words(row: Any) -> str:
    """A dose with its unit and how often, as far as they are said."""
    parts = []
    if row.dose is not None:
        parts.append(f"{number_words(row.dose)} {label_of('dose_unit', row.dose_unit)}".strip())
    if row.doses_per_day is not None:
        parts.append(_("%(times)s a day") % {"times": number_words(row.doses_per_day)})
    return ", ".join(parts)


def measured(row: Measurement) -> str:
    """What was measured, with its value."""
    if row.kind == "sign":
        name = label_of("vital_sign", row.code)
    elif row.kind == "lab":
        name = label_of("analyte", row.code)
    else:
        name = label_of("vc_manoeuvre", row.code)
    values = []
    if row.value is not None:
        values.append(f"{number_words(row.value)} {UNIT_WORDS.get(row.unit, row.unit)}")
    if row.percent_predicted is not None:
        values.append(f"{number_words(row.percent_predicted)} %")
    return f"{name}: {', '.join(values)}"


def number_words(value: Decimal) -> str:
    """A number without the zeros that its column adds."""
    return f"{value.normalize():f}"


def past(row: Kept, form: EntryForm) -> list[dict[str, Any]]:
    """The row's earlier values, each change with its time and its fields in the form's words."""
    told = []
    for one in history(row):
        said = [
            (str(field.label), _plain(field, one.before[name]))
            for name, field in form.fields.items()
            if name in one.before
        ]
        told.append({"at": one.at, "said": said})
    return told


def _plain(field: Any, value: Any) -> str:
    if value in (None, ""):
        return "–"
    for code, label in getattr(field, "choices", ()):
        if str(code) == str(value):
            return str(label)
    try:
        return date_format(dt.date.fromisoformat(str(value)), "j F Y")
    except ValueError:
        return str(value)
