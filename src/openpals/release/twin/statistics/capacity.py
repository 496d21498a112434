"""Vital capacity: the best of the trials in litres and per cent, the prediction, and which of them are written."""

from __future__ import annotations

from typing import Any

import numpy as np

from ....model.tables import VitalCapacity
from ..arrays import Coded, Floats
from ..rows import Rows
from .disclosure import Disclosure
from .series import Series, series

TRIALS = (1, 2, 3)
WRITTEN = (
    *(f"litres_{i}" for i in TRIALS),
    *(f"percent_{i}" for i in TRIALS),
    "predicted_litres",
)


def written(rows: Rows) -> Coded:
    """Which of the columns each row fills, their names joined by a blank."""
    there = np.stack([~np.isnan(rows.numbers[name]) for name in WRITTEN], axis=1)
    number = there @ (1 << np.arange(len(WRITTEN)))
    distinct, at = np.unique(number, return_inverse=True)
    labels = tuple(" ".join(name for i, name in enumerate(WRITTEN) if one >> i & 1) for one in distinct.tolist())
    return Coded(at.reshape(-1), labels)


def capacity_series(rules: Disclosure, rows: Rows, item: Coded, people: int) -> dict[str, Series]:
    """Series of per cent, of the prediction (litres of 100 per cent), and of litres."""
    percent, litres = rows.numbers["best_percent"], rows.numbers["best_litres"]
    told = rows.numbers["predicted_litres"]
    predicted = np.where(np.isnan(told), 100 * litres / percent, told)
    columns = {"percent": percent, "predicted": predicted, "litres": litres}
    variables = {
        "percent": VitalCapacity.variables["best_percent"],
        "predicted": VitalCapacity.variables["predicted_litres"],
        "litres": VitalCapacity.variables["best_litres"],
    }
    found = {
        name: series(rules, variables[name], column, rows.numbers["day"], item, rows.person, people)
        for name, column in columns.items()
    }
    return {name: one for name, one in found.items() if one is not None}


def shortfall(rules: Disclosure, rows: Rows, people: int) -> float:
    """How far the other trials stay below the best, as a share of it; a mean of people's means."""
    parts = [_short(rows, kind) for kind in ("litres", "percent")]
    share = np.concatenate(parts)
    who = np.concatenate([np.repeat(rows.person, len(TRIALS))] * 2)
    known = ~np.isnan(share)
    number = np.bincount(who[known], minlength=people)
    means = np.bincount(who[known], weights=share[known], minlength=people) / np.maximum(number, 1)
    return rules.mean(np.where(number > 0, means, np.nan)) or 0.0


def _short(rows: Rows, kind: str) -> Floats:
    trials = np.stack([rows.numbers[f"{kind}_{i}"] for i in TRIALS], axis=1)
    several = (~np.isnan(trials)).sum(axis=1) > 1
    best = rows.numbers[f"best_{kind}"][:, None]
    below = np.where(several[:, None] & (trials < best), 1 - trials / best, np.nan)
    return below.reshape(-1)


def numbers_of(found: dict[str, Series]) -> dict[str, Any]:
    """What is printed of them."""
    return {name: one.told for name, one in found.items()}
