"""Which visit a day belongs to. The plan is one visit a month; a visit too many in a month is unscheduled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .roster import People
from .timing import Days

MONTH = 30.4375  # days
SCREENING, BASELINE = 1, 2  # numbers of visits; that of month m is BASELINE + m

_EARLY = np.timedelta64(-1, "D")  # stands for every day before the first visit: all are one screening
_SPAN = 1 << 20  # more days than any study has, so that person and day fit into one number

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Visits:
    """Every visit of everybody, sorted by person and day. ``planned``: whether it was one of the plan."""

    person: People
    start: Days
    end: Days
    number: Numbers
    planned: npt.NDArray[np.bool_]

    @property
    def month(self) -> People:
        """Each visit's planned month, or the last one before an unscheduled visit; screening has -1."""
        month: People = np.floor(self.number).astype(np.int64) - BASELINE
        return month

    def columns(self) -> dict[str, pa.Array]:
        """VISITNUM, VISIT and VISITDY, the planned study day, of each visit."""
        names = [visit_name(n, p) for n, p in zip(self.number, self.planned, strict=True)]
        days = planned_day(self.month)
        known = self.planned & (self.number > SCREENING)
        return {
            "VISITNUM": pa.array(self.number),
            "VISIT": pa.array(names, pa.string()),
            "VISITDY": pa.array(days, mask=~known),
        }

    def at(self, person: People, day: Days) -> dict[str, pa.Array]:
        """The same columns for rows about people on days; null on a day on which nobody was seen."""
        place = self.place(person, day)
        at = pa.array(place, mask=place < 0)
        return {name: column.take(at) for name, column in self.columns().items()}

    def place(self, person: People, day: Days) -> People:
        """The position among the visits of people on days; -1 for a day on which nobody was seen."""
        wanted = _pair(person, np.maximum(day, _EARLY))
        own = _pair(self.person, np.maximum(self.start, _EARLY))
        if not len(own):
            return np.full(len(wanted), -1)
        place = np.minimum(np.searchsorted(own, wanted), len(own) - 1)
        found: People = np.where((own[place] == wanted) & ~np.isnat(day), place, -1)
        return found


def planned_day(month: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The study day on which a month's visit is planned: 1, 31, 62, ..."""
    days: npt.NDArray[np.int64] = np.rint(month * MONTH).astype(np.int64) + 1
    return days


def visit_name(number: float, planned: bool) -> str:
    """SCREENING, BASELINE, MONTH 3, or UNSCHEDULED 5.01."""
    if not planned:
        return f"UNSCHEDULED {number:.2f}"
    return {SCREENING: "SCREENING", BASELINE: "BASELINE"}.get(int(number), f"MONTH {int(number) - BASELINE}")


def visits_of(seen: tuple[People, Days], screened: tuple[People, Days]) -> Visits:
    """The visits behind everything that was recorded.

    ``seen``: (person, day) of whatever somebody was there for, in any order and repeated; ``screened``: the same of
    samples and history. Everything before day 0 is one screening visit.
    """
    early = [(person[day < 0], day[day < 0]) for person, day in (_known(*seen), _known(*screened))]
    screening = _screening(np.concatenate([p for p, _ in early]), np.concatenate([d for _, d in early]))
    person, day = _known(*seen)
    later = np.unique(_pair(person[day >= 0], day[day >= 0]))
    regular = _numbered(later // _SPAN, later % _SPAN)
    person = np.concatenate([screening.person, regular.person])
    start = np.concatenate([screening.start, regular.start])
    order = np.lexsort((start, person))
    return Visits(
        person[order],
        start[order],
        np.concatenate([screening.end, regular.end])[order],
        np.concatenate([screening.number, regular.number])[order],
        np.concatenate([screening.planned, regular.planned])[order],
    )


def _known(person: People, day: Days) -> tuple[People, Days]:
    known = ~np.isnat(day)
    return person[known], day[known]


def _pair(person: People, day: Days) -> npt.NDArray[np.int64]:
    """One number for a person and a day, in their order; the day before the first one is -1."""
    return person * _SPAN + day.astype(np.int64)


def _screening(person: People, day: Days) -> Visits:
    order = np.lexsort((day, person))
    person, day = person[order], day[order]
    who, first = np.unique(person, return_index=True)
    last = np.append(first[1:], len(person)) - 1 if len(who) else first
    return Visits(who, day[first], day[last], np.full(len(who), float(SCREENING)), np.ones(len(who), bool))


def _numbered(person: People, day: npt.NDArray[np.int64]) -> Visits:
    """Sorted days from 0 on, numbered: of several in a month the nearest to plan is the planned one."""
    month = np.rint(day / MONTH).astype(np.int64)
    nearest = np.lexsort((day, np.abs(day + 1 - planned_day(month)), month, person))
    slot = np.stack([person[nearest], month[nearest]])
    first = np.append(True, (slot[:, 1:] != slot[:, :-1]).any(axis=0))[: len(person)]
    planned = np.zeros(len(person), bool)
    planned[nearest[first]] = True
    # An unscheduled visit is numbered after the last planned one before it, in hundredths.
    place = np.arange(len(person))
    begins = np.append(True, person[1:] != person[:-1])[: len(person)]
    anchor = np.maximum.accumulate(np.where(planned | begins, place, 0))
    base = np.where(planned[anchor], month[anchor] + BASELINE, SCREENING)
    extra = place - anchor + np.where(planned[anchor], 0, 1)
    days = day.astype("timedelta64[D]")
    return Visits(person, days, days, np.round(base + np.where(planned, 0, extra) / 100, 2), planned)
