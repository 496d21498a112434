"""What visits and events are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from .. import normal
from ..arrays import SEPARATOR, Bools, Coded, Floats, Ints, named, ranges, runs
from .chance import Chance
from .people import Drawn
from .visits import Schedule

FACTORS = 21
UNLIKELY = 1e-9


@dataclass(frozen=True)
class ItemRows:
    """Rows in the order of person, item and day. ``visit``: the visit that each is of (events: its number)."""

    person: Ints
    item: Ints
    day: Floats
    visit: Ints
    labels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.person)

    def named(self) -> Coded:
        """Each row's item as the statistics call it."""
        return Coded(self.item, self.labels)


def labels(items: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The items as the statistics call them."""
    return tuple(SEPARATOR.join(item) for item in items)


def item_columns(told: Mapping[str, Any], rows: ItemRows) -> dict[str, Coded]:
    """The codes that make the items, a column each."""
    return {name: named(rows.item, [item[i] for item in told["items"]]) for i, name in enumerate(told["columns"])}


def at_visits(told: Mapping[str, Any], visits: Schedule, size: int, chance: Chance) -> ItemRows:
    """The items that people have at their visits: at each at least one."""
    has = _having(told["ever"], size, chance)
    first = runs(visits.person).place() == 0
    shares = {True: np.array(told["at_first"]), False: np.array(told["often"])}
    rarer = np.where(first, _rarer(has, shares[True])[visits.person], _rarer(has, shares[False])[visits.person])
    common = chance.normal(len(visits.person))
    present: list[Ints] = []
    for number, (at_first, often) in enumerate(zip(told["at_first"], told["often"], strict=True)):
        share = rarer * np.where(first, at_first, often)
        now = _happens(share, common, told["fullness"], chance)
        present.append(np.flatnonzero(has[visits.person, number] & now))
    visit = np.concatenate(present)
    item = np.repeat(np.arange(len(present)), [len(one) for one in present])
    without = np.flatnonzero(np.bincount(visit, minlength=len(visits.person)) == 0)
    only = _one_each(has[visits.person[without]], np.where(first[without, None], shares[True], shares[False]), chance)
    visit, item = np.concatenate([visit, without]), np.concatenate([item, only])
    order = np.lexsort((visit, item, visits.person[visit]))
    visit, item = visit[order], item[order]
    return ItemRows(visits.person[visit], item, visits.day[visit], visit, labels(told["items"]))


def _rarer(has: Bools, share: Floats) -> Floats:
    """By person how much rarer each item must be, as a visit that would have none has one all the same.

    So that a visit has as many items as told, in the mean: c sum(q) + product(1 - c q) = sum(q), for shares q.
    """
    factors = np.linspace(0, 1, FACTORS)
    number = has @ share
    certain = np.minimum(share, 1 - 1e-9)
    reached = np.stack([c * number + np.exp(has @ np.log1p(-c * certain)) for c in factors], axis=1)
    enough = reached >= number[:, None] - 1e-9
    after = np.maximum(enough.argmax(axis=1), 1)
    who = np.arange(len(has))
    low, high = reached[who, after - 1], reached[who, after]
    part = np.divide(number - low, high - low, where=high > low, out=np.zeros(len(has)))
    return np.asarray(factors[after - 1] + np.clip(part, 0, 1) / (FACTORS - 1))


def _one_each(has: Bools, share: Floats, chance: Chance) -> Ints:
    """An item for each row, by its share among those that the person has; of all where the person has none."""
    found, most = np.zeros(len(has), np.int64), np.full(len(has), -np.inf)
    for number in range(has.shape[1]):
        # The largest of such numbers is each with its share (Gumbel).
        weight = np.log(share[:, number] + UNLIKELY) + np.where(has[:, number], 0.0, np.log(UNLIKELY))
        drawn = weight - np.log(-np.log(np.maximum(chance.uniform(len(has)), 1e-300)))
        better = drawn > most
        found[better], most[better] = number, drawn[better]
    return found


def _having(told: Sequence[Mapping[str, Any]], size: int, chance: Chance) -> Bools:
    """Who has which items, along the told tree."""
    found = np.zeros((size, len(told)), bool)
    for one in told:
        share = np.full(size, one["with"] or 0.0)
        if one["parent"] is not None:
            other = one["with"] if one["without"] is None else one["without"]
            share = np.where(found[:, one["parent"]], other if one["with"] is None else one["with"], other or 0.0)
        found[:, one["item"]] = chance.uniform(size) < share
    return found


def _happens(share: Floats, common: Floats, correlation: float, chance: Chance) -> Bools:
    """What happens in the given shares, and together with other things that share the ``common`` deviates."""
    if not correlation:
        return chance.uniform(len(common)) < share
    own = chance.normal(len(common))
    return sqrt(correlation) * common + sqrt(1 - correlation) * own < normal.quantile(share)


def of_events(people: Drawn, name: str, told: Mapping[str, Any], chance: Chance) -> ItemRows:
    """As many events as told of each person, of the told items; their days are not known yet."""
    number = np.maximum(np.round(np.nan_to_num(people.number(f"rows:{name}"), nan=1.0)), 1).astype(np.int64)
    number = np.where(people.has(name), number, 0)
    person = np.repeat(np.arange(people.size), number)
    known = labels(told["items"])
    drawn = chance.labels(told["shares"], len(person))
    item = np.array([known.index(label) for label in drawn.labels])[drawn.at]
    order = np.lexsort((item, person))
    return ItemRows(person[order], item[order], np.zeros(len(person)), ranges(np.array([len(person)])), known)
