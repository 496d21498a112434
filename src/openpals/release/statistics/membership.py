"""Membership by the statistics alone: do they fit the people whom they are made of better than those left out?

The attack on published shares (Homer et al., PLoS Genet 4, 2008): what is published of a month are the shares of people
between two centiles. How likely a person's scores are by these, against how likely they are by the shares of people of
whom the attacker knows that they are not among those whom the statistics are made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...privacy.counting.policy import CountPolicy
from ..twin.nearest import compare
from .reference import CENTILES, DOMAINS, LAST_MONTH, Domain, Reference, month_of
from .rows import MISSING, Assessments, Floats, votes

# Months on either side whose people the attacker takes together, who has far fewer than the statistics.
WINDOW = 3


def membership(
    used: Assessments, left_out: Assessments, reference: Reference, policy: CountPolicy
) -> dict[str, Any] | None:
    """The test of ``reference``, made of ``used``. Of the people left out, half are the attacker's own, half are held
    against those used.

    None where any of the three would be too few.
    """
    mine = np.arange(left_out.people) < left_out.people // 2
    if min(mine.sum(), (~mine).sum(), used.people) < policy.together:
        return None
    known = left_out.of(mine)
    one, other = (surplus(people, reference, known) for people in (used, left_out.of(~mine)))
    found = compare([(-one, -other)])  # the better the curves fit somebody, the nearer they are
    return found.told(policy) if found else None


def surplus(people: Assessments, reference: Reference, known: Assessments) -> Floats:
    """By person the logarithm of how much likelier their scores are by ``reference`` than by those of ``known``."""
    found = np.zeros(people.people)
    month = month_of(people.day)
    for domain in DOMAINS:
        scores = people.scores[domain.id]
        for group, inside in people.inside.items():
            by_score = _by_score(reference, known, domain, group)
            rows = (scores != MISSING) & inside[people.person]
            said = by_score[month[rows], scores[rows]]
            found += np.bincount(people.person[rows], weights=said, minlength=people.people)
    return found


def _by_score(reference: Reference, known: Assessments, domain: Domain, group: str) -> Floats:
    """Months x scores, the logarithm of how much likelier each score is; 0 in hidden months."""
    found = np.zeros((LAST_MONTH + 1, domain.most + 1))
    table = votes(known, domain.id, group).table
    for point in reference.curve(domain.id, group):
        told = [(s, centile / 100) for centile, s in zip(CENTILES, point.scores, strict=True) if s is not None]
        edges = [-0.5, *(score for score, _ in told), domain.most + 0.5]
        published = np.array([0.0, *(share for _, share in told), 1.0])
        near = table[max(0, point.month - WINDOW) : point.month + WINDOW + 1].sum(axis=0)
        # Beside the attacker's people one more is as published, so that nothing is impossible.
        below = np.interp(edges, np.arange(domain.most + 2) - 0.5, np.concatenate([[0.0], np.cumsum(near)]))
        theirs = (below + published) / (near.sum() + 1)
        found[point.month] = np.log(_likelihood(edges, published) / _likelihood(edges, theirs))
    return found


def _likelihood(edges: Sequence[float], below: Floats) -> Floats:
    """How likely each score is where so many lie below some edges, and evenly between two."""
    scores = np.arange(round(edges[-1] + 0.5) + 1) - 0.5
    return np.asarray(np.maximum(np.diff(np.interp(scores, edges, below)), 1e-9))
