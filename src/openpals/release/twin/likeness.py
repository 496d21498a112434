"""Membership by the statistics alone: do they say more of the people whose data made them than of those left out?

The attack on published shares (Homer et al., PLoS Genet 4, 2008; Sankararaman et al., Nat Genet 41, 2009): how likely a
person's facts are by the statistics, against how likely they are among people like them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...privacy.counting.policy import CountPolicy
from .arrays import ANY, Coded, Floats, Ints, same
from .nearest import compare
from .persons import gather
from .rows import People
from .sample import Sample

# What is told of fewer people than may be told is not told; a share that is missing counts as so small a one.
LEAST = 1e-3


def membership_in_statistics(
    samples: Sequence[Sample], statistics: Mapping[str, Any], policy: CountPolicy
) -> dict[str, Any] | None:
    """The test over all parts of which ``statistics`` (the data of statistics.json) tell.

    Of the people left out, half are the attacker's own reference, half are held against those used. None where any of
    the three would be too few.
    """
    pairs = []
    for sample in samples:
        told = statistics["parts"].get(sample.part.name)
        half = sample.left_out.size // 2
        if told is None or min(half, sample.used.size) < policy.people:
            continue
        mine = np.arange(sample.left_out.size) < half
        reference, control = sample.left_out.some(mine), sample.left_out.some(~mine)
        used, other = (_surplus(told["facts"], people, reference) for people in (sample.used, control))
        pairs.append((-used, -other))  # the more is said of somebody, the nearer they are
    found = compare(pairs)
    return found.told(policy) if found else None


def _surplus(told: Sequence[Mapping[str, Any]], people: People, reference: People) -> Floats:
    """By person the logarithm of how much likelier the facts are by the statistics than in the reference."""
    facts, near = gather(people).facts, gather(reference).facts
    score = np.zeros(people.size)
    for one in told:
        name, parent = one["fact"], one["parent"]
        if name not in facts or name not in near or (parent is not None and parent not in facts):
            continue
        above = facts[parent] if parent is not None else same(ANY, people.size)
        above_near = near[parent] if parent is not None else same(ANY, reference.size)
        shares = [[_share(one["shares"], up, down) for down in facts[name].labels] for up in above.labels]
        score += np.log(np.array(shares)[above.at, facts[name].at])
        score -= np.log(_among(above_near, near[name], above, facts[name])[above.at, facts[name].at])
    return score


def _share(shares: Mapping[str, Mapping[str, float]], parent: str, label: str) -> float:
    row = shares.get(parent, shares.get(ANY, {}))
    return max(LEAST, row.get(label, row.get(ANY, 0.0)))


def _among(parents: Coded, labels: Coded, above: Coded, below: Coded) -> Floats:
    """Shares of labels by their parents' in the reference, by the places of ``above`` and ``below``; one is added to
    each, as a few people show not everything that occurs.
    """
    counts = np.ones((len(above.labels), len(below.labels)))
    at = _places(parents, above), _places(labels, below)
    known = (at[0] >= 0) & (at[1] >= 0)
    np.add.at(counts, (at[0][known], at[1][known]), 1)
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))


def _places(column: Coded, among: Coded) -> Ints:
    place = np.array([among.labels.index(label) if label in among.labels else -1 for label in column.labels])
    return np.asarray(place[column.at])
