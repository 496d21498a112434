"""On which days people are seen or write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ....model.table import Table
from ..arrays import Bools, Floats, Ints, distinct, ranges
from ..roles import visits as visit_tables
from .chance import Chance
from .people import Drawn
from .spreads import quantiles
from .subject import Ends

FIRST_DAY, LAST_DAY = -90, 30 * 365  # quality rule 2
MOST_VISITS = 2000  # of one person in one table
WEEK = 7
EDGE = 1e-9

_SPAN = 1 << 20


@dataclass(frozen=True)
class Schedule:
    """Visits of one table: ``person`` and ``day``, ascending, each once."""

    person: Ints
    day: Floats

    def key(self) -> Ints:
        """Person and day in one number."""
        return keys(self.person, self.day)


def keys(person: Ints, day: Floats) -> Ints:
    """Person and day in one number, in the order of both."""
    return person * _SPAN + day.astype(np.int64) + _SPAN // 2


def of_keys(key: Ints) -> Schedule:
    """The visits of such numbers, each once."""
    key = distinct(key)
    return Schedule(key // _SPAN, (key % _SPAN - _SPAN // 2).astype(np.float64))


def reaches(people: Drawn, told: Mapping[str, Any], chance: Chance) -> dict[str, Floats]:
    """How far the visits of each table reach, of the time from the first to the last contact.

    Of those whose last contact is a row of a table the farthest reaches to the end.
    """
    closing = chance.uniform(people.size) < told["closing"]
    names = [table.name for table in visit_tables() if table.name in told["tables"]]
    contact = [table.name for table in visit_tables() if table.contact and table.name in names]
    found = {name: np.nan_to_num(people.number(f"reach:{name}"), nan=1.0) for name in names}
    if contact:
        found |= {name: np.clip(found[name], 0.0, 1.0) for name in contact}
        every = np.stack([np.where(people.has(name), found[name], -1.0) for name in contact])
        farthest = closing & (every == every.max(axis=0)) & (every >= 0)
        found |= {name: np.where(farthest[i], 1.0, found[name]) for i, name in enumerate(contact)}
    return found


def schedule(
    people: Drawn, table: type[Table], told: Mapping[str, Any], reach: Floats, ends: Ends, earlier: Ints, chance: Chance
) -> Schedule:
    """The visits of one table. ``earlier``: keys of the visits of the tables before, ascending."""
    latest = np.minimum(np.floor(ends.latest()), LAST_DAY)
    first = np.round(np.nan_to_num(people.number(f"first:{table.name}")))
    contact = np.where(np.isnan(ends.last_contact), first, ends.last_contact)
    first = np.clip(first, FIRST_DAY, np.minimum(latest, contact if table.contact else np.inf))
    last = np.minimum(first + np.round(reach * np.maximum(contact - first, 0)), latest)
    span = np.maximum(last - first, 0.0)
    between = np.maximum(people.number(f"between:{table.name}"), 1.0)
    apart = np.where(np.isnan(between), np.maximum(span, 1.0), between)
    there = people.has(table.name) & (latest >= FIRST_DAY)
    number = _numbers(1 + span / apart, span, there, told["number"], chance)
    who = np.repeat(np.arange(people.size), number)
    step = np.exp(_log_deviation(told["spacing"]) * chance.normal(len(who)))
    step[ranges(number) == 0] = 0.0
    whole = np.repeat(np.bincount(who, weights=step, minlength=people.size), number)
    share = np.divide(_within(step, number), whole, where=whole > 0, out=np.zeros(len(who)))
    if told["when"]:
        between_ends = (share > 0) & (share < 1 - EDGE)
        share[between_ends] = np.clip(quantiles(told["when"], share[between_ends]), 0.0, 1.0)
    day = np.asarray(first[who] + np.round(share * span[who]), np.float64)
    moved = np.where(ranges(number) == 0, told["first_beside"], told["beside"])
    return of_keys(_beside(keys(who, day), earlier, moved, apart[who], chance))


def _numbers(likely: Floats, span: Floats, there: Bools, told: Mapping[str, Any], chance: Chance) -> Ints:
    """How many visits: spread as told, and more where more are ``likely``; on each day one at most."""
    who = np.flatnonzero(there)
    rank = np.empty(len(who))
    rank[np.argsort(likely[who] + chance.uniform(len(who)), kind="stable")] = np.arange(len(who))
    drawn = np.round(quantiles(told, (rank + 0.5) / max(len(who), 1)))
    number = np.zeros(len(span), np.int64)
    number[who] = np.clip(drawn, 1, np.minimum(span[who] + 1, MOST_VISITS)).astype(np.int64)
    return number


def _log_deviation(relative: float) -> float:
    """Of a lognormal number, the deviation of its logarithm for a told deviation over mean."""
    return float(np.sqrt(np.log1p(relative**2)))


def _within(values: Floats, number: Ints) -> Floats:
    """Running sums that begin anew with each person."""
    total = np.cumsum(values)
    before = np.concatenate([[0.0], total])[np.cumsum(number) - number]
    return np.asarray(total - np.repeat(before, number))


def _beside(key: Ints, earlier: Ints, share: Floats, reach: Floats, chance: Chance) -> Ints:
    """The told share of visits moved to the nearest day on which an earlier table has a row, if it is near."""
    moved = np.flatnonzero(chance.uniform(len(key)) < share)
    if not len(earlier) or not len(moved):
        return key
    mine = key[moved]
    after = np.searchsorted(earlier, mine)
    right, left = earlier[np.minimum(after, len(earlier) - 1)], earlier[np.maximum(after - 1, 0)]
    nearest = np.where(np.abs(right - mine) < np.abs(mine - left), right, left)
    same = (nearest // _SPAN == mine // _SPAN) & (np.abs(nearest - mine) <= np.maximum(reach[moved], WEEK))
    found = key.copy()
    found[moved[same]] = nearest[same]
    # Two visits never become one: who comes second stays.
    again = np.ones(len(found), bool)
    again[np.unique(found, return_index=True)[1]] = False
    return np.where(again, key, found)
