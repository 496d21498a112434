"""k-anonymity row by row with sets and fractions, to compare with; and small random tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import pyarrow as pa
from hypothesis import strategies as st

from openpals.privacy.anonymity.combinations import Combinations, combinations
from openpals.privacy.anonymity.hierarchy import Hierarchy, from_levels
from openpals.privacy.anonymity.recoding import Recoding

Row = tuple[str | None, ...]
Printed = frozenset[str]  # the values that a cell may have had; all of them where it is empty


@dataclass(frozen=True)
class Column:
    """Values, and for each level above them the group of each value; the root is left to the code."""

    values: tuple[str, ...]
    groups: tuple[tuple[int, ...], ...]

    def at(self, value: str | None, level: int) -> Printed:
        """What a value is printed as; the level after the last is the root."""
        if value is None or level > len(self.groups):
            return frozenset(self.values)
        if level == 0:
            return frozenset({value})
        group = dict(zip(self.values, self.groups[level - 1], strict=True))
        return frozenset(other for other in self.values if group[other] == group[value])

    def lost(self, value: str | None, printed: Printed) -> Fraction:
        """0 to 1."""
        return (
            Fraction(0) if value is None or len(self.values) == 1 else Fraction(len(printed) - 1, len(self.values) - 1)
        )

    def hierarchy(self, name: str) -> Hierarchy:
        return from_levels(name, self.values, [[f"{level}{group}" for group in groups]
                                               for level, groups in enumerate(self.groups)])  # fmt: skip


@dataclass(frozen=True)
class Table:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def people(self, weights: Sequence[float] | None = None) -> Combinations:
        hierarchies = [column.hierarchy(f"c{c}") for c, column in enumerate(self.columns)]
        return combinations(hierarchies, [pa.array([row[c] for row in self.rows], pa.string())
                                          for c in range(len(self.columns))], weights)  # fmt: skip

    def nodes(self) -> Iterator[tuple[int, ...]]:
        return product(*(range(len(column.groups) + 2) for column in self.columns))

    def printed(self, row: Row, levels: Sequence[int]) -> tuple[Printed, ...]:
        return tuple(c.at(value, level) for c, value, level in zip(self.columns, row, levels, strict=True))

    def whole(self) -> Fraction:
        """What all cells have to lose."""
        return sum((self.lost(row, [frozenset(c.values) for c in self.columns]) for row in self.rows), Fraction(0))

    def lost(self, row: Row, printed: Sequence[Printed]) -> Fraction:
        return sum((c.lost(v, p) for c, v, p in zip(self.columns, row, printed, strict=True)), Fraction(0))

    def loss_at(self, levels: Sequence[int], k: int) -> tuple[Fraction, int]:
        """The share of detail that full-domain generalisation to these levels loses, and the rows that it drops."""
        printed = [self.printed(row, levels) for row in self.rows]
        sizes = Counter(printed)
        everything = [frozenset(c.values) for c in self.columns]
        lost = [self.lost(row, p if sizes[p] >= k else everything) for row, p in zip(self.rows, printed, strict=True)]
        whole = self.whole()
        return sum(lost, Fraction(0)) / whole if whole else Fraction(0), sum(n for n in sizes.values() if n < k)

    def least_loss(self, k: int, limit: int) -> Fraction:
        """Of all nodes that drop at most ``limit`` rows."""
        return min(loss for loss, dropped in (self.loss_at(levels, k) for levels in self.nodes()) if dropped <= limit)

    def upper_limit(self, k: int) -> Fraction:
        """1 - mean over rows of the cheapest node at which the row's class has k rows."""
        cheapest = [self.whole()] * len(self.rows)
        for levels in self.nodes():
            printed = [self.printed(row, levels) for row in self.rows]
            sizes = Counter(printed)
            for i, (row, p) in enumerate(zip(self.rows, printed, strict=True)):
                if sizes[p] >= k:
                    cheapest[i] = min(cheapest[i], self.lost(row, p))
        whole = self.whole()
        return 1 - sum(cheapest, Fraction(0)) / whole if whole else Fraction(1)


def printed_rows(recoding: Recoding) -> list[tuple[frozenset[object], ...] | None]:
    """Each row as it is printed: the values that may stand under each cell; None for a row that is dropped."""
    under = []
    for h in recoding.people.hierarchies:
        leaves: dict[int, set[object]] = {h.root: set(h.values)}
        for level in h.levels:
            for node in set(level[: h.missing].tolist()):
                leaves[node] = {v for v, n in zip(h.values, level.tolist(), strict=False) if n == node}
        under.append({node: frozenset(values) for node, values in leaves.items()})
    lines = recoding.lines_of_rows()
    return [
        None if recoding.dropped[i] else tuple(under[c][int(node)] for c, node in enumerate(recoding.nodes[i]))
        for i in lines
    ]


@st.composite
def columns(draw: st.DrawFn) -> Column:
    """One to five values, under up to two levels of groups."""
    size = draw(st.integers(1, 5))
    groups: list[tuple[int, ...]] = []
    finer = tuple(range(size))
    for _ in range(draw(st.integers(0, 2))):
        united = draw(st.lists(st.integers(0, 2), min_size=max(size, 3), max_size=max(size, 3)))
        finer = tuple(united[group] for group in finer)
        groups.append(finer)
    return Column(tuple("abcde"[:size]), tuple(groups))


@st.composite
def tables(draw: st.DrawFn, most: int = 25) -> Table:
    """A few rows of one to four columns, some cells empty."""
    found = tuple(draw(st.lists(columns(), min_size=1, max_size=4)))
    cells = st.tuples(*(st.sampled_from([*column.values, *column.values, None]) for column in found))
    return Table(found, tuple(draw(st.lists(cells, min_size=1, max_size=most))))
