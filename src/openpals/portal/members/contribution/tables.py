"""The rows of each table of the members' layout, read from the journals of a few people at a time.

Every function gets the numbers of the owners and gives, ordered by owner, pairs of owner and cells by column. Own
words, advice, notes and photos are never read. What nobody has mapped to a code yet has no place in the layout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf

from ....model.instruments import instruments
from ....model.vocabulary import vocabulary
from ..journal.models import (
    Answer,
    Evaluation,
    Feeling,
    Measurement,
    SymptomReport,
    Treatment,
    TreatmentReport,
)
from ..journal.models.measurements import LAB, SIGN, VITAL_CAPACITY
from ..journal.models.symptoms import SEVERITIES
from ..journal.models.wellbeing import INSTRUMENT, ITEM
from ..journal.questions import ALSFRS_R
from ..profile.models import Equipment, Profile, Relative

Cells = dict[str, Any]
Rows = Iterator[tuple[int, Cells]]
Owners = Sequence[int]

# Items of the questionnaire that the layout calls otherwise.
_ITEMS = {"cutting_no_tube": "cutting_without", "cutting_tube": "cutting_with"}
_CHUNK = 5_000


def _read(rows: Any, **columns: str) -> Rows:
    """Rows as cells: the layout's column -> the path of the field."""
    paths = list(columns.values())
    for owner, *values in rows.order_by("owner_id", "pk").values_list("owner_id", *paths).iterator(chunk_size=_CHUNK):
        yield owner, dict(zip(columns, values, strict=True))


def _or(first: str, second: str) -> Any:
    """The first field, or the second where the first is empty."""
    return Coalesce(NullIf(F(first), Value("")), F(second))


def members(owners: Owners) -> Rows:
    """Everybody, with what their profile says."""
    emails = dict(get_user_model()._default_manager.filter(pk__in=owners).values_list("pk", "email"))
    names = dict(get_user_model()._default_manager.filter(pk__in=owners).values_list("pk", "name"))
    profiles = {profile.owner_id: profile for profile in Profile.objects.filter(owner_id__in=owners)}
    for owner in owners:
        cells: Cells = {"name": names[owner], "email": emails[owner]}
        profile = profiles.get(owner)
        if profile is not None:
            cells |= {
                "condition": profile.diagnosis,
                "sex": profile.sex,
                "birth_date": profile.birth_year,
                "country": profile.country,
                "onset_site": profile.onset_site,
                "gene": profile.gene,
                "onset_date": partial(profile.onset_date, profile.onset_precision),
                "diagnosis_date": partial(profile.diagnosis_date, profile.diagnosis_precision),
            }
        yield owner, cells


def partial(day: date | None, precision: str) -> str:
    """A day as well as it is known: 2020-03-07, 2020-03 or 2020, as ISO 8601 has it."""
    return "" if day is None else day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]


def symptom_reports(owners: Owners) -> Rows:
    """Every report of a symptom that has a code."""
    rows = SymptomReport.objects.filter(owner_id__in=owners)
    rows = rows.annotate(code=_or("symptom__concept", "symptom__mapped_concept")).exclude(code="")
    for owner, cells in _read(
        rows,
        date="day",
        symptom="code",
        severity="severity",
        attributed_to="attributed_to",
        answered_by="answered_by",
    ):
        yield owner, {**cells, "severity": SEVERITIES[cells["severity"]]}


def treatments(owners: Owners) -> Rows:
    """Every course that has a code."""
    rows = Treatment.objects.filter(owner_id__in=owners).annotate(is_=_or("code", "mapped_code")).exclude(is_="")
    return _read(
        rows,
        treatment="is_",
        purpose="purpose",
        start_date="start_day",
        stop_date="stop_day",
        stop_reason="stop_reason",
        dose="dose",
        dose_unit="dose_unit",
    )


def treatment_reports(owners: Owners) -> Rows:
    """What was taken, then how it was judged, each a row."""
    for model, columns in (
        (TreatmentReport, {**_SHARED, "dose": "dose", "dose_unit": "dose_unit", "doses_per_day": "doses_per_day"}),
        (Evaluation, {**_SHARED, **_JUDGED}),
    ):
        rows = model.objects.filter(owner_id__in=owners)
        rows = rows.annotate(is_=_or("treatment__code", "treatment__mapped_code")).exclude(is_="")
        yield from _read(rows, **columns)


_SHARED = {"date": "day", "treatment": "is_", "adherence": "adherence", "answered_by": "answered_by"}
_JUDGED = {
    name: name for name in ("purpose", "effectiveness", "side_effects", "burden", "cost_band", "main_side_effect")
} | {"main_side_effect_severity": "main_side_effect_severity"}


def _answers(owners: Owners, of_scale: bool) -> Iterator[tuple[int, int, date, str, str, str, int]]:
    """Owner, response, day, who answered, instrument, item and value, answers of one response together."""
    rows = Answer.objects.filter(response__owner_id__in=owners)
    known = [ALSFRS_R] if of_scale else [one for one in instruments() if one != ALSFRS_R]
    rows = rows.filter(response__instrument__in=known)
    paths = ("owner_id", "pk", "day", "answered_by", "instrument")
    found: Iterator[tuple[int, int, date, str, str, str, int]] = (
        rows.order_by("response__owner_id", "response_id", "pk")
        .values_list(*(f"response__{path}" for path in paths), "item", "value")
        .iterator(chunk_size=_CHUNK)
    )
    return found


def alsfrs(owners: Owners) -> Rows:
    """A row for each time the scale was answered, its unanswered items empty."""
    for _, together in groupby(_answers(owners, True), key=lambda row: row[1]):
        answers = list(together)
        owner, _, day, answered_by, *_ = answers[0]
        items = {_ITEMS.get(item, item): value for *_, item, value in answers}
        yield owner, {"date": day, "answered_by": answered_by, **items}


def outcomes(owners: Owners) -> Rows:
    """A row an item of every other instrument of the model, and how people felt."""
    for owner, _, day, answered_by, instrument, item, score in _answers(owners, False):
        cells = {"date": day, "instrument": instrument, "item": item, "score": score, "answered_by": answered_by}
        yield owner, cells
    rows = Feeling.objects.filter(owner_id__in=owners)
    for owner, cells in _read(rows, date="day", score="value", answered_by="answered_by"):
        yield owner, {**cells, "instrument": INSTRUMENT, "item": ITEM}


def measurements(owners: Owners) -> Rows:
    """Weight and other signs."""
    rows = Measurement.objects.filter(owner_id__in=owners, kind=SIGN).exclude(value=None)
    return _read(rows, date="day", sign="code", position="position", value="value", unit="unit")


def vital_capacity(owners: Owners) -> Rows:
    """Vital capacity in litres, in percent of the predicted one, or both."""
    rows = Measurement.objects.filter(owner_id__in=owners, kind=VITAL_CAPACITY)
    return _read(
        rows,
        date="day",
        manoeuvre="code",
        posture="position",
        measured_by="measured_by",
        litres="value",
        percent_predicted="percent_predicted",
    )


def labs(owners: Owners) -> Rows:
    """Laboratory values."""
    rows = Measurement.objects.filter(owner_id__in=owners, kind=LAB).exclude(value=None)
    return _read(rows, date="day", analyte="code", specimen="specimen", result="value", unit="unit")


def equipment(owners: Owners) -> Rows:
    """Devices, from when until when."""
    rows = Equipment.objects.filter(owner_id__in=owners)
    return _read(rows, equipment="equipment", start_date="start_day", stop_date="stop_day")


def family_history(owners: Owners) -> Rows:
    """Relatives who had a disease of the nerves."""
    return _read(Relative.objects.filter(owner_id__in=owners), relative="relative", disease="disease")


def deaths(owners: Owners) -> Rows:
    """Those of whom it is known that they died; nothing is said of the others."""
    rows = Profile.objects.filter(owner_id__in=owners).exclude(died_on=None)
    for owner, cells in _read(rows, death_date="died_on"):
        yield owner, {**cells, "died": vocabulary("yes_no").term("yes").label}


# Table of the layout -> its rows.
TABLES: Mapping[str, Callable[[Owners], Rows]] = {
    one.__name__: one
    for one in (
        members,
        symptom_reports,
        treatments,
        treatment_reports,
        alsfrs,
        outcomes,
        measurements,
        vital_capacity,
        labs,
        equipment,
        family_history,
        deaths,
    )
}


def written(value: Any) -> str:
    """A cell's text: decimals without needless zeros, days in ISO 8601, nothing for what is not known."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)
