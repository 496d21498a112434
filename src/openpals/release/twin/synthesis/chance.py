"""Random numbers: streams of their own for each dataset and purpose, and draws from told spreads and shares."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from .. import normal
from ..arrays import ANY, EMPTY, SEPARATOR, Floats

TINY = 1e-9

Labels = npt.NDArray[np.str_]
Shares = Mapping[str, Mapping[str, float]]
Spread = Mapping[str, Any]


class Chance:
    """A stream of random numbers. ``seed`` and ``purpose`` say which; it does not depend on what others draw."""

    def __init__(self, seed: int, *purpose: str) -> None:
        digest = hashlib.sha256(SEPARATOR.join([str(seed), *purpose]).encode()).digest()
        self._generator = np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))

    def uniform(self, *shape: int) -> Floats:
        """Numbers of [0, 1)."""
        return self._generator.random(shape)

    def normal(self, *shape: int) -> Floats:
        """Standard normal deviates."""
        return normal.quantile(self.uniform(*shape))

    def labels(self, shares: Mapping[str, float], size: int) -> Labels:
        """Labels by their shares."""
        names, ends = list(shares), np.cumsum(list(shares.values()))
        return np.array(names)[np.searchsorted(ends[:-1], self.uniform(size) * ends[-1], side="right")]

    def conditional(self, shares: Shares, parent: Labels) -> Labels:
        """A label for each of the parent's, by told shares; ``ANY`` is drawn as the shares under ``ANY`` say."""
        found = np.full(len(parent), EMPTY, dtype=object)
        rest = shares.get(ANY, {})
        for label in np.unique(parent):
            where = np.flatnonzero(parent == label)
            given = dict(shares.get(str(label)) or rest)
            if not rest:
                given.pop(ANY, None)
            given = given or _together(shares)
            if given:
                found[where] = self.labels(given, len(where))
        again = np.flatnonzero(found == ANY)
        if len(again):
            found[again] = self.labels(rest, len(again))
        return found.astype(np.str_)


def _together(shares: Shares) -> dict[str, float]:
    """All shares, each parent's label counting alike."""
    found: dict[str, float] = {}
    for row in shares.values():
        for label, share in row.items():
            found[label] = found.get(label, 0.0) + share
    found.pop(ANY, None)
    return found


def quantiles(spread: Spread, p: Floats, log: bool = False) -> Floats:
    """The numbers below which the shares ``p`` of a told spread lie; ``log``: of its logarithm."""
    scale = np.log if log else np.asarray
    if "values" in spread:
        numbers, ends = _steps(spread["values"])
        numbers = np.asarray(scale(numbers), np.float64)
        return np.asarray(numbers[np.searchsorted(ends[:-1], p * ends[-1], side="right")], np.float64)
    if "means" in spread:
        places, numbers = _knots(np.array(spread["means"], np.float64))
        return np.interp(p, places, np.asarray(scale(np.maximum(numbers, TINY) if log else numbers), np.float64))
    return np.asarray(scale(spread["mean"]) + spread["sd"] * normal.quantile(p), np.float64)


def share_below(spread: Spread, number: Floats) -> Floats:
    """The share of a told spread that lies below ``number``."""
    if "values" in spread:
        numbers, ends = _steps(spread["values"])
        below = np.concatenate([[0.0], ends])[np.searchsorted(numbers, number, side="right")]
        return np.asarray(below / ends[-1], np.float64)
    if "means" in spread:
        places, numbers = _knots(np.array(spread["means"], np.float64))
        return np.interp(number, numbers, places)
    return normal.cumulative((number - spread["mean"]) / (spread["sd"] or 1.0))


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


def by_cell(margin: Mapping[str, Any], facts: Mapping[str, Labels], p: Floats) -> Floats:
    """Numbers of people in the cells of a told margin."""
    cells: Mapping[str, Spread] = margin["cells"]
    by = [facts[name] for name in margin["by"]]
    found = np.full(len(p), np.nan)
    if not by:
        return quantiles(next(iter(cells.values())), p)
    number = np.unique(np.stack(by, axis=1), axis=0)
    for labels in number.tolist():
        inside = np.logical_and.reduce([column == label for column, label in zip(by, labels, strict=True)])
        found[inside] = quantiles(_cell(cells, labels), p[inside])
    return found


def _cell(cells: Mapping[str, Spread], labels: list[str]) -> Spread:
    """The narrowest cell that is told; where none is, the first."""
    for depth in range(len(labels), -1, -1):
        name = SEPARATOR.join([*labels[:depth], *[ANY] * (len(labels) - depth)])
        if name in cells:
            return cells[name]
    return next(iter(cells.values()))
