"""Numbers measured again and again."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import sqrt
from typing import Any

import numpy as np

from ....model.variable import Variable
from .. import normal
from ..arrays import Floats, Ints, runs
from .chance import Chance
from .items import ItemRows
from .people import Drawn
from .spreads import quantiles

PER = 30  # slopes are told for so many days


def draw_series(people: Drawn, told: Mapping[str, Any], name: str, rows: ItemRows, chance: Chance) -> Floats:
    """A number for each row by the statistics of its item; nan where there are none. ``name``: table and column."""
    found = np.full(len(rows), np.nan)
    if not len(rows):
        return found
    pair = runs(rows.person * len(rows.labels) + rows.item)
    who, item = rows.person[pair.first], rows.item[pair.first]
    level = _place(people.deviate(f"level:{name}", chance)[who], told["alike"]["levels"], chance)
    tilt = _place(people.deviate(f"slope:{name}", chance)[who], told["alike"]["slopes"], chance)
    since = rows.day - rows.day[pair.first][pair.of]
    for number, label in enumerate(rows.labels):
        one = told["items"].get(label)
        inside = rows.item == number
        if one is None or not inside.any():
            continue
        mine = item == number
        start = np.zeros(len(who))
        start[mine] = quantiles(one["level"], normal.cumulative(level[mine]), one["log"])
        slope = one["slope"] + one["slope_sd"] * tilt
        of = pair.of[inside]
        rest = one["noise"] * wander(rows.person[inside], one["stays"], chance)
        line = start[of] + slope[of] * since[inside] / PER + rest
        found[inside] = np.round(np.exp(line) if one["log"] else line, one["decimals"])
    return found


def _place(common: Floats, alike: float, chance: Chance) -> Floats:
    """Deviates of a person's items, of which two correlate as told."""
    return sqrt(alike) * common + sqrt(1 - alike) * chance.normal(len(common))


def wander(group: Ints, stays: float, chance: Chance) -> Floats:
    """Standard normal deviates of which each keeps the share ``stays`` of the one before in its group."""
    found = chance.normal(len(group))
    if stays <= 0 or not len(group):
        return found
    place = runs(group).place()
    order = np.argsort(place, kind="stable")
    starts = np.searchsorted(place[order], np.arange(1, int(place.max()) + 2))
    fresh = sqrt(1 - stays**2)
    for start, end in pairwise(starts.tolist()):
        at = order[start:end]
        found[at] = stays * found[at - 1] + fresh * found[at]
    return found


def within(values: Floats, variable: Variable, low: Floats | float = -np.inf, high: Floats | float = np.inf) -> Floats:
    """Numbers brought into the variable's range, and into narrower ones."""
    least = -np.inf if variable.minimum is None else variable.minimum
    most = np.inf if variable.maximum is None else variable.maximum
    return np.clip(values, np.maximum(least, low), np.minimum(most, high))
