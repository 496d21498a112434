"""Straight lines through each person's measurements: level, slope, and what is left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Floats, Ints, runs

# A slope needs so many measurements over so many days.
LEAST_TIMES, LEAST_DAYS = 3, 60


@dataclass(frozen=True)
class Lines:
    """By group of measurements.

    ``level`` at the first measurement: on the line where there is a slope, else the mean. ``slope`` a day, nan where
    there are too few measurements. ``squares``: sum of squared residuals with ``free`` degrees of freedom;
    ``level_share`` and ``slope_share``: variance of level and slope for a residual variance of 1. ``beside``: sum of
    products of residuals that follow one another, ``pairs`` of them, and ``expected``: what residuals of independent
    errors of variance 1 would give.
    """

    group: Ints
    times: Ints
    level: Floats
    slope: Floats
    squares: Floats
    free: Floats
    level_share: Floats
    slope_share: Floats
    beside: Floats
    pairs: Floats
    expected: Floats


def lines(group: Ints, day: Floats, value: Floats) -> Lines:
    """Least squares in each group. Sorted by ``group`` and ``day``; no nan."""
    each = runs(group)
    of, n = each.of, each.size.astype(np.float64)
    x = day - (each.sums(day) / n)[of]
    mean = each.sums(value) / n
    width = each.sums(x * x)
    last = each.first + each.size - 1
    sloped = (each.size >= LEAST_TIMES) & (day[last] - day[each.first] >= LEAST_DAYS)
    safe = np.where(sloped, width, 1.0)
    slope = np.where(sloped, each.sums(x * value) / safe, 0.0)
    rest = value - mean[of] - slope[of] * x
    start = x[each.first]
    follows = of[1:] == of[:-1]
    product, hat = np.zeros(len(x)), np.zeros(len(x))
    product[1:] = np.where(follows, rest[1:] * rest[:-1], 0.0)
    hat[1:] = np.where(follows, x[1:] * x[:-1], 0.0)
    pairs = n - 1
    return Lines(
        group=group[each.first],
        times=each.size,
        level=mean + slope * start,
        slope=np.where(sloped, slope, np.nan),
        squares=each.sums(rest * rest),
        free=n - 1 - sloped,
        level_share=1 / n + np.where(sloped, start * start / safe, 0.0),
        slope_share=np.where(sloped, 1 / safe, np.nan),
        beside=each.sums(product),
        pairs=pairs,
        # Residuals of a fit are negatively correlated: minus the hat matrix beside its diagonal.
        expected=-(pairs / n) - np.where(sloped, each.sums(hat) / safe, 0.0),
    )


def residual_variance(found: Lines) -> float:
    """The variance within people, pooled; 0 where nobody was measured often enough."""
    free = found.free.sum()
    return float(found.squares.sum() / free) if free > 0 else 0.0


def without_error(values: Floats, error: Floats) -> Floats:
    """Estimates drawn to their mean, so that they spread as what is estimated, not as its estimates.

    The mean stays. ``error``: the variance of each estimate's own error. nan stay nan.
    """
    known = ~np.isnan(values)
    if known.sum() < 2:
        return values
    mean, observed = values[known].mean(), values[known].var(ddof=1)
    true = max(observed - float(error[known].mean()), 0.05 * observed)
    drawn = (values - mean) * np.sqrt(true / (true + np.nan_to_num(error) + 1e-300))
    return np.where(known, drawn - drawn[known].mean() + mean, np.nan)
