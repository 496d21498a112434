"""Full-domain generalisation with row suppression: one level a column, small classes dropped; the exact optimum.

Each row is printed at one node of the lattice of levels, or dropped. Dropped rows lose all they tell, kept ones what
the levels take, so the loss of a node is that of its levels (known from each column alone) and what its small classes
still told. The walk goes over the lattice once and leaves out what cannot win: whoever is in a small class of two
columns alone is in a small class of all, so every node's loss has a bound before it is looked at. What is left out
for its bound cannot be the optimum; the tests compare with looking at every node.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations as choose

import numpy as np

from .combinations import AnonymityRefused, Combinations, Floats, Levels, check_k
from .hierarchy import Integers
from .lattice import Classes, Lattice

# A bound is kept for every node at the same time.
MOST_NODES = 20_000_000

# Losses are shares of 1. Equal ones, summed in another order, differ by less.
SAME = 1e-12

# Counts of three columns' values are made up to this size; beyond, bounds are looser.
LARGEST_TABLE = 20_000_000

# The most promising nodes, from which the descent to a first good answer starts.
STARTS = 8


@dataclass(frozen=True)
class FullDomain:
    """The best levels, how many rows they suppress, their loss (0 to 1), and how many of the nodes were looked at."""

    levels: Levels
    suppressed: int
    loss: float
    checked: int
    nodes: int


def optimal_levels(people: Combinations, k: int, limit: float = 1.0) -> FullDomain:
    """The levels with the least loss at which every class has k rows, once at most ``limit`` of the rows are dropped.

    ``limit`` is a share, 0 to 1. Of equally good answers the one with the lowest levels is given, the first columns
    lowest. Raises AnonymityRefused where k is not between 1 and the number of rows, the lattice is too large, or
    nothing would be left.
    """
    check_k(k, people.rows)
    if not 0 <= limit <= 1:
        raise AnonymityRefused(f"The share of rows that may be dropped lies between 0 and 1; {limit} does not.")
    lattice = Lattice(people)
    if lattice.size > MOST_NODES:
        raise AnonymityRefused(
            f"There are {lattice.size} ways to choose levels, more than the {MOST_NODES} that can be searched. Take "
            "levels or quasi-identifiers out."
        )
    best = _Search(lattice, k, int(limit * people.rows + SAME)).best()
    if best.loss > 1 - SAME:
        raise AnonymityRefused(
            f"At k = {k} every cell would have to be suppressed, and nothing would be left. Pool more people, take "
            "quasi-identifiers out, or lower k."
        )
    return best


class _Search:
    """One search. ``most`` is the number of rows that may be dropped."""

    def __init__(self, lattice: Lattice, k: int, most: int) -> None:
        self.lattice, self.k, self.most = lattice, k, most
        self.units = [lattice.people.marginal_units[c] for c in lattice.columns]
        self.least = np.inf
        self.found: dict[Levels, tuple[float, int]] = {}  # loss and dropped rows of the best, all within SAME
        self.checked = 0
        self.bound = self._bounds()
        # subtree[c][levels of the columns up to c]: the least bound from there on, when columns from c on are raised.
        self.subtree = []
        for c in range(len(lattice.shape)):
            over_later = self.bound.min(axis=tuple(range(c + 1, len(lattice.shape))))
            self.subtree.append(np.minimum.accumulate(over_later[..., ::-1], axis=-1)[..., ::-1])

    def best(self) -> FullDomain:
        """The answer."""
        self._descend()
        self._visit(self.lattice.finest(), (0,) * len(self.lattice.shape), 0)
        ranked = {self.lattice.original(levels): facts for levels, facts in self.found.items()}
        levels = min(ranked, key=lambda levels: (sum(levels), levels))
        loss, suppressed = ranked[levels]
        return FullDomain(levels, suppressed, loss, self.checked, self.lattice.size)

    def _visit(self, classes: Classes, levels: Levels, column: int) -> None:
        """The node, and all that are reached by raising ``column`` and those after it."""
        if not self._hopeless(self.bound[levels]):
            self._judge(classes, levels)
        for c in range(column, len(levels)):
            if levels[c] < self.lattice.shape[c] - 1:
                higher = (*levels[:c], levels[c] + 1, *levels[c + 1 :])
                if not self._hopeless(self.subtree[c][higher[: c + 1]]):
                    self._visit(self.lattice.raised(classes, c, levels[c])[0], higher, c)

    def _hopeless(self, bound: float) -> bool:
        return bound > self.least + SAME or bound == np.inf

    def _judge(self, classes: Classes, levels: Levels) -> None:
        if levels in self.found:
            return
        self.checked += 1
        dropped = np.where(classes.counts < self.k, classes.counts, 0.0)
        suppressed = int(dropped.sum())
        if suppressed > self.most:
            return
        # Units are whole numbers, so that the loss of a node does not depend on the order of its rows.
        units = self.lattice.told(classes.nodes, dropped)
        units += [self.units[c][level] for c, level in enumerate(levels)]
        loss = float(units @ self.lattice.prices)
        if loss <= self.least + SAME:
            self.found[levels] = loss, suppressed
            if loss < self.least:
                self.least = loss
                self.found = {best: facts for best, facts in self.found.items() if facts[0] <= loss + SAME}

    def _descend(self) -> None:
        """A good answer to begin with: everything suppressed, the most promising nodes, then downhill from the best."""
        tried = set()

        def judge(levels: Levels) -> None:
            if levels not in tried and not self._hopeless(self.bound[levels]):
                tried.add(levels)
                self._judge(self.lattice.at(levels), levels)

        judge(tuple(height - 1 for height in self.lattice.shape))
        for place in np.argsort(self.bound, axis=None, kind="stable")[:STARTS]:
            judge(tuple(int(level) for level in np.unravel_index(place, self.bound.shape)))
        before = np.inf
        while self.least < before:
            before = self.least
            for levels in self._neighbours(min(self.found)):
                judge(levels)

    def _neighbours(self, levels: Levels) -> Iterator[Levels]:
        for c, level in enumerate(levels):
            for other in (level + 1, level - 1):
                if 0 <= other < self.lattice.shape[c]:
                    yield (*levels[:c], other, *levels[c + 1 :])

    def _bounds(self) -> Floats:
        """What each node loses at least: by its levels, and by the rows that any two columns alone would drop.

        Infinite where those are more than may be dropped.
        """
        columns = range(len(self.lattice.shape))
        own = sum(_along(self.units[c] * self.lattice.prices[c], c, len(columns)) for c in columns)
        penalty = np.zeros(self.lattice.shape)
        for pair in choose(columns, 2):
            levels, rows, told = self._dropped_by(*pair)
            for i, at_pair in enumerate(levels):
                at = [slice(None)] * len(columns)
                for c, level in zip(pair, at_pair, strict=True):
                    at[c] = slice(level, level + 1)
                here = penalty[tuple(at)]
                if rows[i] > self.most:
                    here[...] = np.inf
                else:
                    lost = sum(_along(told[c][i][at[c]], c, len(columns)) for c in columns)
                    np.maximum(here, lost, out=here)
        return np.asarray(own + penalty)

    def _dropped_by(self, a: int, b: int) -> tuple[list[tuple[int, int]], Floats, list[Floats]]:
        """What two columns alone drop: classes of fewer than k by these, at each pair of their levels.

        The pairs of levels at which they drop any; how many rows; and by column (pair x level) what these rows' cells
        would still tell there, and lose.
        """
        lattice = self.lattice
        first, second = lattice.hierarchies[a], lattice.hierarchies[b]
        width = second.missing + 1
        used, cell = np.unique(lattice.codes[a] * width + lattice.codes[b], return_inverse=True)
        rows = np.bincount(cell, lattice.counts)
        pairs, small = [], []
        for level_a, nodes_a in enumerate(first.levels):
            for level_b, nodes_b in enumerate(second.levels):
                node = nodes_a[used // width] * len(second.labels) + nodes_b[used % width]
                below = np.bincount(node, rows)[node] < self.k
                if below.any():
                    pairs.append((level_a, level_b))
                    small.append(below)
        dropped = np.array(small, np.float64).reshape(len(pairs), len(used))
        return pairs, dropped @ rows, [self._told(c, cell, dropped) for c in range(len(lattice.shape))]

    def _told(self, column: int, cell: Integers, dropped: Floats) -> Floats:
        """What a column tells by level, in rows of the pairs' values (``cell``) that are dropped: pair x level."""
        hierarchy = self.lattice.hierarchies[column]
        width = hierarchy.missing + 1
        if dropped.shape[1] * width > LARGEST_TABLE:
            return np.zeros((len(dropped), len(hierarchy.levels)))  # a bound all the same
        codes = cell * width + self.lattice.codes[column]
        rows = np.bincount(codes, self.lattice.counts, minlength=dropped.shape[1] * width).reshape(-1, width)
        told = np.stack([len(hierarchy.values) - hierarchy.leaves[level] for level in hierarchy.levels])
        return np.asarray(dropped @ rows @ told.T * self.lattice.prices[column])


def _along(values: Floats, axis: int, axes: int) -> Floats:
    """``values`` as an array that varies along one of ``axes`` axes."""
    return values.reshape([-1 if i == axis else 1 for i in range(axes)])
