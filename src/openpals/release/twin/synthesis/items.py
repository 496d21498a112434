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
    items = told["items"]
    has = _having(told["ever"], size, chance)
    visit_common = chance.normal(len(visits.person))
    first = runs(visits.person).place() == 0
    present: list[Ints] = []
    for number, (at_first, often) in enumerate(zip(told["at_first"], told["often"], strict=True)):
        now = _happens(np.where(first, at_first, often), visit_common, told["fullness"], chance)
        present.append(np.flatnonzero(has[visits.person, number] & now))
    frequent = np.array(told["often"]) + np.array(told["at_first"])
    best = np.argmax(np.where(has, frequent + 2, frequent), axis=1)
    visit = np.concatenate(present)
    item_of = np.repeat(np.arange(len(items)), [len(one) for one in present])
    without = np.flatnonzero(np.bincount(visit, minlength=len(visits.person)) == 0)
    visit, item_of = np.concatenate([visit, without]), np.concatenate([item_of, best[visits.person[without]]])
    order = np.lexsort((visit, item_of, visits.person[visit]))
    visit, item_of = visit[order], item_of[order]
    return ItemRows(visits.person[visit], item_of, visits.day[visit], visit, labels(items))


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
