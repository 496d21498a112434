"""What is known of each person in words: a tree in which each fact hangs on the one that tells most about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from ..arrays import ANY, Coded, Floats, Ints, same
from .conditional import conditional
from .disclosure import Disclosure

# A parent that hides so many more people than no parent does is none.
MOST_HIDDEN = 0.02


def tree(rules: Disclosure, facts: Mapping[str, Coded], fixed: Sequence[tuple[str, str]] = ()) -> list[dict[str, Any]]:
    """Facts in the order in which they can be drawn, each with its ``parent`` and its ``shares`` given the parent's.

    The tree is the one of most mutual information (Chow and Liu, 1968, doi 10.1109/TIT.1968.1054142), with the
    ``fixed`` edges in it. A fact's shares over all people are not told: what is hidden in a cell would follow. Where
    too much would be hidden in cells, the fact hangs on none, and they are told instead.
    """
    names = list(facts)
    everybody = np.arange(len(facts[names[0]].at))
    told = []
    for child, parent in edges(names, information(facts), fixed):
        alone = _hidden(rules, same(ANY, len(everybody)), facts[child])
        if parent is not None and _hidden(rules, facts[parent], facts[child]) - alone > MOST_HIDDEN:
            parent = None
        if parent is None:
            shares = {ANY: rules.shares(facts[child], everybody, len(everybody))}
        else:
            shares = conditional(rules, facts[parent], facts[child], everybody, len(everybody))
        told.append({"fact": child, "parent": parent, "shares": {one: row for one, row in shares.items() if row}})
    return told


def _hidden(rules: Disclosure, parent: Coded, child: Coded) -> float:
    """The share of people of whom the child's shares given the parent's label say nothing."""
    counts = _together(parent, child)
    few = np.where(counts < rules.people, counts, 0)
    in_row, of_child = few.sum(axis=1) >= rules.people, few.sum(axis=0) >= rules.people
    return float(few[~(in_row[:, None] & of_child[None, :])].sum() / counts.sum())


def _together(one: Coded, other: Coded) -> Ints:
    """People by label of the one and of the other."""
    shape = len(one.labels), len(other.labels)
    return np.bincount(one.at * shape[1] + other.at, minlength=shape[0] * shape[1]).reshape(shape)


def information(facts: Mapping[str, Coded]) -> Floats:
    """Mutual information of each pair, less what chance would give (Miller and Madow)."""
    columns = list(facts.values())
    found = np.zeros((len(columns), len(columns)))
    for i, one in enumerate(columns):
        for j, other in enumerate(columns[:i]):
            found[i, j] = found[j, i] = _mutual(_together(one, other))
    return found


def _mutual(counts: Ints) -> float:
    total = counts.sum()
    if not total:
        return 0.0
    joint = counts / total
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    inside = joint > 0
    chance = (np.count_nonzero(rows) - 1) * (np.count_nonzero(columns) - 1) / (2 * total)
    return float((joint[inside] * np.log(joint[inside] / np.outer(rows, columns)[inside])).sum() - chance)


Name = TypeVar("Name")


def edges(
    names: Sequence[Name], information: Floats, fixed: Sequence[tuple[Name, Name]] = ()
) -> list[tuple[Name, Name | None]]:
    """(fact, parent) from the first fact on: Prim's algorithm, the fixed edges first."""
    weight = information.copy()
    for one, other in fixed:
        if one in names and other in names:
            i, j = names.index(one), names.index(other)
            weight[i, j] = weight[j, i] = np.inf
    found: list[tuple[Name, Name | None]] = [(names[0], None)]
    best, parent = weight[0].copy(), np.zeros(len(names), np.int64)
    inside = np.arange(len(names)) == 0
    while not inside.all():
        child = int(np.where(inside, -np.inf, best).argmax())
        found.append((names[child], names[int(parent[child])]))
        inside[child] = True
        nearer = weight[child] > best
        parent[nearer], best = child, np.maximum(best, weight[child])
    return found
