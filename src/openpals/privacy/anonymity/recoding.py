"""How each row is printed: at one level a column (full domain), with cells suppressed, or recoded locally.

* *Full domain*: every column has one level; rows of small classes are dropped.
* *Level and cells*: every column has the level that the steward fixed; where a class is too small, cells are
  suppressed, as few and as cheap ones as will do. The default of releases: a column means one thing in all rows.
* *Local recoding*: every row has levels of its own, as fine as its class allows. It keeps most, and its mixed levels
  are hard to analyse. Whoever knows that no detail was given up without need can infer some of what is hidden
  (A. Cohen, "Attacks on Deidentification's Defenses", USENIX Security 2022), so it is for data under an agreement only.

The last two are one greedy walk: nodes by ascending loss, and at each of them every class of k rows that are not
printed yet is printed. To do it optimally is NP-hard; ``limit.upper_limit`` says how far from the optimum it can be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from .combinations import LARGEST_KEY, Combinations, Floats, Levels, check_k, grouped, keys
from .hierarchy import Integers

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Recoding:
    """How rows are printed: ``counts`` rows of a combination (its line) as ``nodes`` (lines x columns).

    A combination may stand in several lines. Of dropped rows nothing is printed; their nodes say what it would be if
    all their cells were suppressed that may be.
    """

    people: Combinations
    k: int
    combination: Integers
    nodes: Integers
    counts: Integers
    dropped: Flags

    def classes(self) -> tuple[Integers, Integers]:
        """The class of each line that is printed (-1: dropped), and the rows of each class."""
        shown = ~self.dropped
        _, group = grouped(keys(self.nodes[shown].T, self.people.node_counts))
        found = np.full(len(self.counts), -1)
        found[shown] = group
        return found, np.bincount(group, self.counts[shown]).astype(np.int64)

    def lines_of_rows(self) -> Integers:
        """For each row of the table the line by which it is printed; of one combination the first rows, the first line.

        A row is dropped where its line is.
        """
        by_combination = np.argsort(self.people.of_row, kind="stable")
        lines = np.argsort(self.combination, kind="stable")
        found = np.empty(self.people.rows, np.int64)
        found[by_combination] = np.repeat(lines, self.counts[lines])
        return found

    def lost(self) -> Floats:
        """The units that one row of each line loses in each column: lines x columns."""
        codes = self.people.codes[self.combination]
        found = np.zeros(codes.shape)
        for c, h in enumerate(self.people.hierarchies):
            printed = np.where(self.dropped, h.root, self.nodes[:, c])
            found[:, c] = np.where(codes[:, c] == h.missing, 0, h.leaves[printed] - 1)
        return found

    @property
    def loss(self) -> float:
        """The share of all detail that is lost, 0 to 1."""
        return float(self.counts @ self.lost() @ self.people.prices)


def full_domain(people: Combinations, k: int, levels: Levels) -> Recoding:
    """Everybody at these levels; rows in classes of fewer than k are dropped."""
    check_k(k, people.rows)
    nodes = people.nodes(levels)
    _, group = grouped(keys(nodes.T, people.node_counts))
    dropped = np.bincount(group, people.counts)[group] < k
    nodes[dropped] = people.nodes(people.heights)[dropped]
    return Recoding(people, k, np.arange(len(people.counts)), nodes, people.counts, dropped)


def level_and_cells(people: Combinations, k: int, levels: Levels) -> Recoding:
    """Every column at its level, with cells suppressed until each class has k rows; what is left over is dropped.

    Raises AnonymityRefused where k is not between 1 and the number of rows.
    """
    check_k(k, people.rows)
    at_levels = people.nodes(levels)
    first, group = grouped(keys(at_levels.T, people.node_counts))
    choices, losses = [], []
    for c, (h, level) in enumerate(zip(people.hierarchies, levels, strict=True)):
        suppressed = [np.full(len(first), h.root)] if level < h.height else []
        choices.append([at_levels[first, c], *suppressed])
        losses.append(people.marginal_loss[c][[level, h.height][: len(choices[-1])]])
    rows = np.bincount(group, people.counts).astype(np.float64)
    nodes, dropped = _walk(choices, losses, people.node_counts, rows, k, True)
    return Recoding(people, k, np.arange(len(group)), nodes[group], people.counts, dropped[group])


def local_recoding(people: Combinations, k: int) -> Recoding:
    """Every row as finely as its class allows; what is left over is dropped. Only for data under an agreement.

    Raises AnonymityRefused where k is not between 1 and the number of rows.
    """
    check_k(k, people.rows)
    choices = [[level[people.codes[:, c]] for level in h.levels] for c, h in enumerate(people.hierarchies)]
    rows = people.counts.astype(np.float64)
    nodes, dropped = _walk(choices, people.marginal_loss, people.node_counts, rows, k, False)
    return Recoding(people, k, np.arange(len(rows)), nodes, people.counts, dropped)


def proposed_levels(people: Combinations, k: int) -> Levels:
    """Levels that lose little with cell suppression: from the finest, one step at a time while it helps.

    For a steward to decide on, beforehand and on data like those to be released: levels that are fitted to a
    release's own data tell something of them.
    """
    levels: Levels = (0,) * len(people.heights)
    least = level_and_cells(people, k, levels).loss
    while True:
        steps = [
            (*levels[:c], levels[c] + step, *levels[c + 1 :])
            for c, height in enumerate(people.heights)
            for step in (1, -1)
            if 0 <= levels[c] + step <= height
        ]
        tried = {other: level_and_cells(people, k, other).loss for other in steps}
        best = min(tried, key=lambda other: (tried[other], other), default=levels)
        if not tried or tried[best] >= least:
            return levels
        levels, least = best, tried[best]


def _walk(
    choices: Sequence[Sequence[Integers]],
    losses: Sequence[Floats],
    sizes: Sequence[int],
    rows: Floats,
    k: int,
    join: bool,
) -> tuple[Integers, Flags]:
    """How each line is printed (lines x columns), and whether it is left over, then by the last choice in each column.

    ``choices[c][i]`` is how each line can be printed in column c, ``losses[c][i]`` what the table loses by it. All
    ways to choose are gone through by ascending loss; lines are printed at the first at which those not printed before
    make a class of k rows. With ``join`` also where lines printed before look the same: cells that were empty from
    the beginning look like suppressed ones.
    """
    steps = np.array(list(product(*(range(len(choice)) for choice in choices))))
    loss = np.zeros(len(steps))
    for c, column in enumerate(losses):
        loss += column[steps[:, c]]
    places = np.cumprod([1.0, *sizes[::-1]])[::-1]
    comparable = places[0] <= LARGEST_KEY  # keys of one step with those of another
    radix = places[1:].astype(np.int64) if comparable else np.ones(len(sizes), np.int64)
    parts = [[part * place for part in choice] for choice, place in zip(choices, radix.tolist(), strict=True)]
    shown = np.zeros(0, np.int64)
    left = np.arange(len(rows))
    taken = np.full(len(rows), -1)  # the step at which a line was printed
    for number in np.argsort(loss, kind="stable"):
        columns = [parts[c][i] for c, i in enumerate(steps[number])]
        key = sum(columns[1:], columns[0]) if comparable else keys(columns, sizes)
        distinct, group = np.unique(key, return_inverse=True)
        enough = np.bincount(group, rows[left]) >= k
        if join and comparable and len(shown):
            enough |= shown[np.searchsorted(shown, distinct).clip(max=len(shown) - 1)] == distinct
        if not enough.any():
            continue
        if join:
            shown = np.union1d(shown, distinct[enough])
        printed = enough[group]
        taken[left[printed]] = number
        left = left[~printed]
        if not len(left):
            break
        parts = [[part[~printed] for part in choice] for choice in parts]
    chosen = steps[taken]  # the last one, of which -1 is the number, for those left over
    lines = np.arange(len(rows))
    nodes = np.stack([np.stack(choice)[chosen[:, c], lines] for c, choice in enumerate(choices)], axis=1)
    return nodes, taken < 0
