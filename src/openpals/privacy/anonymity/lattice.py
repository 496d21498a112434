"""The lattice of levels, walked from the finest node up: each node's classes are made of those of the node before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .combinations import LARGEST_KEY, Combinations, Floats, Levels, grouped, keys
from .hierarchy import Integers


@dataclass(frozen=True, eq=False)
class Classes:
    """The classes of a node, ordered by key: ``nodes`` (columns x classes, as printed) and the rows of each."""

    nodes: Integers
    counts: Floats


class Lattice:
    """All levels of some people's columns. The columns stand in an order of its own: the most diverse first.

    Walking raises the last columns oftenest; so classes are few early, and the large ones are made seldom.
    """

    def __init__(self, people: Combinations) -> None:
        self.people = people
        diversity = [len(np.unique(column)) for column in people.codes.T]
        self.columns = sorted(range(len(diversity)), key=lambda c: (-diversity[c], c))
        self.hierarchies = [people.hierarchies[c] for c in self.columns]
        self.prices = people.prices[self.columns]
        self.shape = tuple(h.height + 1 for h in self.hierarchies)
        self.size = int(np.prod([float(levels) for levels in self.shape]))
        self._sizes = [len(h.labels) for h in self.hierarchies]
        places = np.cumprod([1.0, *self._sizes[::-1]])[::-1]
        self._radix = places[1:].astype(np.int64) if places[0] <= LARGEST_KEY else None
        # Sorted by this order of columns, most lines stay where they are when classes are made of them.
        self.order = np.lexsort(people.codes[:, self.columns[::-1]].T)
        self.codes = np.ascontiguousarray(people.codes[self.order][:, self.columns].T)
        self.counts = people.counts[self.order].astype(np.float64)
        # By column and node: the units that a cell printed so still tells.
        self._worth = [(len(h.values) - h.leaves).astype(np.float64) for h in self.hierarchies]

    def finest(self) -> Classes:
        """The classes where nothing is generalised. More of them than combinations there are not."""
        return self.at((0,) * len(self.shape))

    def at(self, levels: Levels) -> Classes:
        """The classes at a node, out of all combinations."""
        pairs = zip(self.hierarchies, levels, strict=True)
        nodes = np.stack([h.levels[level][codes] for (h, level), codes in zip(pairs, self.codes, strict=True)])
        first, group = grouped(self.key(nodes))
        return Classes(nodes[:, first], np.bincount(group, self.counts).astype(np.float64))

    def raised(self, classes: Classes, column: int, level: int) -> tuple[Classes, Integers]:
        """The classes when one column goes up from ``level``, and which of them each class becomes a part of."""
        nodes = classes.nodes.copy()
        nodes[column] = self.hierarchies[column].above[level][nodes[column]]
        first, group = grouped(self.key(nodes))
        return Classes(nodes[:, first], np.bincount(group, classes.counts).astype(np.float64)), group

    def key(self, nodes: Integers) -> Integers:
        """One number for each of ``nodes`` (columns x classes), ordered by the columns."""
        return self._radix @ nodes if self._radix is not None else keys(nodes, self._sizes)

    def told(self, nodes: Integers, rows: Floats) -> Floats:
        """By column: the units that ``rows`` of each of ``nodes`` (columns x classes) still tell together."""
        return np.array(
            [
                worth @ np.bincount(column, rows, minlength=len(worth))
                for worth, column in zip(self._worth, nodes, strict=True)
            ]
        )

    def original(self, levels: Levels) -> Levels:
        """Levels in the order in which the columns were given."""
        given = dict(zip(self.columns, levels, strict=True))
        return tuple(int(given[c]) for c in range(len(levels)))
