"""Events and courses: when they begin, how long they last, and the numbers beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ....model.variable import Type
from ..arrays import ANY, Coded, Floats, Ints, distinct
from ..roles import columns
from ..rows import Rows
from .disclosure import Disclosure
from .items import Items

BANDS = 5


def event_days(rules: Disclosure, rows: Rows, items: Items) -> dict[str, Any]:
    """``begins``: the first day by item; ``ends``: the last day, by the first."""
    days = columns(rows.table, Type.DAY)
    told: dict[str, Any] = {}
    if days:
        told["begins"] = by_item(rules, rows.numbers[days[0]], items.of_row, rows)
    if len(days) > 1:
        told["ends"] = _ends(rules, rows.numbers[days[0]], rows.numbers[days[1]], rows.person)
    return told


def _ends(rules: Disclosure, begins: Floats, ends: Floats, person: Ints) -> list[dict[str, Any]]:
    """How the last day spreads in bands of the first: their means are told, not their edges.

    The days are counted from the beginning or from day 0, whichever says more.
    """
    known = ~np.isnan(ends - begins)
    begins, ends, person = begins[known], ends[known], person[known]
    order = np.argsort(begins, kind="stable")
    for bands in range(min(BANDS, len(distinct(person)) // (2 * rules.people)), 0, -1):
        parts = np.array_split(order, bands)
        if all(len(distinct(person[part])) >= 2 * rules.people for part in parts):
            return [one for part in parts if (one := _band(rules, begins[part], ends[part], person[part]))]
    return []


def _band(rules: Disclosure, begins: Floats, ends: Floats, person: Ints) -> dict[str, Any] | None:
    from_beginning = float(np.std(ends - begins)) <= float(np.std(ends))
    center = rules.mean(_person_means(begins, person))
    spread = rules.spread(ends - begins if from_beginning else ends, person)
    if center is None or spread is None:
        return None
    return {"begins": center, "after": "beginning" if from_beginning else "day 0", "days": spread}


def _person_means(values: Floats, person: Ints) -> Floats:
    number = np.unique(person, return_inverse=True)[1].reshape(-1)
    return np.bincount(number, weights=values) / np.bincount(number)


def by_item(rules: Disclosure, values: Floats, item: Coded, rows: Rows) -> Mapping[str, Any]:
    """The spread by item; of items that too few people have it of together, under ``ANY``."""
    told, rest = {}, np.zeros(len(values), bool)
    known = ~np.isnan(values) & (item.at >= 0)
    for i, label in enumerate(item.labels):
        inside = known & (item.at == i)
        enough = len(distinct(rows.person[inside])) >= 2 * rules.people
        spread = rules.spread(values[inside], rows.person[inside]) if enough else None
        if spread is None:
            rest |= inside
        else:
            told[label] = spread
    spread = rules.spread(values[rest], rows.person[rest]) if rest.any() else None
    return told | ({ANY: spread} if spread else {})


def filled(rows: Rows, names: list[str]) -> dict[str, Coded]:
    """Whether days and numbers are filled, as columns of codes."""
    return {f"filled:{name}": Coded((~np.isnan(rows.numbers[name])).astype(np.int64), ("no", "yes")) for name in names}
