"""Told spreads of numbers as functions: which number a share lies below, and which share lies below a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .. import normal
from ..arrays import ANY, SEPARATOR, Coded, Floats, combined

Spread = Mapping[str, Any]

TINY = 1e-9


def quantiles(spread: Spread, p: Floats, log: bool = False) -> Floats:
    """The numbers below which the shares ``p`` of a told spread lie; ``log``: of its logarithm."""
    if "values" in spread:
        numbers, ends = _steps(spread["values"])
        return np.asarray(_scaled(numbers, log)[np.searchsorted(ends[:-1], p * ends[-1], side="right")])
    if "means" in spread:
        places, numbers = _knots(np.array(spread["means"], np.float64))
        return np.interp(p, places, _scaled(numbers, log))
    middle, deviation = _of_one_group(spread, log)
    numbers = middle + deviation * normal.quantile(p)
    return np.exp(numbers) if spread["positive"] and not log else numbers


def share_below(spread: Spread, number: Floats) -> Floats:
    """The share of a told spread that lies below ``number``."""
    if "values" in spread:
        numbers, ends = _steps(spread["values"])
        below = np.concatenate([[0.0], ends])[np.searchsorted(numbers, number, side="right")]
        return np.asarray(below / ends[-1])
    if "means" in spread:
        places, numbers = _knots(np.array(spread["means"], np.float64))
        return np.interp(number, numbers, places)
    middle, deviation = _of_one_group(spread, False)
    at = np.log(np.maximum(number, TINY)) if spread["positive"] else number
    return normal.cumulative((at - middle) / (deviation or 1.0))


def _scaled(numbers: Floats, log: bool) -> Floats:
    return np.log(np.maximum(numbers, TINY)) if log else numbers


def _of_one_group(spread: Spread, log: bool) -> tuple[float, float]:
    """Mean and deviation: of the logarithm, where numbers are positive; a told ``log`` spread has that deviation."""
    if log:
        return float(np.log(max(spread["mean"], TINY))), spread["sd"]
    if not spread["positive"]:
        return spread["mean"], spread["sd"]
    variance = float(np.log1p((spread["sd"] / spread["mean"]) ** 2))
    return float(np.log(spread["mean"])) - variance / 2, variance**0.5


def _steps(values: Mapping[str, float]) -> tuple[Floats, Floats]:
    """Numbers, ascending, and the shares up to each of them."""
    pairs = sorted((float(value), share) for value, share in values.items())
    return np.array([value for value, _ in pairs]), np.cumsum([share for _, share in pairs])


def _knots(means: Floats) -> tuple[Floats, Floats]:
    """Means of equal groups as a line: each in the middle of its group, the ends as far out as the next middle, but
    not beyond 0.
    """
    places = (np.arange(len(means)) + 0.5) / len(means)
    first, last = means[0] - (means[1] - means[0]) / 2, means[-1] + (means[-1] - means[-2]) / 2
    first, last = max(first, 0.0) if means[0] >= 0 else first, min(last, 0.0) if means[-1] <= 0 else last
    return np.concatenate([[0.0], places, [1.0]]), np.concatenate([[first], means, [last]])


def by_cell(margin: Mapping[str, Any], facts: Mapping[str, Coded], p: Floats) -> Floats:
    """Numbers of people in the cells of a told margin."""
    cells: Mapping[str, Spread] = margin["cells"]
    if not margin["by"]:
        return quantiles(next(iter(cells.values())), p)
    found = np.full(len(p), np.nan)
    column = combined([facts[name] for name in margin["by"]])
    for number, label in enumerate(column.labels):
        inside = column.at == number
        found[inside] = quantiles(_cell(cells, label.split(SEPARATOR)), p[inside])
    return found


def _cell(cells: Mapping[str, Spread], labels: list[str]) -> Spread:
    """The narrowest cell that is told; where none is, the first."""
    for depth in range(len(labels), -1, -1):
        name = SEPARATOR.join([*labels[:depth], *[ANY] * (len(labels) - depth)])
        if name in cells:
            return cells[name]
    return next(iter(cells.values()))
