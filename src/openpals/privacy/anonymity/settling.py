"""Nobody dropped: who is left over is printed with every cell suppressed, in a class that is large enough."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .combinations import AnonymityRefused, grouped, keys
from .hierarchy import Integers
from .recoding import Flags, Recoding


def settled(recoding: Recoding, least: int | None = None) -> Recoding:
    """The same with nobody dropped.

    Where too few are left over for a class of their own, others join them: rows that larger classes can spare, those
    first that lose least by it, or one class as a whole. People who differ in a column that is kept as it is cannot
    join. Where fewer than k are alike in these, but ``least`` (k if not given), they are one class. Raises
    AnonymityRefused where they are fewer than that.
    """
    kept = [c for c, h in enumerate(recoding.people.hierarchies) if not h.height]
    for hidden in np.unique(recoding.nodes[recoding.dropped], axis=0):
        recoding = _joined(recoding, hidden, kept, recoding.k if least is None else least)
    return recoding


def _joined(recoding: Recoding, hidden: Integers, kept: list[int], least: int) -> Recoding:
    """The dropped lines that look like ``hidden`` printed so, with others if there are too few of them."""
    counts = recoding.counts
    alike = (recoding.nodes[:, kept] == hidden[kept]).all(axis=1)
    if (people := int(counts[alike].sum())) < least:
        names = ", ".join(recoding.people.hierarchies[c].name for c in kept) or "the data"
        raise AnonymityRefused(
            f"Only {people} people are alike in {names}, which the policy prints as it is, and at least {least} must "
            "be. Leave these people's dataset out, or pool more people."
        )
    joining = alike & (recoding.dropped | (recoding.nodes == hidden).all(axis=1))
    moved = np.where(joining, counts, 0)
    needed = recoding.k - int(moved.sum())
    if needed > 0 and (alike & ~joining).any():
        moved += _spared(recoding, alike & ~joining, needed)
    nodes = np.where((moved == counts)[:, None], hidden, recoding.nodes)
    split = np.flatnonzero((moved > 0) & (moved < counts))
    return replace(
        recoding,
        combination=np.append(recoding.combination, recoding.combination[split]),
        nodes=np.concatenate([nodes, np.tile(hidden, (len(split), 1))]),
        counts=np.append(np.where((moved < counts), counts - moved, counts), moved[split]),
        dropped=np.append(recoding.dropped & ~joining, np.zeros(len(split), bool)),
    )


def _spared(recoding: Recoding, candidates: Flags, needed: int) -> Integers:
    """How many rows of each line join a class that needs some: the cheapest surplus, or the cheapest whole class."""
    people = recoding.people
    lines = np.flatnonzero(candidates)
    nodes = recoding.nodes[lines]
    first, group = grouped(keys(nodes.T, people.node_counts))
    size = np.bincount(group, recoding.counts[lines]).astype(np.int64)
    told = np.zeros(len(size))  # what a row of the class tells, and would tell no longer
    for c, (h, price) in enumerate(zip(people.hierarchies, people.prices, strict=True)):
        told += (len(h.values) - h.leaves[nodes[first, c]]) * price
    surplus = np.maximum(size - recoding.k, 0)
    cheapest = np.argsort(told, kind="stable")
    before = np.cumsum(surplus[cheapest]) - surplus[cheapest]
    taken = np.zeros(len(size), np.int64)
    taken[cheapest] = np.clip(needed - before, 0, surplus[cheapest])
    whole = int(np.argmin(size * told))
    if taken.sum() < needed or taken @ told > size[whole] * told[whole]:
        taken = np.where(np.arange(len(size)) == whole, size, 0)
    return _from_first_lines(recoding, lines, group, taken)


def _from_first_lines(recoding: Recoding, lines: Integers, group: Integers, taken: Integers) -> Integers:
    """``taken`` rows of each group, as rows of its first lines."""
    order = np.argsort(group, kind="stable")
    counts = recoding.counts[lines[order]]
    before = np.cumsum(counts) - counts
    starts = before[np.append(True, np.diff(group[order]) > 0)]  # of each group
    moved = np.zeros(len(recoding.counts), np.int64)
    moved[lines[order]] = np.clip(taken[group[order]] - (before - starts[group[order]]), 0, counts)
    return moved
