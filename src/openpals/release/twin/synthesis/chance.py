"""Random numbers: streams of their own for each dataset and purpose, and draws from told shares."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np

from ..arrays import ANY, EMPTY, SEPARATOR, Coded, Floats

Shares = Mapping[str, Mapping[str, float]]


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
        return self._generator.standard_normal(shape)

    def labels(self, shares: Mapping[str, float], size: int) -> Coded:
        """Labels by their shares."""
        ends = np.cumsum(list(shares.values()))
        at = np.searchsorted(ends[:-1], self.uniform(size) * ends[-1], side="right")
        return Coded(at, tuple(shares))

    def conditional(self, shares: Shares, parent: Coded) -> Coded:
        """A label for each of the parent's, by told shares; ``ANY`` is drawn as the shares under ``ANY`` say."""
        rest = shares.get(ANY, {})
        place = {EMPTY: 0}
        found = np.zeros(len(parent), np.int64)
        order = np.argsort(parent.at, kind="stable")
        ends = np.cumsum(np.bincount(parent.at, minlength=len(parent.labels)))
        for label, start, end in zip(parent.labels, [0, *ends[:-1].tolist()], ends.tolist(), strict=True):
            given = _given(shares, label)
            if end > start and given:
                drawn = self.labels(given, end - start)
                found[order[start:end]] = np.array([place.setdefault(one, len(place)) for one in given])[drawn.at]
        if ANY in place:
            again = np.flatnonzero(found == place[ANY])
            drawn = self.labels(rest, len(again))
            found[again] = np.array([place.setdefault(one, len(place)) for one in rest])[drawn.at]
        return Coded(found, tuple(place))


def _given(shares: Shares, parent: str) -> Mapping[str, float]:
    """The shares given a parent's label; where none are told of it, those of the labels that are told together; where
    there are none either, all that are told, each parent's label counting alike.
    """
    rest = shares.get(ANY, {})
    given = shares.get(parent) or rest
    if rest:
        return given
    return _without_any(given) or _without_any(_together(shares))


def _without_any(shares: Mapping[str, float]) -> dict[str, float]:
    return {label: share for label, share in shares.items() if label != ANY}


def _together(shares: Shares) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in shares.values():
        for label, share in row.items():
            found[label] = found.get(label, 0.0) + share
    return found
