"""The centile curves of one domain in one group, as they may be told."""

from __future__ import annotations

import numpy as np

from ...privacy.counting.policy import CountPolicy
from .reference import CENTILES, DECIMALS, Point
from .rows import Floats, Ints, Votes
from .splines import MOST_KNOTS, centile_lines, natural_spline
from .telling import told, votes_for_centile

# Between two knots lie at least so many months.
_APART = 6


def curve(votes: Votes, policy: CountPolicy) -> tuple[Point, ...]:
    """The points of the months in which enough people were assessed; other months have no part in them.

    Where fewer than the policy asks lie outside a centile, it is not told.
    """
    lines = smooth(votes, policy)
    most = votes.table.shape[1] - 1
    points = []
    for month, line in lines.items():
        people = int(votes.people[month])
        scores = np.round(np.clip(line, 0, most), DECIMALS) + 0.0
        points.append(
            Point(
                month,
                policy.rounded(people),
                tuple(
                    float(score) if people >= votes_for_centile(centile, policy) else None
                    for centile, score in zip(CENTILES, scores.tolist(), strict=True)
                ),
            )
        )
    return tuple(points)


def smooth(votes: Votes, policy: CountPolicy) -> dict[int, Floats]:
    """Month -> the scores of ``CENTILES``, of all months that may be told."""
    months = np.flatnonzero(told(votes.people, policy))
    table = votes.table[months]
    voted = table.any(axis=1)
    if not voted.any():
        return {}
    knots = _knots(months[voted], table[voted].sum(axis=1), policy)
    lines = centile_lines(table, natural_spline(months[voted], months, knots), CENTILES)
    return dict(zip(months.tolist(), lines, strict=True))


def _knots(months: Ints, of_month: Floats, policy: CountPolicy) -> Floats:
    """The outer knots, and between them as many as the months and the votes allow, with about equal votes between two.

    All are months with votes, so that every basis function has some. None where the votes are enough for a constant.
    """
    parameters = min(int(of_month.sum()) // votes_for_centile(CENTILES[0], policy), len(months))
    if parameters < 2:
        return np.zeros(0)
    shares = np.cumsum(of_month) / of_month.sum()
    inner = min(MOST_KNOTS, parameters - 2)
    wanted = months[np.searchsorted(shares, np.arange(1, inner + 1) / (inner + 1))]
    knots = [months[0]]
    for month in wanted:
        if min(month - knots[-1], months[-1] - month) >= _APART:
            knots.append(month)
    return np.array([*knots, months[-1]], np.float64)
