"""Strata: groups of a cube joined until a course and a survival curve may be told of them, and nothing else is.

A group of a cube is enough people to be counted, and too few for a curve. So groups are joined to strata, each group
to one at most, and what is told of a stratum is told once: in each span of quarters so many people died or were last
seen, and in each quarter so many had such a mean score. A curve of people whom somebody chose is put together from
strata that lie wholly among them. So two curves differ by whole strata, whoever asks, and the file of strata holds
nothing that may not be shown to everybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from ..anonymity.combinations import grouped, keys
from .cube import NOT_TOLD, Cube, CubeRefused, Ints
from .policy import CountPolicy
from .spreads import mean

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

QUARTER = 90  # days; a multiple of the days at which a policy lets survival be told
COURSE_QUARTERS = 12
SURVIVAL_QUARTERS = 40

# A stratum of fewer people would have curves of hardly more than one step.
LEAST = 60

NOT_TOLD_TEXT, JOINED_TEXT = "?", "*"  # in a stratum's label: what its groups do not tell, what it does not


@dataclass(frozen=True)
class Outcomes:
    """What became of people, in the order of ``People``.

    ``quarter``: since day 0, in which somebody died or was last seen, and ``died``, whether by death; of whom nothing
    is known, who was last seen in the first. ``scores``: people x COURSE_QUARTERS, the mean in the quarter, nan where
    there is none.
    """

    quarter: Ints
    died: Flags
    scores: Floats


class How(StrEnum):
    """How somebody left: by death, by being seen for the last time, or because a stratum is followed no longer."""

    DIED = "died"
    SEEN = "seen"
    END = "end"


@dataclass(frozen=True)
class Leaving:
    """So many people, rounded, left from the quarter ``first`` to the quarter ``last``; at the END after it."""

    how: How
    first: int
    last: int
    people: int


@dataclass(frozen=True)
class Scored:
    """So many people, rounded, had scores in a quarter, of this mean."""

    quarter: int
    people: int
    mean: float


@dataclass(frozen=True)
class Stratum:
    """``groups`` of the cube; ``people``: the sum of their numbers, as the cube has them."""

    label: tuple[str, ...]
    groups: tuple[int, ...]
    people: int
    leaving: tuple[Leaving, ...]
    course: tuple[Scored, ...]


@dataclass(frozen=True)
class Strata:
    """All strata of a release's cube; a group is in one or in none."""

    version: str
    policy: str
    strata: tuple[Stratum, ...]


def build_strata(
    cube: Cube, group: Ints, outcomes: Outcomes, policy: CountPolicy, previous: Strata | None = None
) -> Strata:
    """The strata of a cube. ``group``: of each person the number of their group, as ``group_people`` gives it.

    A stratum that the ``previous`` release had keeps what was told of it while its number has changed by too few.
    """
    before = {} if previous is None else {one.label: one for one in previous.strata}
    counted = group != NOT_TOLD
    sizes, died = (
        np.bincount(group[which], minlength=len(cube.counts)) for which in (counted, counted & outcomes.died)
    )
    found = []
    for label, groups in _joined(cube, sizes, died, policy):
        people = int(cube.counts[groups].sum())
        there = tuple(groups.tolist())
        known = before.get(label)
        if known is not None and abs(people - known.people) < policy.difference:
            found.append(Stratum(label, there, people, known.leaving, known.course))
            continue
        inside = np.isin(group, groups)
        leaving = tuple(_leaving(outcomes.quarter[inside], outcomes.died[inside], policy))
        found.append(Stratum(label, there, people, leaving, tuple(_course(outcomes.scores[inside], policy))))
    return Strata(cube.version, policy.name, tuple(sorted(found, key=lambda one: one.groups)))


def _joined(cube: Cube, sizes: Ints, died: Ints, policy: CountPolicy) -> Iterator[tuple[tuple[str, ...], Ints]]:
    """Label and groups of each stratum. A group goes into the first with enough people of whom enough died and enough
    did not, the cheapest first, as people go into groups.
    """
    bands = np.array([len(one.bands) for one in cube.dimensions])
    place = np.where(cube.bands == NOT_TOLD, bands, cube.bands).astype(np.int64)  # "not told" is a band of its own
    prices = np.zeros(place.shape)
    for c, dimension in enumerate(cube.dimensions):
        told = cube.bands[:, c] != NOT_TOLD
        share = np.bincount(place[:, c], sizes, bands[c] + 1) / max(int(sizes.sum()), 1)
        with np.errstate(divide="ignore"):
            bits = -np.log2(share[place[:, c]])
        prices[told, c] = dimension.weight * np.sqrt(np.minimum(bits[told], 64))
    candidates = [
        (price, label, groups)
        for hidden in product((False, True), repeat=len(bands))
        for price, label, groups in _candidates(cube, place, sizes, prices, np.array(hidden))
    ]
    candidates.sort(key=lambda one: (one[0], one[1]))
    left = np.ones(len(sizes), bool)
    for _, label, groups in candidates:
        there = groups[left[groups]]
        people, dead = int(sizes[there].sum()), int(died[there].sum())
        if people >= max(LEAST, 2 * policy.together) and policy.together <= dead <= people - policy.together:
            left[there] = False
            yield label, there


def _candidates(
    cube: Cube, place: Ints, sizes: Ints, prices: Floats, hidden: Flags
) -> Iterator[tuple[float, tuple[str, ...], Ints]]:
    """Price, label and groups of every stratum that joins groups over the dimensions that are ``hidden``."""
    shown = np.where(hidden, 0, place)
    first, of = grouped(keys(shown.T, [len(one.bands) + 1 for one in cube.dimensions]))
    inside = np.bincount(of, sizes)
    cost = np.bincount(of, sizes * prices[:, hidden].sum(axis=1))
    order = np.argsort(of, kind="stable")
    ends = np.cumsum(np.bincount(of)).tolist()
    for i in np.flatnonzero(inside >= LEAST).tolist():
        groups = order[ends[i - 1] if i else 0 : ends[i]]
        yield round(float(cost[i] / inside[i]), 9), _label(cube, place[first[i]], hidden), groups


def _label(cube: Cube, place: Ints, hidden: Flags) -> tuple[str, ...]:
    codes = [(*one.codes, NOT_TOLD_TEXT) for one in cube.dimensions]
    return tuple(
        JOINED_TEXT if away else codes[c][band] for c, (band, away) in enumerate(zip(place, hidden, strict=True))
    )


def _leaving(quarter: Ints, died: Flags, policy: CountPolicy) -> Iterator[Leaving]:
    """Everybody in one cell: deaths in spans of quarters, the others in spans of their own.

    The stratum is followed until the last span of deaths ends. A few deaths after it, and whoever was seen later, are
    people who were followed to this end, not deaths at another time than theirs: so the curve is not bent.
    """
    died = died & (quarter < SURVIVAL_QUARTERS)
    deaths = _spans(np.bincount(quarter[died]), policy)
    if not deaths:
        return
    end = deaths[-1][1]
    seen = _spans(np.bincount(quarter[~died & (quarter <= end)]), policy)
    rest = len(quarter) - sum(people for _, _, people in (*deaths, *seen))
    if seen and rest < policy.together:
        first, last, people = seen.pop()
        seen.append((first, last, people + rest))
        rest = 0
    for how, spans in ((How.DIED, deaths), (How.SEEN, seen)):
        for first, last, people in spans:
            yield Leaving(how, first, last, policy.rounded(people))
    if rest:
        yield Leaving(How.END, end, end, policy.rounded(rest))


def _spans(people: Ints, policy: CountPolicy) -> list[tuple[int, int, int]]:
    """Quarters from the first one on, joined until enough people left in them: (first, last, people). A span ends
    where enough had left, so that no end of a span is the last quarter of one person; who is left over is in none.
    """
    spans = []
    first, inside = 0, 0
    for quarter, more in enumerate(people.tolist()):
        inside += more
        if inside >= policy.together:
            spans.append((first, quarter, inside))
            first, inside = quarter + 1, 0
    return spans


def _course(scores: Floats, policy: CountPolicy) -> Iterator[Scored]:
    """The quarters in which enough people have scores. Their number says nothing of a few who have none, and changes
    from quarter to quarter by enough people or not at all.
    """
    everybody = len(scores)
    shown = None
    for quarter in range(scores.shape[1]):
        known = np.sort(scores[:, quarter])  # in an order that does not depend on that of the people
        known = known[~np.isnan(known)]
        if len(known) < policy.together:
            continue
        middle = mean(known, policy)
        if middle is None:
            continue
        people = policy.rounded(everybody if everybody - len(known) < policy.together else len(known))
        if shown is None or abs(people - shown) >= policy.difference:
            shown = people
        yield Scored(quarter, shown, middle)


def strata_as_data(strata: Strata) -> dict[str, Any]:
    """Strata as plain data, to be kept as JSON."""
    return asdict(strata)


def strata_of_data(data: Mapping[str, Any], cube: Cube, policy: CountPolicy) -> Strata:
    """Strata out of plain data. Raises CubeRefused where they are none, not of the cube, or show too few people."""
    try:
        found = Strata(
            str(data["version"]),
            str(data["policy"]),
            tuple(
                Stratum(
                    tuple(str(text) for text in one["label"]),
                    tuple(int(number) for number in one["groups"]),
                    int(one["people"]),
                    tuple(Leaving(How(x["how"]), *(int(x[n]) for n in _SPAN)) for x in one["leaving"]),
                    tuple(Scored(int(x["quarter"]), int(x["people"]), float(x["mean"])) for x in one["course"]),
                )
                for one in data["strata"]
            ),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CubeRefused("These are no strata of a cube: make them anew from the release.") from error
    groups = [number for one in found.strata for number in one.groups]
    if (
        found.version != cube.version
        or len(set(groups)) < len(groups)
        or not set(groups) <= set(range(len(cube.counts)))
    ):
        raise CubeRefused("These strata do not fit the cube of counts beside them: make both anew.")
    told = [x.people for one in found.strata for x in one.leaving]
    told += [x.people for one in found.strata for x in one.course]
    if min(told, default=policy.people) < policy.people:
        raise CubeRefused(f"These strata hold counts of {policy.fewest} people, under a weaker policy than yours.")
    return found


_SPAN = ("first", "last", "people")
