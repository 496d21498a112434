"""Membership by the statistics alone: do they fit the people whom they are made of better than those left out?

The attack on published shares (Homer et al., PLoS Genet 4, 2008), on curves: how likely a person's scores are by the
published centiles, against how likely they are by those of people of whom the attacker knows that they are not in it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...privacy.counting.policy import CountPolicy
from ..twin.nearest import compare
from .make import make_reference
from .reference import CENTILES, DOMAINS, Point, Reference, month_of
from .rows import MISSING, Assessments, Bools, Floats

# A score that the curves hold for impossible counts as so unlikely a one.
LEAST_LIKELY = 1e-3


def membership(
    used: Assessments, left_out: Assessments, reference: Reference, policy: CountPolicy
) -> dict[str, Any] | None:
    """The test of ``reference``, made of ``used``. Of the people left out, half are the attacker's own, half are held
    against those used.

    None where any of the three would be too few.
    """
    mine = np.arange(left_out.people) < left_out.people // 2
    if min(mine.sum(), (~mine).sum(), used.people) < policy.people:
        return None
    known = make_reference(left_out.of(mine), reference.release, 1.0, policy)
    one, other = (surplus(people, reference, known) for people in (used, left_out.of(~mine)))
    found = compare([(-one, -other)])  # the better the curves fit somebody, the nearer they are
    if found is None:
        return None
    return {
        "auc": round(found.auc, 3),
        "interval": [round(found.low, 3), round(found.high, 3)],
        "people_used": policy.rounded(found.used),
        "people_left_out": policy.rounded(found.left_out),
    }


def surplus(people: Assessments, reference: Reference, known: Reference) -> Floats:
    """By person the logarithm of how much likelier their scores are by ``reference`` than by ``known``."""
    found = np.zeros(people.people)
    month = month_of(people.day)
    for domain in DOMAINS:
        scores = people.scores[domain.id]
        for group, members in people.inside.items():
            theirs, own = ({point.month: point for point in one.curve(domain.id, group)} for one in (reference, known))
            for at in sorted(theirs.keys() & own.keys()):
                rows: Bools = (month == at) & (scores != MISSING) & members[people.person]
                if rows.any():
                    by_score = likelihood(theirs[at], domain.most) / likelihood(own[at], domain.most)
                    np.add.at(found, people.person[rows], np.log(by_score[scores[rows]]))
    return found


def likelihood(point: Point, most: int) -> Floats:
    """How likely each score from 0 to ``most`` is by what is told of a month: evenly between two centiles."""
    told = [(score, centile / 100) for centile, score in zip(CENTILES, point.scores, strict=True) if score is not None]
    places = [-0.5, *(score for score, _ in told), most + 0.5]
    below = [0.0, *(share for _, share in told), 1.0]
    edges = np.arange(most + 2) - 0.5
    return np.asarray(np.maximum(np.diff(np.interp(edges, places, below)), LEAST_LIKELY))
