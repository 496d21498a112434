"""What may be told of numbers: means, centiles and survival of groups of enough people, never a smallest or largest.

For groups that are fixed beforehand and do not overlap by a few people, such as the datasets of a report; groups that
a caller can choose are counted only (see ``cube``).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10

import numpy as np
import numpy.typing as npt

from ...model.refused import Refused
from .policy import CountPolicy

Floats = npt.NDArray[np.float64]

DIGITS = 3  # of a mean or centile: too few to find of how many whole numbers it is the mean


class CentileRefused(Refused):
    """A centile is too far out; the message says which are told."""


def mean(values: Floats, policy: CountPolicy) -> float | None:
    """The mean of numbers, each of another person; nan are left out. None: of too few, or few make most of it."""
    known = values[~np.isnan(values)]
    return None if len(known) < policy.people or dominated(known, policy) else _significant(float(known.mean()))


def deviation(values: Floats, policy: CountPolicy) -> float | None:
    """The standard deviation (n - 1) of numbers, each of another person; nan are left out. None as for ``mean``."""
    known = values[~np.isnan(values)]
    if len(known) < max(policy.people, 2):
        return None
    squares = (known - known.mean()) ** 2
    return None if dominated(squares, policy) else _significant(float(np.sqrt(squares.sum() / (len(known) - 1))))


def dominated(values: Floats, policy: CountPolicy) -> bool:
    """Whether few people make a sum: the two largest most of it, or too little is left beside them.

    The rules of ACRO: (n, k) with n = 2, and p %.
    """
    sizes = np.sort(np.abs(values))[::-1]
    total, two = float(sizes.sum()), float(sizes[:2].sum())
    return total > 0 and (two > policy.two_largest * total or total - two < policy.others * float(sizes[0]))


def centile(values: Floats, which: float, policy: CountPolicy) -> float | None:
    """The mean of the bin that a centile (50 is the median) falls into; bins are of equally many people, and enough.

    Each value is of another person; nan are left out. None: too few for a bin. Raises CentileRefused.
    """
    low, high = policy.centiles
    if not low <= which <= high:
        raise CentileRefused(f"Centiles from {low:g} to {high:g} are told: those further out are of a few people.")
    known = np.sort(values[~np.isnan(values)])
    bins = len(known) // policy.people
    if not bins:
        return None
    here = np.array_split(known, bins)[min(int(which / 100 * bins), bins - 1)]
    return mean(here, policy)


def quartiles(values: Floats, policy: CountPolicy) -> tuple[float, float, float] | None:
    """The 25th, 50th and 75th centile; None where they would lie in fewer than three bins, or few make one of them."""
    if np.count_nonzero(~np.isnan(values)) < 3 * policy.people:
        return None
    low, median, high = (centile(values, which, policy) for which in (25, 50, 75))
    return None if low is None or median is None or high is None else (low, median, high)


@dataclass(frozen=True)
class Step:
    """The share still alive at a day, in whole per cent, and how many were followed until then, rounded."""

    day: int
    percent: int
    at_risk: int


def survival(days: Floats, died: npt.NDArray[np.bool_], policy: CountPolicy) -> list[Step]:
    """Kaplan and Meier's estimate in steps of enough deaths, for as long as enough people are followed.

    ``days``: until a person died or was last seen, 0 or more. Empty where there are too few people.
    """
    order = np.argsort(days, kind="stable")
    days, died = days[order], died[order]
    times, first, leaving = np.unique(days, return_index=True, return_counts=True)
    deaths = np.add.reduceat(died.astype(np.int64), first) if len(days) else np.zeros(0, np.int64)
    followed = len(days) - np.cumsum(leaving) + leaving
    alive = np.cumprod(1 - deaths / np.maximum(followed, 1))
    steps: list[Step] = []
    told = -policy.survival_deaths  # the first point needs no death before it
    day = 0
    while True:
        past = int(np.searchsorted(times, day, side="right"))
        at_risk = len(days) - int(leaving[:past].sum())
        if at_risk < policy.together:
            return steps
        so_far = int(deaths[:past].sum())
        if so_far - told >= policy.survival_deaths:
            steps.append(Step(day, round(100 * float(alive[past - 1])) if past else 100, policy.rounded(at_risk)))
            told = so_far
        day += policy.survival_days


def _significant(value: float) -> float:
    if value == 0:
        return 0.0
    return round(value, DIGITS - 1 - floor(log10(abs(value))))
