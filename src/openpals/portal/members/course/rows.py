"""What is read for a course: what the reader may see, in as many queries for few entries as for many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from ....model.instruments import ALSFRS_R_DOMAINS
from ...common.access.actor import Actor
from ...common.access.decide import visible
from ...common.design.axis import Axis
from ..journal.models import Measurement, Response, SymptomReport, Treatment
from ..journal.questions import ALSFRS_R
from ..profile.models import Equipment

# The fifth question has two forms; a day has the answer to one of them.
_FORMS: Final[dict[str, tuple[str, ...]]] = {"cutting": ("cutting_no_tube", "cutting_tube")}

# Domain -> the items that are asked for it.
ITEMS: Final[dict[str, tuple[str, ...]]] = {
    domain: tuple(form for item in items for form in _FORMS.get(item, (item,)))
    for domain, items in ALSFRS_R_DOMAINS.items()
}


@dataclass(frozen=True)
class Reader:
    """Whose rows are read, and by whom: parts closed to the reader are not read."""

    owner_id: int
    by: Actor

    def rows(self, model: Any, action: str = "journal.read") -> QuerySet[Any]:
        """The owner's rows that the reader may see."""
        seen: QuerySet[Any] = visible(self.by, action, model.objects.filter(owner_id=self.owner_id))
        return seen


@dataclass(frozen=True)
class Scores:
    """One time of answering. A domain of which not all is answered has no score, and the total then neither."""

    day: dt.date
    domains: Mapping[str, int | None]

    @property
    def total(self) -> int | None:
        """All four domains together, 0 to 48."""
        known = [score for score in self.domains.values() if score is not None]
        return sum(known) if len(known) == len(self.domains) else None


def extent(reader: Reader) -> tuple[dt.date, dt.date] | None:
    """The days of the first and the last entry; where there is none, those on which treatments and devices began. None
    where there is nothing at all."""
    entries = [_ends(reader.rows(model), "day") for model in (Response, Measurement, SymptomReport)]
    ends = list(entries[0].union(*entries[1:], all=True))
    if not ends:
        devices = _ends(reader.rows(Equipment, "profile.read"), "start_day")
        ends = list(_ends(reader.rows(Treatment), "start_day").union(devices, all=True))
    days = [day for both in ends for day in both if day]
    return (min(days), max(days)) if days else None


def _ends(rows: QuerySet[Any], day: str) -> QuerySet[Any]:
    ends: QuerySet[Any] = rows.order_by().values("owner_id").annotate(first=Min(day), last=Max(day))
    return ends.values_list("first", "last")


def scores(reader: Reader, axis: Axis) -> list[Scores]:
    """Scores of the ALSFRS-R by ascending day; of two on a day the later stands."""
    sums: dict[str, Any] = {}
    for domain, items in ITEMS.items():
        of_it = Q(answers__item__in=items)
        sums[domain] = Sum("answers__value", filter=of_it)
        sums[f"{domain}_answered"] = Count("answers", filter=of_it)
    found: dict[dt.date, Scores] = {}
    asked = _within(reader.rows(Response).filter(instrument=ALSFRS_R), axis)
    for row in asked.values("pk", "day").annotate(**sums).order_by("day", "pk"):
        complete = {
            domain: row[domain] if row[f"{domain}_answered"] == len(items) else None
            for domain, items in ALSFRS_R_DOMAINS.items()
        }
        if any(score is not None for score in complete.values()):
            found[row["day"]] = Scores(row["day"], complete)
    return list(found.values())


def measurements(reader: Reader, axis: Axis, codes: tuple[str, ...]) -> list[dict[str, Any]]:
    """Values of these codes by ascending day, as columns by name."""
    rows = _within(reader.rows(Measurement).filter(code__in=codes), axis)
    return list(rows.order_by("day", "pk").values("day", "code", "value", "unit", "percent_predicted"))


class Report(NamedTuple):
    """How bad a symptom was on a day: ``concept`` of the vocabulary, or ``words`` with what they were ``mapped`` to."""

    symptom: int
    concept: str
    mapped: str
    words: str
    day: dt.date
    severity: int


def symptom_reports(reader: Reader, axis: Axis) -> list[Report]:
    """Reports by ascending day."""
    rows = _within(reader.rows(SymptomReport), axis).order_by("day", "pk")
    columns = ("symptom_id", "symptom__concept", "symptom__mapped_concept", "symptom__words", "day", "severity")
    return [Report(*row) for row in rows.values_list(*columns)]


def treatments(reader: Reader, axis: Axis) -> list[Treatment]:
    """Courses that touch the axis, by their beginning."""
    return list(_touching(reader.rows(Treatment), axis))


def equipment(reader: Reader, axis: Axis) -> list[Equipment]:
    """Devices in use on the axis, by their beginning."""
    return list(_touching(reader.rows(Equipment, "profile.read"), axis))


def _within(rows: QuerySet[Any], axis: Axis) -> QuerySet[Any]:
    return rows.filter(day__gte=axis.first, day__lte=axis.last)


def _touching(rows: QuerySet[Any], axis: Axis) -> QuerySet[Any]:
    begun = Q(start_day=None) | Q(start_day__lte=axis.last)
    going = Q(stop_day=None) | Q(stop_day__gte=axis.first)
    return rows.filter(begun, going).order_by("start_day", "pk")
