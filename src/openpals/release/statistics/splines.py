"""Centiles as smooth lines: quantile regression on a natural cubic spline, for scores in whole points.

A score of s points stands for the unit from s - 1/2 to s + 1/2, as in centiles of grouped data. So the loss of a
quantile (Koenker and Bassett, Econometrica 46, 1978) is smoothed by just this uniform kernel (Fernandes, Guerre and
Horta, J Bus Econ Stat 39, 2021): it is convex with a derivative, and Newton's method finds its minimum. Where the lines
of two centiles would cross they are put in order month by month, which brings them nearer to the truth (Chernozhukov,
Fernandez-Val and Galichon, Econometrica 78, 2010).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .rows import Floats, Ints

# More than six bend with the steep first year of the low centiles; fewer are taken where there are few votes.
MOST_KNOTS = 8

_STEPS = 200
_STEEPEST = 1e-9  # of the loss's gradient, in votes, at which it is flat
_RIDGE = 1e-6  # keeps a step finite where no score lies within half a point of the line


def natural_spline(months: Ints, at: Ints, knots: Floats) -> Floats:
    """A basis of natural cubic splines, ``at`` x functions, orthonormal over ``months``.

    ``knots``: of ascending months, the outer ones included; two give a straight line, none a constant. Hastie,
    Tibshirani and Friedman, The Elements of Statistical Learning, 2009, equation 5.4.
    """
    raw = [_raw(x.astype(np.float64), knots) for x in (months, at)]
    _, upper = np.linalg.qr(raw[0])
    return np.asarray(np.linalg.solve(upper.T, raw[1].T).T)


def _raw(x: Floats, knots: Floats) -> Floats:
    columns = [np.ones(len(x))]
    if len(knots) > 1:
        low, high = knots[0], knots[-1]
        x, inner = (x - low) / (high - low), (knots - low) / (high - low)
        cubes = [(np.maximum(x - k, 0) ** 3 - np.maximum(x - 1, 0) ** 3) / (1 - k) for k in inner[:-1]]
        columns += [x, *(cube - cubes[-1] for cube in cubes[:-1])]
    return np.stack(columns, axis=1)


def centile_lines(table: Floats, basis: Floats, centiles: Sequence[int]) -> Floats:
    """The lines of centiles (0 to 100, ascending), months x centiles; in each month they ascend.

    ``table``: months x scores, the votes for each score from 0 on; ``basis``: months x functions. Months without a vote
    only follow the others.
    """
    found = [_line(table, basis, one / 100) for one in centiles]
    return np.sort(np.stack(found, axis=1), axis=1)


def _line(table: Floats, basis: Floats, share: float) -> Floats:
    """The line that has as near as can be a ``share`` of the votes below it, everywhere along the basis."""
    scores = np.arange(table.shape[1])
    of_month = table.sum(axis=1)
    square = basis.T @ (of_month[:, None] * basis)
    coefficients = _first(table, basis, share, square)

    def loss(line: Floats) -> float:
        above = line[:, None] - scores
        inside = np.clip(above + 0.5, 0, 1)
        return float((table * (inside**2 / 2 + np.maximum(above - 0.5, 0) - share * above)).sum())

    line = basis @ coefficients
    now = loss(line)
    for _ in range(_STEPS):
        above = line[:, None] - scores
        slope = basis.T @ ((table * np.clip(above + 0.5, 0, 1)).sum(axis=1) - share * of_month)
        if np.abs(slope).max() <= _STEEPEST * max(of_month.sum(), 1.0):
            break
        near = (table * (np.abs(above) < 0.5)).sum(axis=1)
        step = np.linalg.solve(basis.T @ (near[:, None] * basis) + _RIDGE * square, slope)
        part = 1.0
        while part > 1e-6:
            tried = basis @ (coefficients - part * step)
            if (then := loss(tried)) < now:
                break
            part /= 2
        else:
            break
        coefficients, line, now = coefficients - part * step, tried, then
    return np.asarray(line)


def _first(table: Floats, basis: Floats, share: float, square: Floats) -> Floats:
    """Coefficients to begin with: least squares through each month's own centile, by its votes."""
    of_month = table.sum(axis=1)
    own = np.array([grouped_centile(votes, share) if votes.any() else 0.0 for votes in table])
    return np.asarray(np.linalg.lstsq(square, basis.T @ (of_month * own), rcond=None)[0])


def grouped_centile(votes: Floats, share: float) -> float:
    """The score that a share of the votes lie below, each score spread over its unit. ``votes``: by score from 0 on."""
    below = np.concatenate([[0.0], np.cumsum(votes)])
    wanted = share * below[-1]
    place = int(np.searchsorted(below, wanted, side="right")) - 1
    place = min(place, int(np.flatnonzero(votes)[-1]))
    return float(place - 0.5 + (wanted - below[place]) / votes[place])
