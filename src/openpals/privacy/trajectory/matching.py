"""Everybody who fits what the attacker knows of a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from .coarsening import Bools, Ints
from .postings import Histories, Postings, spread

# Whether candidates fit what else is known of targets: (positions of targets, people) -> yes or no.
Fits = Callable[[Ints, Ints], Bools]

# So many candidates are looked at together: some 100 MB.
AT_ONCE = 1_000_000


def anchored(
    postings: Postings, rank: Ints, period: Ints, steps: Sequence[int], fits: Mapping[str, Fits | None]
) -> dict[str, dict[int, Ints]]:
    """How many people fit, if the attacker knows the days since day 0: by what else is known and number of facts.

    ``rank``, ``period`` (T, M): values and periods of the facts; a rank below 0 stands for no fact. Who has fewer
    facts than a step asks fits nobody. Postings are intersected from the smallest one on.
    """
    missing = rank < 0
    rank = np.where(missing, 0, rank)
    start, end = postings.posting(rank, period)
    found: dict[str, dict[int, Ints]] = {name: {} for name in fits}
    for m in steps:
        left = np.flatnonzero(~missing[:, m - 1])
        size = (end - start)[left, :m]
        smallest = size.argmin(axis=1)
        for name, one in fits.items():
            found[name][m] = np.zeros(len(rank), np.int64)
            if m == 1 and one is None:
                found[name][m][left] = size[:, 0]
        asked = {name: one for name, one in fits.items() if m > 1 or one is not None}
        for some in _portions(size.min(axis=1, initial=np.iinfo(np.int64).max)) if asked else ():
            target = left[some]
            first = smallest[some]
            owner, place = spread(start[target, first], end[target, first])
            owner, person = target[owner], postings.person(place)
            begun = np.zeros(len(rank), np.int64)
            begun[target] = first
            for j in range(m):
                # Where the posting of this fact was the smallest, its people are the candidates: they have it.
                other = begun[owner] != j
                keep = ~other
                keep[other] = postings.holds(rank[owner[other], j], period[owner[other], j], person[other])
                owner, person = owner[keep], person[keep]
            for name, one in asked.items():
                those = owner if one is None else owner[one(owner, person)]
                found[name][m] += np.bincount(those, minlength=len(rank))
    return found


def unanchored(histories: Histories, rank: Ints, day: Ints, days: int, steps: Sequence[int]) -> dict[int, Ints]:
    """How many people fit, if the attacker knows the intervals between the facts and not the days.

    ``day`` (T, M): exact. The release prints periods of ``days`` days: an interval of d of them and r days more
    is seen as d or, unless r is 0, as d + 1 periods, whatever the day of the first fact was.
    """
    missing = rank < 0
    rank = np.where(missing, 0, rank)
    start, end = histories.rows(rank[:, 0])
    found = {m: np.zeros(len(rank), np.int64) for m in steps}
    after, rest = np.divmod(day - day[:, :1], days)
    for some in _portions(end - start):
        owner, place = spread(start[some], end[some])
        person, first = histories.person_and_period(place)
        owner += some.start
        for j in range(rank.shape[1]):
            if j:
                known, at = rank[owner, j], first + after[owner, j]
                keep = histories.holds(known, at, person)
                maybe = np.flatnonzero(~keep & (rest[owner, j] > 0))
                keep[maybe] = histories.holds(known[maybe], at[maybe] + 1, person[maybe])
                keep &= ~missing[owner, j]
                owner, person, first = owner[keep], person[keep], first[keep]
            if j + 1 in steps:
                found[j + 1] += np.bincount(_each_once(owner, person), minlength=len(rank))
    return found


def _each_once(owner: Ints, person: Ints) -> Ints:
    """The owners of each person once; rows of the same owner and person lie side by side."""
    new = np.ones(len(owner), bool)
    new[1:] = (owner[1:] != owner[:-1]) | (person[1:] != person[:-1])
    return owner[new]


def _portions(size: Ints) -> Iterator[slice]:
    """Targets in a row that have about ``AT_ONCE`` candidates together; one by itself may have more."""
    begin = 0
    total = np.cumsum(size)
    while begin < len(size):
        before = total[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(total, before + AT_ONCE, side="right")))
        yield slice(begin, end)
        begin = end
