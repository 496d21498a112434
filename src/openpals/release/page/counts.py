"""Small cells: which counts of people may be printed, and which others must go with those that may not.

A table of counts has a column for each dataset, one for all of them together, and a row for each category;
the number of people of a column is known. So each column and each row is an equation, and a hidden count must
not follow from the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from math import ceil, floor

ALL = "*"  # the column of all datasets together; no dataset can be called so


class Hidden(Enum):
    """Why a count is not printed."""

    FEW = auto()  # fewer people than the policy asks
    BESIDE = auto()  # enough people, but a hidden neighbour would follow from it


Shown = int | Hidden


@dataclass(frozen=True)
class Share:
    """A share in whole per cent. ``bound`` is "<" or ">" where the exact share would tell of a few."""

    percent: int
    bound: str = ""


def protect(counts: Mapping[str, Sequence[int]], minimum: int) -> dict[str, list[Shown]]:
    """Counts of disjoint categories by dataset, to be printed; a column ``ALL`` more where there are several.

    Counts of fewer than ``minimum`` people are hidden, and as many others as it takes: in each column and
    each row what is hidden makes at least two counts and ``minimum`` people, and no small count can be
    computed. Where there is one category, it is the column's total itself, and only the row matters.
    """
    columns = {name: list(column) for name, column in counts.items()}
    if len(columns) > 1:
        columns[ALL] = [sum(row) for row in zip(*columns.values(), strict=True)]
    table = _Table(columns, minimum)
    table.protect()
    return {
        name: [_cell(count, (name, i) in table.hidden, minimum) for i, count in enumerate(column)]
        for name, column in columns.items()
    }


def share(part: int, whole: int, minimum: int) -> Share | None:
    """``part`` of ``whole``, never sharp enough to count a few; None where the whole is a few."""
    if whole < minimum:
        return None
    if part in (0, whole):
        return Share(100 if part else 0)
    if part < minimum:
        return Share(ceil(100 * minimum / whole), "<")
    if whole - part < minimum:
        return Share(floor(100 * (whole - minimum) / whole), ">")
    percent = round(100 * part / whole)
    if percent < 1:
        return Share(1, "<")
    return Share(99, ">") if percent > 99 else Share(percent)


Place = tuple[str, int]  # column and category


class _Table:
    """Counts by place, and the places hidden so far."""

    def __init__(self, columns: Mapping[str, Sequence[int]], minimum: int) -> None:
        self.minimum = minimum
        self.count = {(name, i): n for name, column in columns.items() for i, n in enumerate(column)}
        rows = range(len(next(iter(columns.values()), ())))
        datasets = [name for name in columns if name != ALL]
        self.columns = [[(name, i) for i in rows] for name in columns] if len(rows) > 1 else []
        self.rows = [[(name, i) for name in datasets] for i in rows] if len(columns) > 1 else []
        self.hidden = {place for place, n in self.count.items() if 0 < n < minimum}

    def protect(self) -> None:
        """Hides more until every line is safe and no small count follows from several lines together."""
        before = -1
        while before != len(self.hidden):
            before = len(self.hidden)
            for line in (*self.columns, *self.rows):
                self._protect_line(line)
            if before == len(self.hidden):
                self._break_open()

    def _protect_line(self, line: Sequence[Place]) -> None:
        """One column, or one row: the total is known, unless it is hidden itself."""
        hidden = [place for place in line if place in self.hidden and self.count[place]]
        total_hidden = line in self.rows and (ALL, line[0][1]) in self.hidden
        if not hidden and not total_hidden:
            return
        if line in self.columns and any(self.count[place] < self.minimum for place in hidden):
            # An empty category beside a small one looks like it.
            self.hidden |= {place for place in line if not self.count[place]}
        for place in self._visible(line):
            positive = [self.count[p] for p in line if p in self.hidden and self.count[p]]
            if (positive and total_hidden) or (len(positive) > 1 and sum(positive) >= self.minimum):
                break
            self.hidden.add(place)

    def _break_open(self) -> None:
        """Hides one more where a small count is the only way between its row and column, and so follows."""
        for place in sorted(self.hidden):
            if self.columns and self.rows and 0 < self.count[place] < self.minimum and self._only_way(place):
                visible = self._visible(list(self.count))
                beside = [p for p in visible if p[0] == place[0] or p[1] == place[1]]
                self.hidden |= set((beside or visible)[:1])
                return

    def _only_way(self, place: Place) -> bool:
        reached, goal = {f"column {place[0]}"}, f"row {place[1]}"
        links = [(f"column {p[0]}", f"row {p[1]}") for p in self.hidden if p != place and self.count[p]]
        for _ in links:
            reached |= {end for link in links if reached & set(link) for end in link}
        return goal not in reached

    def _visible(self, line: Sequence[Place]) -> list[Place]:
        """What may be hidden beside others, the smallest first; nobody hides behind an empty category."""
        return sorted((p for p in line if self.count[p] and p not in self.hidden), key=lambda p: (self.count[p], p))


def _cell(count: int, hidden: bool, minimum: int) -> Shown:
    if not hidden:
        return count
    return Hidden.FEW if count < minimum else Hidden.BESIDE
