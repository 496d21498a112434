"""Everybody who fits what the attacker knows of a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from .coarsening import Bools, Ints
from .postings import Histories, Postings, spread

# Whether candidates fit what else is known of targets: (positions of targets, people) -> yes or no.
Fits = Callable[[Ints, Ints], Bools]

# So many candidates are looked at together: some 100 MB.
AT_ONCE = 2_000_000


def anchored(
    postings: Postings, rank: Ints, period: Ints, steps: Sequence[int], fits: Mapping[str, Fits]
) -> dict[str, dict[int, Ints]]:
    """How many people fit, if the attacker knows the days since day 0: by what else is known and number of facts.

    ``rank``, ``period`` (T, M): values and periods of the facts; a rank below 0 stands for no fact.
    """
    start, end = postings.posting(np.maximum(rank[:, 0], 0), period[:, 0])
    found = {name: {m: np.zeros(len(rank), np.int64) for m in steps} for name in fits}
    for some in _portions(end - start):
        owner, place = spread(start[some], end[some])
        owner, person = owner + some.start, postings.person(place)
        may = {name: one(owner, person) for name, one in fits.items()}
        for j in range(rank.shape[1]):
            if j:
                keep = (rank[owner, j] >= 0) & postings.holds(np.maximum(rank[owner, j], 0), period[owner, j], person)
                owner, person, may = owner[keep], person[keep], {name: one[keep] for name, one in may.items()}
            if j + 1 in steps:
                for name, one in may.items():
                    found[name][j + 1] += np.bincount(owner[one], minlength=len(rank))
    return found


def unanchored(
    histories: Histories, rank: Ints, day: Ints, days: int, steps: Sequence[int], fits: Mapping[str, Fits]
) -> dict[str, dict[int, Ints]]:
    """How many people fit, if the attacker knows the intervals between the facts and not the days.

    ``day`` (T, M): exact. The release prints periods of ``days`` days: an interval of d of them and r days more
    is seen as d or, unless r is 0, as d + 1 periods, whatever the day of the first fact was.
    """
    start, end = histories.rows(np.maximum(rank[:, 0], 0))
    found = {name: {m: np.zeros(len(rank), np.int64) for m in steps} for name in fits}
    after, rest = np.divmod(day - day[:, :1], days)
    for some in _portions(end - start):
        owner, place = spread(start[some], end[some])
        person, first = histories.person_and_period(place)
        owner += some.start
        may = {name: one(owner, person) for name, one in fits.items()}
        keep = np.any(list(may.values()), axis=0)
        for j in range(rank.shape[1]):
            if j:
                known, at = np.maximum(rank[owner, j], 0), first + after[owner, j]
                keep = histories.holds(known, at, person)
                maybe = np.flatnonzero(~keep & (rest[owner, j] > 0))
                keep[maybe] = histories.holds(known[maybe], at[maybe] + 1, person[maybe])
                keep &= rank[owner, j] >= 0
            owner, person, first = owner[keep], person[keep], first[keep]
            may = {name: one[keep] for name, one in may.items()}
            if j + 1 in steps:
                for name, one in may.items():
                    found[name][j + 1] += np.bincount(_each_once(owner[one], person[one]), minlength=len(rank))
    return found


def _each_once(owner: Ints, person: Ints) -> Ints:
    """The owners of each person once; rows of the same owner and person lie side by side."""
    again = (owner[1:] == owner[:-1]) & (person[1:] == person[:-1])
    return owner[1:][~again] if not len(owner) else np.concatenate([owner[:1], owner[1:][~again]])


def _portions(size: Ints) -> Iterator[slice]:
    """Targets in a row that have about ``AT_ONCE`` candidates together; one by itself may have more."""
    begin = 0
    total = np.cumsum(size)
    while begin < len(size):
        before = total[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(total, before + AT_ONCE, side="right")))
        yield slice(begin, end)
        begin = end
