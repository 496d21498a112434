"""Vital capacity: the best in per cent and litres, the other trials below it, and the best taken of them again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ....model.tables import VitalCapacity
from ..arrays import Bools, Coded, Floats, same
from ..table import DrawnRows
from .chance import Chance
from .items import ItemRows
from .people import Drawn
from .series import draw_series, within

TRIALS = (1, 2, 3)


def capacities(
    people: Drawn, told: Mapping[str, Any], rows: ItemRows, codes: dict[str, Coded], chance: Chance
) -> DrawnRows:
    """The table's rows. ``codes`` has the column ``written``: which columns each row fills."""
    written = codes.pop("written", same("litres_1", len(rows)))
    best = _best(people, told, rows, chance)
    numbers: dict[str, Floats] = {"day": rows.day}
    for kind in ("litres", "percent"):
        names = [f"{kind}_{i}" for i in TRIALS]
        there = np.stack([_named(written, name) for name in names], axis=1)
        trials = _trials(within(best[kind], VitalCapacity.variables[f"best_{kind}"]), there, told["shortfall"], chance)
        trials = np.round(within(trials, VitalCapacity.variables[names[0]]), 2 if kind == "litres" else 1)
        numbers |= dict(zip(names, trials.T, strict=True))
        numbers[f"best_{kind}"] = np.fmax.reduce(trials, axis=1)
    predicted = within(best["predicted"], VitalCapacity.variables["predicted_litres"])
    numbers["predicted_litres"] = np.where(_named(written, "predicted_litres"), predicted, np.nan)
    measured = ~np.isnan(numbers["best_litres"]) | ~np.isnan(numbers["best_percent"])
    return DrawnRows(VitalCapacity, rows.person, codes, numbers).take(measured)


def _best(people: Drawn, told: Mapping[str, Any], rows: ItemRows, chance: Chance) -> dict[str, Floats]:
    """Litres are the told share of the prediction, where both are told."""
    found = {}
    for name in ("percent", "predicted", "litres"):
        one = told["series"].get(name)
        drawn = draw_series(people, one, f"{VitalCapacity.name}.{name}", rows, chance) if one else None
        found[name] = np.full(len(rows), np.nan) if drawn is None else drawn
    product = np.round(found["percent"] * found["predicted"] / 100, 2)
    found["litres"] = np.where(np.isnan(product), found["litres"], product)
    return found


def _named(written: Coded, name: str) -> Bools:
    return np.array([name in one.split() for one in written.labels])[written.at]


def _trials(best: Floats, there: Bools, shortfall: float, chance: Chance) -> Floats:
    """The trials that are ``there``: one of them the best, the others below it by the told share, more or less."""
    below = shortfall * 2 * chance.uniform(*there.shape)
    order = np.where(there, chance.uniform(*there.shape), 2.0)
    below[np.arange(len(there)), order.argmin(axis=1)] = 0.0
    return np.where(there, best[:, None] * (1 - below), np.nan)
