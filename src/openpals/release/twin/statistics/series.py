"""Numbers that are measured again and again: where people lie, where they move, and what changes from day to day."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from ....model.variable import Variable
from ..arrays import Coded, Floats, Ints
from ..lines import Lines, lines, residual_variance, without_error
from .disclosure import Disclosure, significant
from .margins import scores

# Correlations of fewer pairs of people than three times the policy's number say nothing.
PAIRS = 3

PER = 30  # slopes are told for so many days
DUST = 1e-12


@dataclass(frozen=True)
class Series:
    """``told`` by item; ``level`` and ``slope``: what a person's items have in common, as normal deviates."""

    told: dict[str, Any]
    level: Floats
    slope: Floats


def series(
    rules: Disclosure, variable: Variable, value: Floats, day: Floats, item: Coded, person: Ints, people: int
) -> Series | None:
    """The statistics of one column by item. None where no item has it of enough people."""
    known = ~np.isnan(value) & (item.at >= 0)
    if not known.any():
        return None
    items = len(item.labels)
    order = np.flatnonzero(known)[np.lexsort((day[known], (person * items + item.at)[known]))]
    value, day, group, of_item = value[order], day[order], (person * items + item.at)[order], item.at[order]
    log = np.array([_skewed(value[of_item == i]) for i in range(items)])
    scaled = np.where(log[of_item], np.log(np.maximum(value, 1e-9)), value)
    found = lines(group, day, scaled)
    level, slope = np.full((people, items), np.nan), np.full((people, items), np.nan)
    told: dict[str, Any] = {}
    for i, label in enumerate(item.labels):
        one = _of_item(found, items, i)
        spread = _item(rules, one, bool(log[i]))
        if spread is None:
            continue
        who = one.group // items
        level[who, i], slope[who, i] = scores(one.level), _standard(one.slope)
        told[label] = spread | {"decimals": _decimals(value[of_item == i], variable.decimals)}
    if not told:
        return None
    alike = {"levels": _alike(rules, level), "slopes": _alike(rules, slope)}
    return Series({"items": told, "alike": alike}, _common(level), _common(slope))


def _of_item(found: Lines, items: int, i: int) -> Lines:
    """The lines of one item, with level and slope spread as they are and not as they are estimated."""
    mask = found.group % items == i
    one = Lines(**{name: column[mask] for name, column in vars(found).items()})
    variance = residual_variance(one)
    corrected = {
        "level": without_error(one.level, variance * one.level_share),
        "slope": without_error(one.slope, variance * one.slope_share),
    }
    return Lines(**(vars(one) | corrected))


def _item(rules: Disclosure, one: Lines, log: bool) -> dict[str, Any] | None:
    spread = rules.spread(one.level)
    if spread is None:
        return None
    told: dict[str, Any] = {"log": log, "level": _unlog(spread) if log else spread}
    told |= movement(rules, one)
    return told


def movement(rules: Disclosure, one: Lines) -> dict[str, float]:
    """Slope (mean and deviation, for 30 days), noise within people, and how much of it stays until the next time."""
    told = {"slope": 0.0, "slope_sd": 0.0, "noise": 0.0, "stays": 0.0}
    free = one.free > 0
    within = rules.mean(one.squares[free] / one.free[free])
    if not within or within < DUST * float(np.mean(one.level**2)):
        return told  # what never changes, but for the computer's own rounding
    mean = rules.mean(one.slope)
    if mean is not None:
        told["slope"] = significant(mean * PER)
        told["slope_sd"] = significant((rules.deviation(one.slope) or 0.0) * PER)
    told["noise"] = significant(sqrt(within))
    pairs = (one.pairs > 0) & free
    beside = rules.mean((one.beside - within * one.expected)[pairs])
    number = rules.mean(one.pairs[pairs])
    if beside is not None and number:
        told["stays"] = round(float(np.clip(beside / number / within, 0, 0.95)), 2)
    return told


def _unlog(spread: dict[str, Any]) -> dict[str, Any]:
    """A spread of logarithms as one of what they are logarithms of."""
    if "means" in spread:
        return {"means": [significant(float(np.exp(mean)), 4) for mean in spread["means"]]}
    if "values" in spread:
        return {"values": {f"{np.exp(float(value)):.10g}": share for value, share in spread["values"].items()}}
    return {"mean": significant(float(np.exp(spread["mean"])), 4), "sd": spread["sd"], "positive": True}


def _skewed(values: Floats) -> bool:
    """Whether values above the middle lie more than twice as far as those below, and all are positive."""
    if len(values) == 0 or values.min() <= 0:
        return False
    low, middle, high = np.quantile(values, [0.1, 0.5, 0.9])
    return bool(high - middle > 2 * (middle - low) > 0)


def _decimals(values: Floats, most: int) -> int:
    """The places that nearly all values have."""
    return next((d for d in range(most) if np.mean(np.abs(values - np.round(values, d)) < 1e-9) >= 0.95), most)


def _standard(values: Floats) -> Floats:
    known = ~np.isnan(values)
    deviation = values[known].std() if known.sum() > 1 else 0.0
    return (values - values[known].mean()) / deviation if deviation else np.full(len(values), np.nan)


def correlations(rules: Disclosure, columns: Floats) -> Floats:
    """Correlations of normal deviates (people x columns, nan where unknown), 0 for pairs of too few people.

    Rounded to twentieths.
    """
    known = (~np.isnan(columns)).astype(np.float64)
    filled = np.nan_to_num(columns)
    n = known.T @ known
    safe = np.maximum(n, 1)
    mean = filled.T @ known / safe
    product = filled.T @ filled / safe - mean * mean.T
    square = (filled**2).T @ known / safe - mean**2
    scale = np.sqrt(np.maximum(square * square.T, 1e-12))
    found = np.where(n >= PAIRS * rules.people, np.clip(product / scale, -1, 1), 0.0)
    return np.round(found * 20) / 20


def _alike(rules: Disclosure, columns: Floats) -> float:
    """The mean correlation of two items; 1 where there is one item only."""
    if columns.shape[1] < 2:
        return 1.0
    found = correlations(rules, columns)
    pairs = found[~np.eye(len(found), dtype=bool)]
    told = pairs[pairs != 0]
    return round(float(np.clip(told.mean() if len(told) else 0.0, 0, 0.98)), 2)


def _common(columns: Floats) -> Floats:
    """What a person's items have in common: their mean, as a normal deviate again."""
    known = ~np.isnan(columns)
    number = known.sum(axis=1)
    mean = np.where(number > 0, np.nansum(columns, axis=1) / np.maximum(number, 1), np.nan)
    found = np.full(len(mean), np.nan)
    told = ~np.isnan(mean)
    if told.any():
        found[told] = scores(mean[told])
    return found
