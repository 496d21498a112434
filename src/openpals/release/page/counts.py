"""Counts of people as the page prints them: everything passes through the policy of public counts.

A table of counts has a column for each dataset, one for all of them together, and a row for each category. What is
hidden of it is what ``privacy.counting.suppression`` proves that it takes, the people of each dataset being told too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor

import numpy as np

from ...privacy.counting.policy import CountPolicy
from ...privacy.counting.suppression import Elsewhere, Hidden, Place, TableRefused, Told, printed, protect

ALL = "*"  # the column of all datasets together; no dataset can be called so

# What is printed of a count: the number, rounded; why it is not told; or nothing at all, not even whether it is small.
Shown = int | Hidden | None


@dataclass(frozen=True)
class Share:
    """A share in whole per cent. ``bound`` is "<" or ">" where the exact share would tell of a few."""

    percent: int
    bound: str = ""


@dataclass(frozen=True)
class Counted:
    """A table as it is printed: by column the cells of the categories, and what they are together."""

    cells: Mapping[str, list[Shown]]
    whole: Mapping[str, Shown]


@dataclass(frozen=True)
class Columns:
    """The columns of the page's tables: how many people each dataset has."""

    people: Mapping[str, int]
    policy: CountPolicy

    @property
    def names(self) -> tuple[str, ...]:
        """The columns in order, that of all datasets where there are several."""
        return (*self.people, *((ALL,) if len(self.people) > 1 else ()))

    @cached_property
    def told(self) -> Mapping[str, Shown]:
        """The people of each column as they are printed, on the whole page."""
        names: Sequence[str] = list(self.people)
        try:
            shown = protect(np.array([self.people[name] for name in names]), self.policy).shown
        except TableRefused:
            return dict.fromkeys(self.names)
        return {name: shown[i,] for i, name in enumerate((*names, ALL)) if name in self.names}

    def counted(self, counts: Mapping[str, Sequence[int]]) -> Counted:
        """Counts of disjoint categories by dataset, all people of a dataset being in one of them."""
        return _told(counts, self.policy, self.told)


def alone(count: int, policy: CountPolicy) -> Shown:
    """A count that stands by itself; nobody is 0."""
    return Hidden.FEW if 0 < count < policy.people else printed(count, policy)


def rows_of(rows: Mapping[str, int], enough: Mapping[str, bool], policy: CountPolicy) -> dict[str, Shown]:
    """Rows by dataset, which are no people: hidden where they are not of ``enough`` people, and then in all as well."""
    hidden = {name for name, count in rows.items() if count and not enough[name]}
    shown: dict[str, Shown] = {
        name: Hidden.FEW if name in hidden or (hidden and not count) else printed(count, policy)
        for name, count in rows.items()
    }
    if len(rows) > 1:
        shown[ALL] = None if hidden else sum(printed(count, policy) for count in rows.values())
    return shown


def share(part: int, whole: int, policy: CountPolicy) -> Share | None:
    """``part`` of ``whole``, both rounded first, and never sharp enough to count a few; None of too few."""
    if whole < policy.people:
        return None
    if part in (0, whole):
        return Share(100 if part else 0)
    of = printed(whole, policy)
    if part < policy.people:
        return Share(min(ceil(100 * policy.people / of), 100), "<")
    if whole - part < policy.people:
        return Share(max(floor(100 * (of - policy.people) / of), 0), ">")
    percent = round(100 * printed(part, policy) / of)
    if percent < 1:
        return Share(1, "<")
    return Share(99, ">") if percent > 99 else Share(percent)


def _told(counts: Mapping[str, Sequence[int]], policy: CountPolicy, people: Mapping[str, Shown]) -> Counted:
    """The table. Datasets of which nothing can be told without telling of a few people are left out, the smallest
    first; nothing is then told of all datasets together either.
    """
    names = list(counts)
    while names:
        table = np.array([list(counts[name]) for name in names], np.int64)
        whole = len(names) == len(counts)
        try:
            told = protect(table if len(names) > 1 else table[0], policy, _elsewhere(table.shape, names, people, whole))
            return _named(told, names, counts, whole)
        except TableRefused:
            names.remove(min(names, key=lambda name: (sum(counts[name]), name)))
    return _named(None, [], counts, False)


def _elsewhere(shape: tuple[int, int], names: Sequence[str], people: Mapping[str, Shown], whole: bool) -> Elsewhere:
    """Where the table has the people of its datasets, and how these are told."""
    datasets, categories = shape
    known = {name: shown for name in (*names, ALL) if (shown := people.get(name)) is not None}
    if datasets == 1:
        return dict.fromkeys([(categories,)], known[names[0]]) if names[0] in known else {}
    found: dict[Place, int | Hidden] = {(i, categories): known[name] for i, name in enumerate(names) if name in known}
    if whole and ALL in known:
        found[datasets, categories] = known[ALL]
    return found


def _named(told: Told | None, names: Sequence[str], counts: Mapping[str, Sequence[int]], whole: bool) -> Counted:
    """The table by the names of its columns."""
    size = len(next(iter(counts.values()), ()))
    cells: dict[str, list[Shown]] = {name: [None] * size for name in counts}
    wholes: dict[str, Shown] = dict.fromkeys(counts)
    if len(counts) > 1:
        cells[ALL], wholes[ALL] = [None] * size, None
    shown = {} if told is None else told.shown
    for i, name in enumerate(names):
        at = (i,) if len(names) > 1 else ()
        cells[name] = [shown[*at, category] for category in range(size)]
        wholes[name] = shown[*at, size]
    if whole and len(names) > 1:
        cells[ALL] = [shown[len(names), category] for category in range(size)]
        wholes[ALL] = shown[len(names), size]
    return Counted(cells, wholes)
