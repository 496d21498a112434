"""How far the twin is from the release, variable by variable.

A distance is told in steps of the policy's number of people: it must not be sharp enough to count a few.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

import numpy as np

from .arrays import EMPTY, Coded, Floats, distinct
from .persons import visit_days
from .rows import People, Rows


def step(people: int, minimum: int) -> float:
    """How finely shares of so many people may be told, in whole per cent upward."""
    return max(0.01, ceil(100 * minimum / people) / 100)


def told(distance: float, people: int, minimum: int) -> float:
    """A distance between 0 and 1 in such steps."""
    fine = step(people, minimum)
    return round(min(1.0, fine * round(distance / fine)), 2)


def fidelity(real: People, twin: People, minimum: int) -> dict[str, Any]:
    """By table: rows a person, days between visits, and by variable the distance of what is filled and the difference
    in what is empty.

    For codes the distance is half the sum of differences of shares (total variation), for numbers the largest
    difference of cumulated shares (Kolmogorov and Smirnov). What too few people of the release have is left out.
    """
    found = {}
    for name, rows in real.tables.items():
        people, other = len(distinct(rows.person)), twin.tables.get(name)
        if people < minimum:
            continue
        apart = kolmogorov(_rows_a_person(rows, real.size), _rows_a_person(other, twin.size))
        found[name] = {"rows_a_person": told(apart, real.size, minimum), "variables": {}}
        if other is not None:
            found[name] |= _table(rows, other, people, minimum)
    return found


def _table(real: Rows, twin: Rows, people: int, minimum: int) -> dict[str, Any]:
    names = [name for name in real.table.own_variables() if name in real.codes or name in real.numbers]
    found: dict[str, Any] = {"variables": {name: _variable(real, twin, name, people, minimum) for name in names}}
    if real.table.visit:
        between = _days_between(real), _days_between(twin)
        if len(between[0]) >= minimum:
            found["days_between_visits"] = told(kolmogorov(*between), len(between[0]), minimum)
    return found


def _days_between(rows: Rows) -> Floats:
    """The mean days between the visits of each person who has several."""
    found = visit_days(rows)
    each = found.by_person
    first, last = found.day[each.first], found.day[each.first + each.size - 1]
    more = each.size > 1
    return np.asarray((last - first)[more] / (each.size - 1)[more])


def _variable(real: Rows, twin: Rows, name: str, people: int, minimum: int) -> dict[str, float | None]:
    if name in real.codes:
        one, other = real.codes[name], twin.codes[name]
        filled = ~one.is_(EMPTY), ~other.is_(EMPTY)
        apart = total_variation(one.take(filled[0]), other.take(filled[1]))
    else:
        filled = ~np.isnan(real.numbers[name]), ~np.isnan(twin.numbers[name])
        apart = kolmogorov(real.numbers[name][filled[0]], twin.numbers[name][filled[1]])
    empty = abs(float(filled[0].mean()) - float(filled[1].mean()))
    enough = len(distinct(real.person[filled[0]])) >= minimum and filled[1].any()
    return {
        "distance": told(apart, people, minimum) if enough else None,
        "empty": told(empty, people, minimum),
    }


def _rows_a_person(rows: Rows | None, size: int) -> Floats:
    if rows is None:
        return np.zeros(size)
    return np.bincount(rows.person, minlength=size).astype(np.float64)


def total_variation(one: Coded, other: Coded) -> float:
    """Half the sum of the absolute differences of shares; 1 where one of both is empty and the other not."""
    first, second = _shares(one), _shares(other)
    labels = sorted(first.keys() | second.keys())
    return 0.5 * sum(abs(first.get(label, 0.0) - second.get(label, 0.0)) for label in labels)


def _shares(column: Coded) -> Mapping[str, float]:
    counts = np.bincount(column.at, minlength=len(column.labels))
    return {column.labels[i]: counts[i] / len(column.at) for i in np.flatnonzero(counts).tolist()}


def kolmogorov(one: Floats, other: Floats) -> float:
    """The largest difference of the cumulated shares; 1 where one of both is empty and the other not."""
    if not len(one) or not len(other):
        return float(len(one) != len(other))
    places = np.unique(np.concatenate([one, other]))
    below = [np.searchsorted(np.sort(values), places, side="right") / len(values) for values in (one, other)]
    return float(np.abs(below[0] - below[1]).max())


def summary(by_table: Mapping[str, Any]) -> dict[str, float]:
    """The median and the 90th centile of all variables' distances, and the share of variables below 0.1."""
    found = [
        variable["distance"]
        for table in by_table.values()
        for variable in table["variables"].values()
        if variable["distance"] is not None
    ]
    if not found:
        return {}
    return {
        "variables": len(found),
        "median": round(float(np.median(found)), 2),
        "90th centile": round(float(np.quantile(found, 0.9)), 2),
        "below 0.1": round(float(np.mean(np.array(found) < 0.1)), 2),
    }
