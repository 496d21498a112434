"""Membership: are the people whose data made the statistics nearer to the twin than those whose data did not?

If they were, the twin would tell of somebody whether they were in the release. The release's own twin is tested, by
the people who were left out of its statistics.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from ...privacy.counting.policy import CountPolicy
from ...privacy.counting.suppression import printed
from .arrays import Floats
from .persons import Persons, gather
from .rows import People
from .sample import Sample

FACTS = ("sex", "race", "ethnicity", "region", "onset_site", "gene", "riluzole_use", "status", "scale")
NUMBERS = ("age", "onset", "delay", "diagnosis", "end", "level", "slope")
# More real people than these of either side would only make the interval narrower.
MOST = 1_000
AT_ONCE = 250
FARTHEST = 3.0  # standard deviations beyond which a number is not farther


@dataclass(frozen=True)
class Compared:
    """``auc``: how often somebody whose data were used is nearer to the twin than somebody whose data were not."""

    auc: float
    low: float
    high: float
    used: int
    left_out: int

    def told(self, policy: CountPolicy) -> dict[str, Any]:
        """For the report."""
        return {
            "auc": round(self.auc, 3),
            "interval": [round(self.low, 3), round(self.high, 3)],
            "people_used": printed(self.used, policy),
            "people_left_out": printed(self.left_out, policy),
        }


def membership(samples: Sequence[Sample], twins: dict[str, People], policy: CountPolicy) -> dict[str, Any] | None:
    """The test over all parts together, distances being those to the twin of the same part.

    None where too few people are on one side. The interval is of 95 %, by the variance that the sum of ranks has if
    both sides are alike.
    """
    pairs = []
    for sample in samples:
        twin = twins.get(sample.part.name)
        if twin is not None and min(sample.used.size, sample.left_out.size) >= policy.people:
            pairs.append(distances(sample.used, sample.left_out, twin))
    found = compare(pairs)
    return found.told(policy) if found else None


def distances(used: People, left_out: People, twin: People) -> tuple[Floats, Floats]:
    """Of people used and people left out the distance to the nearest of the twin: over who they are, when it began,
    and their course.
    """
    gathered = [gather(people) for people in (used, left_out, twin)]
    one, other, near = _columns(gathered)
    return _nearest(one[:MOST], near), _nearest(other[:MOST], near)


def compare(pairs: Iterable[tuple[Floats, Floats]]) -> Compared | None:
    """Wilcoxon's test by part, put together; None where there is nothing to compare."""
    pairs = list(pairs)
    if not pairs:
        return None
    above = sum(_above(used, left_out) for used, left_out in pairs)
    number = sum(len(used) * len(left_out) for used, left_out in pairs)
    variance = sum(len(one) * len(other) * (len(one) + len(other) + 1) / 12 for one, other in pairs)
    auc, half = above / number, 1.96 * sqrt(variance) / number
    return Compared(
        auc, auc - half, auc + half, sum(len(used) for used, _ in pairs), sum(len(left) for _, left in pairs)
    )


def _above(used: Floats, left_out: Floats) -> float:
    """Pairs of which the one left out is farther; ties count half."""
    order = np.sort(used)
    below, up_to = np.searchsorted(order, left_out, side="left"), np.searchsorted(order, left_out, side="right")
    return float((below + up_to).sum()) / 2


def _columns(persons: Sequence[Persons]) -> list[Floats]:
    """People as points: numbers in standard deviations of the real ones, codes as a column a label."""
    columns: list[list[Floats]] = [[] for _ in persons]
    for name in NUMBERS:
        if not all(name in one.numbers for one in persons):
            continue
        real = np.concatenate([one.numbers[name] for one in persons[:2]])
        known = real[~np.isnan(real)]
        middle, deviation = (float(known.mean()), float(known.std())) if len(known) else (0.0, 0.0)
        for out, one in zip(columns, persons, strict=True):
            missing = np.isnan(one.numbers[name])
            place = np.where(missing, 0.0, (one.numbers[name] - middle) / (deviation or 1.0))
            out += [np.asarray(np.clip(place, -FARTHEST, FARTHEST)), missing.astype(np.float64)]
    for name in FACTS:
        if not all(name in one.facts for one in persons):
            continue
        labels = sorted({label for one in persons for label in one.facts[name].occurring().labels})
        for out, one in zip(columns, persons, strict=True):
            out += [np.where(one.facts[name].is_(label), sqrt(0.5), 0.0) for label in labels]
    return [np.asarray(np.stack(out, axis=1), np.float64) for out in columns]


def _nearest(points: Floats, others: Floats) -> Floats:
    """The distance of each point to the nearest of others."""
    square = (others**2).sum(axis=1)
    found = []
    for start in range(0, len(points), AT_ONCE):
        part = points[start : start + AT_ONCE]
        apart = square[None, :] - 2 * part @ others.T
        found.append(apart.min(axis=1) + (part**2).sum(axis=1))
    return np.asarray(np.sqrt(np.maximum(np.concatenate(found), 0.0)))
