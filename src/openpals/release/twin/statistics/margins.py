"""How one number spreads among people, by one or two facts that tell most about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from .. import normal
from ..arrays import ANY, SEPARATOR, Coded, Floats, Ints
from ..lines import without_error
from .disclosure import Disclosure

# A fact must explain so much of a number's spread to be told beside it, and so many deviations more than chance would;
# and it has no more labels than this.
WORTH_TELLING, BEYOND_CHANCE, MOST_LABELS = 0.01, 4, 12


@dataclass(frozen=True)
class Margin:
    """``told``: what is printed. ``score``: each person's place in the spread of their cell, as a normal deviate."""

    told: dict[str, Any]
    score: Floats


def margin(
    rules: Disclosure,
    values: Floats,
    facts: Mapping[str, Coded],
    fixed: Sequence[str] = (),
    error: Floats | None = None,
) -> Margin | None:
    """The spread of ``values`` (a number a person, nan where unknown) in cells of ``fixed`` facts, or of those chosen.

    A cell needs twice the people that a statistic needs; those of smaller cells are told together, by the first
    fact or all. So each person is in one spread, and none follows from the others. None where too few are known.
    Where ``values`` are estimates with an ``error``, they are told as what they estimate.
    """
    known = ~np.isnan(values)
    if not rules.enough(int(known.sum())):
        return None
    by = list(fixed) or _telling(values, facts)
    cell = _cells(rules, known, [facts[name] for name in by])
    cells, score = {}, np.full(len(values), np.nan)
    for number, label in enumerate(cell.labels):
        inside = cell.at == number
        mine = values[inside] if error is None else without_error(values[inside], error[inside])
        spread = rules.spread(mine)
        if spread is not None:
            cells[label] = spread
            score[inside] = scores(mine)
    return Margin({"by": by, "cells": cells}, score)


def scores(values: Floats) -> Floats:
    """Ranks as normal deviates; equal values have the same. No nan."""
    _, at, times = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(times) - times / 2
    return normal.quantile(middle[at.reshape(-1)] / len(values))


def _cells(rules: Disclosure, known: np.ndarray, facts: Sequence[Coded]) -> Coded:
    """Each known person's cell: of all facts, else of the first, else of none (``ANY`` for a fact). -1: not known."""
    at = np.full(len(known), -1, np.int64)
    labels: list[str] = []
    for depth in range(len(facts), 0, -1):
        number = np.zeros(len(known), np.int64)
        for fact in facts[:depth]:
            number = number * len(fact.labels) + fact.at
        open_ = known & (at < 0)
        found, times = np.unique(number[open_], return_counts=True)
        for one in found[times >= 2 * rules.people].tolist():
            at[open_ & (number == one)] = len(labels)
            labels.append(SEPARATOR.join([*_labels(one, facts[:depth]), *[ANY] * (len(facts) - depth)]))
    at[known & (at < 0)] = len(labels)
    return Coded(at, (*labels, SEPARATOR.join([ANY] * len(facts))))


def _labels(number: int, facts: Sequence[Coded]) -> list[str]:
    """The label of each fact, out of one number for all of them."""
    found: list[str] = []
    for fact in reversed(facts):
        number, position = divmod(number, len(fact.labels))
        found.insert(0, fact.labels[position])
    return found


def _telling(values: Floats, facts: Mapping[str, Coded]) -> list[str]:
    """The fact that explains most of the number's spread, and the one that explains most beside it."""
    known = ~np.isnan(values)
    rank = scores(values[known])
    total = float((rank**2).sum())
    if total == 0:
        return []
    narrow = {name: fact.at[known] for name, fact in facts.items() if len(fact.labels) <= MOST_LABELS}
    chosen: list[str] = []
    group, explained = np.zeros(len(rank), np.int64), 0.0
    for _ in range(2):
        found = [(*_explained(rank, group * MOST_LABELS + at, total), name) for name, at in narrow.items()]
        gains = [(share - explained - BEYOND_CHANCE * deviation, share, name) for share, deviation, name in found]
        gain, share, name = max(gains, default=(0.0, 0.0, ""), key=lambda one: one[0])
        if gain < WORTH_TELLING:
            break
        chosen.append(name)
        group, explained = group * MOST_LABELS + narrow[name], share
    return chosen


def _explained(rank: Floats, group: Ints, total: float) -> tuple[float, float]:
    """The share of the sum of squares that lies between groups, less what chance would put there, and how much that
    varies by chance.
    """
    found, at, times = np.unique(group, return_inverse=True, return_counts=True)
    sums = np.bincount(at.reshape(-1), weights=rank)
    free, n = len(found) - 1, len(rank)
    return float((sums**2 / times).sum()) / total - free / n, sqrt(2 * free) / n
