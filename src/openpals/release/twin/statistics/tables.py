"""The statistics of one table's rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ....model.variable import Type
from ..arrays import EMPTY, Bools, Coded, Floats, Ints, among, distinct
from ..persons import Visits, visit_days
from ..roles import CAPACITY, CODED, NUMBERS, columns, told_by_module
from ..rows import Rows
from .attributes import attributes
from .capacity import capacity_series, numbers_of, shortfall, written
from .disclosure import Disclosure
from .events import by_item, event_days, filled
from .items import Items, find_items, item_names, presence
from .series import Series, series

# Numbers with so few different values are told as codes.
FEW_VALUES = 12


@dataclass(frozen=True)
class TableStatistics:
    """``told``: what is printed. ``numbers``: what the table says of each person, as normal deviates."""

    told: dict[str, Any]
    numbers: dict[str, Floats]


def visit_table(rules: Disclosure, rows: Rows, people: int, earlier: Ints) -> TableStatistics | None:
    """Of a table of visits; None where no item is of enough people. ``earlier``: visits of the tables before."""
    found = visit_days(rows)
    items = find_items(rules, rows, people)
    if not items.of_row.labels:
        return None
    told: dict[str, Any] = {
        "spacing": _spacing(rules, found),
        "when": _when(rules, found),
        "number": rules.spread(found.by_person.size.astype(np.float64)),
        **_beside(rules, found, earlier),
        **item_names(items),
        **presence(rules, items, found, people),
    }
    codes, measured = _beside_item(rows, items)
    measurements: dict[str, Series] = {}
    if rows.table.name == CAPACITY:
        codes["written"] = written(rows)
        measurements = capacity_series(rules, rows, items.of_row, people)
        told["shortfall"] = shortfall(rules, rows, people)
    for name in measured:
        variable = rows.table.variables[name]
        values = np.where(codes[name].is_(EMPTY), rows.numbers[name], np.nan) if name in codes else rows.numbers[name]
        one = series(rules, variable, values, rows.numbers["day"], items.of_row, rows.person, people)
        if one is not None:
            measurements[name] = one
    told["series"] = numbers_of(measurements)
    told["attributes"] = attributes(rules, codes, items.of_row, rows.person, people, found)
    numbers = {}
    for name, one in measurements.items():
        numbers[f"level:{rows.table.name}.{name}"] = one.level
        numbers[f"slope:{rows.table.name}.{name}"] = one.slope
    return TableStatistics(told, numbers)


def event_table(rules: Disclosure, rows: Rows, people: int) -> TableStatistics | None:
    """Of a table of events or courses; None where no item is of enough people."""
    items = find_items(rules, rows, people)
    if not items.of_row.labels:
        return None
    inside = items.of_row.at >= 0
    told: dict[str, Any] = {
        **item_names(items),
        "shares": rules.shares(items.of_row.take(inside), rows.person[inside], people),
        **event_days(rules, rows, items),
    }
    codes, measured = _beside_item(rows, items)
    codes |= filled(rows, columns(rows.table, Type.DAY))
    told["numbers"] = {name: by_item(rules, rows.numbers[name], items.of_row, rows) for name in measured}
    told["attributes"] = attributes(rules, codes, items.of_row, rows.person, people)
    return TableStatistics(told, {})


def _beside_item(rows: Rows, items: Items) -> tuple[dict[str, Coded], list[str]]:
    """The columns beside an item: those of codes, and the names of those of numbers.

    Of an item of which a column has few different numbers they are codes. Of other numbers that may be empty it is a
    code whether they are filled.
    """
    table = rows.table
    own = told_by_module(table) | set(items.columns)
    codes = {name: rows.codes[name] for name in columns(table, *CODED) if name not in own}
    measured = []
    for name in columns(table, *NUMBERS):
        values = rows.numbers[name]
        if name in own or np.isnan(values).all():
            continue
        few = _of_few_values(values, items.of_row)
        if few.any():
            codes[name] = _numbers_as_codes(values, few)
        if not few[items.of_row.at >= 0].all():
            measured.append(name)
            if not table.variables[name].required:
                codes |= filled(rows, [name])
    return codes, measured


def _of_few_values(values: Floats, item: Coded) -> Bools:
    """The rows of the items of which there are few different numbers."""
    known = ~np.isnan(values) & (item.at >= 0)
    numbers, at = np.unique(values[known], return_inverse=True)
    width = max(len(numbers), 1)
    pairs = distinct(item.at[known] * width + at.reshape(-1)) // width
    few = np.bincount(pairs, minlength=len(item.labels)) <= FEW_VALUES
    return np.where(item.at >= 0, few[item.at], False)


def _numbers_as_codes(values: Floats, few: Bools) -> Coded:
    """Numbers of some rows as codes, ``nan`` where there is none; the other rows have no code."""
    numbers, at = np.unique(values[few], return_inverse=True)
    labels = (*(f"{value:.10g}" for value in numbers.tolist()), EMPTY)
    found = np.full(len(values), len(numbers), np.int64)
    found[few] = at.reshape(-1)
    return Coded(found, labels)


def _spacing(rules: Disclosure, found: Visits) -> float:
    """How unevenly visits follow one another: a mean over people of deviation over mean of the days between."""
    each = found.by_person
    between = np.diff(found.day, prepend=0.0)
    between[each.first] = 0.0
    number = np.maximum(each.size - 1, 1)
    mean = each.sums(between) / number
    square = each.sums(between**2) / number
    several = each.size > 2
    relative = np.sqrt(np.maximum(square - mean**2, 0)[several]) / mean[several]
    return round(min(rules.mean(relative) or 0.5, 2.0), 2)


def _when(rules: Disclosure, found: Visits) -> dict[str, Any] | None:
    """Where the visits between a person's first and last lie, as shares of the days from the one to the other."""
    each = found.by_person
    first, last = found.day[each.first], found.day[each.first + each.size - 1]
    place = each.place()
    between = (place > 0) & (place < each.size[each.of] - 1)
    share = (found.day - first[each.of])[between] / (last - first)[each.of][between]
    return rules.spread(np.round(share, 3), found.person[between])


def _beside(rules: Disclosure, found: Visits, earlier: Ints) -> dict[str, float]:
    """The share of first visits, and of a person's later ones (a mean over people), on whose day an earlier table has
    a row.
    """
    if not len(earlier):
        return {"first_beside": 0.0, "beside": 0.0}
    shared = among(found.key(), earlier)
    each = found.by_person
    first = shared[each.first]
    more = each.size > 1
    later = (each.sums(shared.astype(np.float64)) - first)[more] / (each.size - 1)[more]
    return {"first_beside": rules.share(first) or 0.0, "beside": round(rules.mean(later) or 0.0, 2)}
