"""A cohort: people whom somebody chose by bands, and all that may be told of them. Page, JSON and CSV say the same."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from .answer import Answer, Count, answer, asked_for
from .cube import Cube
from .policy import CountPolicy
from .question import Question
from .strata import COURSE_QUARTERS, SURVIVAL_QUARTERS, How, Strata, Stratum

MONTHS = 3  # of a quarter

# A cell that a spreadsheet would take for a formula begins so.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class CoursePoint:
    """The mean total of those who have one in the three months from ``month`` on."""

    month: int
    people: int
    mean: float


@dataclass(frozen=True)
class AlivePoint:
    """The share still alive at the end of ``month``, in whole per cent, and how many were followed until then."""

    month: int
    percent: int
    at_risk: int


@dataclass(frozen=True)
class Cohort:
    """All that is told of the people of a question without a breakdown.

    ``tables``: of each dimension its breakdown, None where that would make one dimension too many. ``curves_of``: of
    how many people ``course`` and ``survival`` tell, None where of nobody.
    """

    total: Answer
    tables: tuple[tuple[str, Answer | None], ...]
    curves_of: int | None
    course: tuple[CoursePoint, ...]
    survival: tuple[AlivePoint, ...]

    @property
    def count(self) -> Count:
        """How many people."""
        return self.total.total

    def as_data(self) -> dict[str, Any]:
        """Everything as plain data; a count of too few is null, as one of nobody is."""
        return {
            **{name: self.total.as_data()[name] for name in ("release", "policy", "where", "null")},
            "people": vars(self.count),
            "table": {
                name: None
                if found is None
                else {
                    "lines": [
                        {"band": line.bands[0], **vars(line.count), "percent": line.percent} for line in found.lines
                    ],
                    "not_told": vars(found.not_told),
                }
                for name, found in self.tables
            },
            "curves_of": self.curves_of,
            "course": [vars(point) for point in self.course],
            "survival": [vars(point) for point in self.survival],
        }

    def as_json(self) -> str:
        """The same as text."""
        return json.dumps(self.as_data(), ensure_ascii=False, sort_keys=True)

    def as_csv(self) -> str:
        """The same as a table: a line a number."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["part", "name", "band", "month", "at least", "at most", "value"])
        writer.writerows([_harmless(cell) for cell in row] for row in self._rows())
        return text.getvalue()

    def _rows(self) -> Iterator[tuple[str, ...]]:
        yield ("people", "", "", "", *self._printed(self.count), "")
        for name, found in self.tables:
            if found is None:
                continue
            for line in found.lines:
                yield ("table", name, line.bands[0], "", *self._printed(line.count), line.percent)
            yield ("table", name, "not told", "", *self._printed(found.not_told), "")
        yield ("curves of", "", "", "", self.total.fewest if self.curves_of is None else str(self.curves_of), "", "")
        for point in self.course:
            yield ("course", "mean total", "", str(point.month), str(point.people), "", f"{point.mean:g}")
        for alive in self.survival:
            yield ("survival", "alive, per cent", "", str(alive.month), str(alive.at_risk), "", str(alive.percent))

    def _printed(self, count: Count) -> tuple[str, str]:
        if count.at_least is None:
            return self.total.fewest, ""
        return str(count.at_least), str(count.at_most)


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def describe(cube: Cube, strata: Strata | None, policy: CountPolicy, question: Question) -> Cohort:
    """What cube and strata tell of the people of a question without a breakdown; curves without strata are empty."""
    conditions = {name for name, _ in question.where}
    tables = tuple(
        (
            one.name,
            answer(cube, policy, Question(question.where, (one.name,)))
            if len(conditions | {one.name}) <= policy.dimensions_together
            else None,
        )
        for one in cube.dimensions
    )
    _, certain = asked_for(cube, question)
    inside = [] if strata is None else [one for one in strata.strata if certain[list(one.groups)].all()]
    people = sum(one.people for one in inside)
    return Cohort(
        answer(cube, policy, question), tables, people or None, _course(inside), tuple(_survival(inside, policy))
    )


def _course(strata: list[Stratum]) -> tuple[CoursePoint, ...]:
    people, total = np.zeros(COURSE_QUARTERS, np.int64), np.zeros(COURSE_QUARTERS)
    for one in strata:
        for point in one.course:
            people[point.quarter] += point.people
            total[point.quarter] += point.people * point.mean
    return tuple(
        CoursePoint(MONTHS * quarter, int(people[quarter]), round(float(total[quarter] / people[quarter]), 1))
        for quarter in np.flatnonzero(people).tolist()
    )


def _survival(strata: list[Stratum], policy: CountPolicy) -> Iterator[AlivePoint]:
    """The actuarial estimate by quarters: who is last seen in a quarter counts half in it. People of a span are taken
    as spread evenly over it. Told while enough are followed, each step down made by enough deaths.
    """
    left = {how: np.zeros(SURVIVAL_QUARTERS + 1) for how in How}
    for one in strata:
        for span in one.leaving:
            left[span.how][span.first : span.last + 1] += span.people / (span.last - span.first + 1)
    died, seen, end = left[How.DIED], left[How.SEEN], left[How.END]
    followed, alive = float(died.sum() + seen.sum() + end.sum()), 1.0
    if followed < policy.together:
        return
    yield AlivePoint(0, 100, policy.rounded(round(followed)))
    since = 0.0
    for quarter in range(SURVIVAL_QUARTERS):
        alive *= 1 - died[quarter] / max(followed - seen[quarter] / 2, died[quarter], 1.0)
        followed -= died[quarter] + seen[quarter] + end[quarter]
        since += died[quarter]
        if round(followed) < policy.together:
            return
        if round(since, 6) >= policy.survival_deaths:  # spread deaths add up to whole ones only nearly
            yield AlivePoint(MONTHS * (quarter + 1), round(100 * alive), policy.rounded(round(followed)))
            since = 0.0
