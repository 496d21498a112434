"""When events happen and courses begin, and how long they last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ....model.table import Table
from ....model.variable import Type
from ..arrays import ANY, EMPTY, Coded, Floats
from ..roles import columns
from ..table import DrawnRows
from .attributes import draw_attributes
from .chance import Chance
from .items import ItemRows, item_columns, of_events
from .people import Drawn
from .series import within
from .spreads import quantiles, share_below

FILLED = "filled:"


def event_rows(people: Drawn, table: type[Table], told: Mapping[str, Any], latest: Floats, chance: Chance) -> DrawnRows:
    """A table of events. ``latest``: by person the last day on which anything can happen."""
    rows = of_events(people, table.name, told, chance)
    codes = draw_attributes(told["attributes"], rows, chance)
    numbers = _days(table, told, rows, latest[rows.person], chance)
    for name, spreads in told["numbers"].items():
        drawn = _by_item(spreads, rows.named(), chance.uniform(len(rows)))
        numbers[name] = np.round(within(drawn, table.variables[name]), table.variables[name].decimals)
    codes, numbers = filled_cells(table, codes, numbers)
    return DrawnRows(table, rows.person, {**item_columns(told, rows), **codes}, numbers)


def filled_cells(
    table: type[Table], codes: dict[str, Coded], numbers: dict[str, Floats]
) -> tuple[dict[str, Coded], dict[str, Floats]]:
    """Cells that are not filled made empty, and codes that stand for numbers made numbers."""
    for name in [name for name in codes if name.startswith(FILLED)]:
        filled = codes.pop(name).is_("yes")
        of = name.removeprefix(FILLED)
        if of in numbers:
            numbers[of] = np.where(filled, numbers[of], np.nan)
    for name in [name for name in codes if table.variables[name].type in (Type.INTEGER, Type.NUMBER)]:
        column = codes.pop(name)
        stands_for = np.array([float(label) if label not in (EMPTY, ANY) else np.nan for label in column.labels])
        numbers[name] = np.where(column.is_(EMPTY), numbers.get(name, np.nan), stands_for[column.at])
    return codes, numbers


def _days(
    table: type[Table], told: Mapping[str, Any], rows: ItemRows, latest: Floats, chance: Chance
) -> dict[str, Floats]:
    """First days as told among those that are not too late; last days not before them."""
    names = columns(table, Type.DAY)
    found: dict[str, Floats] = {}
    if not names:
        return found
    begins = np.full(len(rows), np.nan)
    item = rows.named()
    for label in item.labels:
        spread = told["begins"].get(label) or told["begins"].get(ANY)
        inside = np.flatnonzero(item.is_(label))
        if spread is not None:
            share = chance.uniform(len(inside)) * share_below(spread, latest[inside])
            begins[inside] = np.minimum(np.round(quantiles(spread, share)), latest[inside])
    found[names[0]] = within(begins, table.variables[names[0]])
    if len(names) > 1:
        end = np.round(_ending(told["ends"], begins, chance.uniform(len(rows))))
        end = np.clip(end, begins, np.maximum(latest, begins))
        found[names[1]] = within(end, table.variables[names[1]])
    return found


def _ending(told: Sequence[Mapping[str, Any]], begins: Floats, share: Floats) -> Floats:
    """When it ends, by the told band that is nearest to when it begins."""
    found = np.full(len(begins), np.nan)
    if told:
        apart = np.abs(np.nan_to_num(begins)[:, None] - np.array([band["begins"] for band in told]))
        for i, band in enumerate(told):
            inside = apart.argmin(axis=1) == i
            since = begins[inside] if band["after"] == "beginning" else 0.0
            found[inside] = since + quantiles(band["days"], share[inside])
    return found


def _by_item(told: Mapping[str, Any], item: Coded, share: Floats) -> Floats:
    found = np.full(len(item), np.nan)
    for label in item.labels:
        spread = told.get(label) or told.get(ANY)
        if spread is not None:
            inside = item.is_(label)
            found[inside] = quantiles(spread, share[inside])
    return found
