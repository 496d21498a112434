"""A linear mixed model with random intercept and slope, by maximum likelihood (EM).

y = (b0 + u0) + (b1 + u1) t + e, (u0, u1) ~ N(0, D), e ~ N(0, s2). Only each person's sums are needed, so that a
thousand visits cost as little as one. Laird and Ware 1982, Biometrics 38:963.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..disease import Floats, Ints


@dataclass(frozen=True)
class Fit:
    """``intercept``, ``slope``: fixed effects; the spreads are standard deviations."""

    intercept: float
    slope: float
    intercept_sd: float
    slope_sd: float
    correlation: float
    residual_sd: float


def least_squares(who: Ints, t: Floats, y: Floats, people: int) -> Floats:
    """Each one's own slope; nan where the visits fall on one day."""
    n, sx, sy = (np.bincount(who, weights, people) for weights in (np.ones(len(t)), t, y))
    sxx, sxy = np.bincount(who, t * t, people), np.bincount(who, t * y, people)
    spread = n * sxx - sx * sx
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(spread > 1e-9, (n * sxy - sx * sy) / spread, np.nan))


def fit(who: Ints, t: Floats, y: Floats, people: int, rounds: int = 200) -> Fit:
    """The model for visits of ``people`` persons (``who`` counts from 0); those without any count for nothing."""
    n = np.bincount(who, minlength=people).astype(float)
    seen = n > 0
    products = np.zeros((people, 2, 2))
    products[:, 0, 0] = n
    products[:, 0, 1] = products[:, 1, 0] = np.bincount(who, t, people)
    products[:, 1, 1] = np.bincount(who, t * t, people)
    targets = np.stack([np.bincount(who, y, people), np.bincount(who, t * y, people)], axis=1)
    squares = np.bincount(who, y * y, people)
    n, products, targets, squares = n[seen], products[seen], targets[seen], squares[seen]
    b = np.linalg.solve(products.sum(axis=0), targets.sum(axis=0))
    d, s2 = np.diag([25.0, 1.0]), 3.0
    for _ in range(rounds):
        spread = np.linalg.inv(products / s2 + np.linalg.inv(d))
        u = np.einsum("nij,nj->ni", spread, targets - products @ b) / s2
        d = (np.einsum("ni,nj->ij", u, u) + spread.sum(axis=0)) / len(n)
        b = np.linalg.solve(products.sum(axis=0), (targets - np.einsum("nij,nj->ni", products, u)).sum(axis=0))
        own = b + u
        left = (
            squares
            - 2 * np.einsum("ni,ni->n", targets, own)
            + np.einsum("ni,nij,nj->n", own, products, own)
            + np.einsum("nij,nji->n", products, spread)
        )
        s2 = float(left.sum() / n.sum())
    sd = np.sqrt(np.diag(d))
    return Fit(float(b[0]), float(b[1]), float(sd[0]), float(sd[1]), float(d[0, 1] / sd.prod()), float(np.sqrt(s2)))
