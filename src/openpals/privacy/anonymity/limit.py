"""The least that any hierarchical recoding can lose: how far the greedy one is from the best at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .combinations import Floats, check_k, grouped, keys
from .full_domain import SAME
from .hierarchy import Hierarchy, Integers
from .recoding import Recoding

# Groups are counted in a table of this many places for each line; where that is too little, lines are sorted.
PLACES = 8


def upper_limit(recoding: Recoding) -> float:
    """The share of detail that no recoding of these people to classes of k can exceed (granularity, 0 to 1).

    A row can be printed at a node only if its class there has k rows in all the data, so no row can lose less than at
    the cheapest such node; each row's least loss is averaged. That all rows can reach theirs at once is not said.
    ``recoding``, of the same people and k, is where the search begins: no row needs to lose more than it lost there.
    """
    people = recoding.people
    check_k(recoding.k, people.rows)
    known = np.zeros(len(people.counts))  # by combination; rows of one may be printed differently
    np.maximum.at(known, recoding.combination, recoding.lost() @ people.prices)
    # The columns of few values first: their classes are large, and few.
    columns = sorted(range(len(people.hierarchies)), key=lambda c: len(np.unique(people.codes[:, c])))
    hierarchies = [people.hierarchies[c] for c in columns]
    prices = people.prices[columns]
    codes = np.ascontiguousarray(people.codes[:, columns].T)
    # A cell that was empty costs as if it were suppressed, on every level alike: cost is then a matter of the class.
    empty = np.zeros(len(known))
    for h, price, column in zip(hierarchies, prices, codes, strict=True):
        empty[column == h.missing] += (len(h.values) - 1) * price
    rows = people.counts.astype(np.float64)
    lines = _Lines(codes, np.zeros(len(known), np.int64), rows, np.zeros(len(known)), known + empty)
    least = _Cheapest(hierarchies, prices, recoding.k).visit(lines, 0) - empty
    return float(1 - np.minimum(least, known) @ rows)


@dataclass(frozen=True, eq=False)
class _Lines:
    """Combinations of the columns that have no level yet (``codes``: columns x lines), in classes by those before.

    ``rows`` of each; ``cost`` of the levels so far; ``known``: what the costliest of its rows has to lose at most.
    """

    codes: Integers
    block: Integers
    rows: Floats
    cost: Floats
    known: Floats


class _Cheapest:
    """The cheapest node of each combination, found by giving the columns their levels one after the other.

    While the columns that follow are suppressed a class is as large as it can get. So lines in classes that are too
    small are left out of all that follows, and so are classes of which no line can gain any more.
    """

    def __init__(self, hierarchies: Sequence[Hierarchy], prices: Floats, k: int) -> None:
        self.hierarchies, self.prices, self.k = hierarchies, prices, k

    def visit(self, lines: _Lines, column: int) -> Floats:
        """By line: the least cost of a node at which it is in a class of k rows, or what is known if that is less."""
        hierarchy, price = self.hierarchies[column], self.prices[column]
        last = column == len(self.hierarchies) - 1
        least = lines.known.copy()
        for level, nodes in enumerate(hierarchy.levels):
            node = nodes[lines.codes[0]]
            cost = lines.cost + (hierarchy.leaves - 1)[node] * price
            hopeful = cost < least - SAME
            if not hopeful.any():
                continue
            block = _numbered(lines.block * len(hierarchy.labels) + node)
            enough = np.bincount(block, lines.rows) >= self.k
            some = np.flatnonzero((enough & (np.bincount(block, hopeful) > 0))[block])
            if last:
                least[some] = np.minimum(least[some], cost[some])
            elif len(some):
                rest = _Lines(lines.codes[1:, some], block[some], lines.rows[some], cost[some], least[some])
                if level == 0:
                    least[some] = self.visit(rest, column + 1)
                else:
                    rest, group = self._united(rest, column + 1)
                    least[some] = np.minimum(least[some], self.visit(rest, column + 1)[group])
        return least

    def _united(self, lines: _Lines, column: int) -> tuple[_Lines, Integers]:
        """Equal lines of one class as one, and which one each of them became."""
        sizes = [len(h.values) + 1 for h in self.hierarchies[column:]]
        first, group = grouped(keys([lines.block, *lines.codes], [int(lines.block.max()) + 1, *sizes]))
        known = np.zeros(len(first))
        np.maximum.at(known, group, lines.known)
        rows = np.bincount(group, lines.rows).astype(np.float64)
        return _Lines(lines.codes[:, first], lines.block[first], rows, lines.cost[first], known), group


def _numbered(key: Integers) -> Integers:
    """The keys as numbers from 0, none left out, equal where they are equal."""
    width = int(key.max()) + 1
    if width > PLACES * len(key):
        return np.asarray(np.unique(key, return_inverse=True)[1])
    used = np.zeros(width, bool)
    used[key] = True
    return np.asarray((np.cumsum(used) - 1)[key])
