"""What may be told of people: everything that a statistic says passes through here.

No number rests on fewer people than the policy asks. Counts are rounded before shares are made of them, and shares
are of what is shown: nothing is printed from which what is hidden would follow. A list of numbers becomes means of
groups of people, so that no smallest and no largest value is told, and nobody makes more than half of a sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10, sqrt
from typing import Any

import numpy as np

from ....privacy.counting.policy import CountPolicy
from ....privacy.counting.suppression import printed
from ..arrays import Bools, Coded, Floats, Ints, distinct

MOST_GROUPS, MOST_VALUES = 40, 64
DENSE = 1 << 24  # so many counters are cheaper than sorting


def significant(value: float, digits: int = 3) -> float:
    """The value with so many significant digits."""
    if value == 0 or not np.isfinite(value):
        return 0.0
    return round(float(value), digits - 1 - floor(log10(abs(value))))


@dataclass(frozen=True)
class Carried:
    """By cell: how many people are in it, and how many rows, none of them making more than half."""

    people: Ints
    rows: Ints


def carried(cell: Ints, person: Ints, cells: int, people: int) -> Carried:
    """Counts cells (0..cells-1, negative ones are nowhere) by ``person`` (0..people-1)."""
    inside = cell >= 0
    key = cell[inside] * people + person[inside]
    if cells * people <= DENSE:
        counts = np.bincount(key, minlength=cells * people).reshape(cells, people)
        return Carried((counts > 0).sum(axis=1), _undominated(counts.sum(axis=1), counts.max(axis=1, initial=0)))
    found, times = np.unique(key, return_counts=True)
    at = found // people
    largest = np.zeros(cells, np.int64)
    np.maximum.at(largest, at, times)
    rows = np.bincount(at, weights=times, minlength=cells).astype(np.int64)
    return Carried(np.bincount(at, minlength=cells), _undominated(rows, largest))


def _undominated(total: Ints, largest: Ints) -> Ints:
    return np.asarray(np.minimum(total, 2 * (total - largest)))


@dataclass(frozen=True)
class Disclosure:
    """The rules: those of the policy of public counts, and that nobody makes more than half of a mean."""

    policy: CountPolicy

    @property
    def people(self) -> int:
        """The fewest people behind anything that is told."""
        return self.policy.people

    def rounded(self, count: int) -> int:
        """A count of enough people as it is printed."""
        return printed(count, self.policy)

    def enough(self, count: int) -> bool:
        """Whether so many people are enough."""
        return count >= self.people

    def shares(self, cell: Coded, person: Ints, people: int) -> dict[str, float]:
        """Label -> share of the rows, of those that enough people carry; empty where there is none."""
        found = carried(cell.at, person, len(cell.labels), people)
        return self.shares_of(cell.labels, found)

    def shares_of(self, labels: tuple[str, ...], found: Carried) -> dict[str, float]:
        """The same of counts."""
        shown = {
            labels[i]: self.rounded(int(found.rows[i])) for i in np.flatnonzero(found.people >= self.people).tolist()
        }
        total = sum(shown.values())
        return {label: round(count / total, 4) for label, count in shown.items()}

    def share(self, which: Bools) -> float | None:
        """The share of ``which`` among people: of both sides enough, else the one that is more than enough is all."""
        yes, no = int(which.sum()), int((~which).sum())
        if not self.enough(yes + no):
            return None
        if not self.enough(yes) or not self.enough(no):
            return float(yes > no)
        return round(self.rounded(yes) / (self.rounded(yes) + self.rounded(no)), 4)

    def mean(self, values: Floats) -> float | None:
        """The mean of numbers of which each is of another person; nan are left out."""
        known = values[~np.isnan(values)]
        if not self.enough(len(known)):
            return None
        parts = np.abs(known)
        largest = int(parts.argmax())
        others = parts.sum() - parts[largest]
        if parts[largest] > others:
            known = known.copy()
            known[largest] = np.sign(known[largest]) * others
        return significant(float(known.mean()))

    def deviation(self, values: Floats) -> float | None:
        """The standard deviation of numbers of which each is of another person; nan are left out."""
        known = values[~np.isnan(values)]
        variance = self.mean((known - known.mean()) ** 2) if self.enough(len(known)) else None
        return None if variance is None else significant(sqrt(variance))

    def spread(self, values: Floats, person: Ints | None = None) -> dict[str, Any] | None:
        """How numbers spread; ``person`` where somebody may have several of them.

        ``values``: a number -> its share, where a few numbers are all that there is; ``means``: the means of equal
        groups of the sorted numbers; ``mean`` and ``sd`` where there is one group only, and whether all numbers are
        ``positive`` (0 is). None of too few people.
        """
        known = ~np.isnan(values)
        values = values[known]
        person = np.arange(len(values)) if person is None else person[known]
        people = len(distinct(person))
        if not self.enough(people):
            return None
        discrete = self._values(values, person)
        if discrete:
            return {"values": discrete}
        order = np.argsort(values, kind="stable")
        values, person = values[order], person[order]
        groups = min(MOST_GROUPS, people // self.people)
        while groups > 1 and not self._of_enough(person, groups):
            groups //= 2
        if groups < 2:
            each = np.bincount(np.unique(person, return_inverse=True)[1], weights=values)
            times = np.unique(person, return_counts=True)[1]
            told = {"mean": self.mean(each / times) or 0.0, "sd": self.deviation(each / times) or 0.0}
            return told | {"positive": bool(values[0] >= 0 and told["mean"] > 0)}
        starts = np.arange(groups) * len(values) // groups
        sizes = np.diff(np.append(starts, len(values)))
        return {"means": [significant(mean, 4) for mean in np.add.reduceat(values, starts) / sizes]}

    def _values(self, values: Floats, person: Ints) -> dict[str, float]:
        """The shares of the numbers that occur, if nearly all of them are carried by enough people."""
        numbers, at = np.unique(values, return_inverse=True)
        if len(numbers) * self.people > len(values):
            return {}
        number = np.unique(person, return_inverse=True)[1]
        found = carried(at.reshape(-1), number, len(numbers), int(number.max()) + 1)
        shown = found.people >= self.people
        few = 0 < shown.sum() <= MOST_VALUES and found.rows[shown].sum() >= 0.95 * len(values)
        return self.shares_of(tuple(f"{value:.10g}" for value in numbers), found) if few else {}

    def _of_enough(self, person: Ints, groups: int) -> bool:
        group = np.arange(len(person)) * groups // len(person)
        different = distinct(group * (int(person.max()) + 1) + person) // (int(person.max()) + 1)
        return bool(np.bincount(different, minlength=groups).min() >= self.people)
