"""Which things the rows of a table are about (an analyte, a symptom, a drug), who has them, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sin
from typing import Any

import numpy as np

from ..arrays import EMPTY, SEPARATOR, Bools, Coded, Floats, Ints, combined, distinct, same
from ..persons import Visits
from ..roles import item_candidates
from ..rows import Rows
from .disclosure import Disclosure, carried
from .facts import edges

# A further column joins an item's name as long as items of enough people make up so much of the rows.
COVERED = 0.9
MOST_ITEMS = 150


@dataclass(frozen=True)
class Items:
    """``columns``: which make an item; ``of_row``: each row's item, -1 for one of too few people."""

    columns: tuple[str, ...]
    of_row: Coded


def find_items(rules: Disclosure, rows: Rows, people: int) -> Items:
    """The items that enough people have, the most frequent first."""
    chosen: list[str] = []
    kept = same(EMPTY, len(rows))
    found = carried(kept.at, rows.person, 1, people)
    for name in item_candidates(rows.table):
        column = as_coded(rows, name)
        trial = combined([kept, column]) if chosen else column
        counted = carried(trial.at, rows.person, len(trial.labels), people)
        covered = counted.rows[counted.people >= rules.people].sum() >= COVERED * len(rows)
        if covered or not chosen:
            chosen, kept, found = [*chosen, name], trial, counted
    order = np.argsort(-found.people, kind="stable")[:MOST_ITEMS]
    order = order[found.people[order] >= rules.people]
    number = np.full(len(kept.labels), -1)
    number[order] = np.arange(len(order))
    labels = tuple(kept.labels[i] for i in order)
    return Items(tuple(chosen), Coded(number[kept.at], labels))


def as_coded(rows: Rows, name: str) -> Coded:
    """A column of codes; small whole numbers are codes too."""
    if name in rows.codes:
        return rows.codes[name]
    values = rows.numbers[name]
    numbers = np.unique(values[~np.isnan(values)])
    at = np.where(np.isnan(values), len(numbers), np.searchsorted(numbers, values))
    return Coded(at.astype(np.int64), (*(f"{value:.10g}" for value in numbers), EMPTY))


def item_names(found: Items) -> dict[str, Any]:
    """The columns that make an item, and each item's codes in them."""
    width = len(found.columns)
    return {
        "columns": list(found.columns),
        "items": [label.split(SEPARATOR) if width else [] for label in found.of_row.labels],
    }


def presence(rules: Disclosure, found: Items, visits: Visits, people: int) -> dict[str, Any]:
    """``ever``: who has which items, as a tree. Of people who have an item, ``at_first`` and ``often``: the share who
    have it at the first visit, and the mean share of the later visits. ``fullness``: how much having one item at a
    later visit goes with having another, as a correlation of normal deviates.
    """
    items = len(found.of_row.labels)
    inside = found.of_row.at >= 0
    pairs = distinct(visits.of_row[inside] * items + found.of_row.at[inside])
    visit, item = pairs // items, pairs % items
    each = visits.by_person
    later = each.place()[visit] > 0
    who = each.of[visit]
    shape = (len(each.first), items)
    first, after = (
        np.bincount(who[which] * items + item[which], minlength=shape[0] * items).reshape(shape)
        for which in (~later, later)
    )
    has, number = first + after > 0, each.size - 1
    more = has & (number > 0)[:, None]
    share = np.divide(after, np.maximum(number, 1)[:, None], where=more, out=np.full(shape, np.nan))
    at_first, often = [], []
    for i in range(items):
        one, other = rules.share(first[has[:, i], i] > 0), rules.mean(share[:, i])
        # What too few people tell is taken from the other visits.
        at_first.append(round(one if one is not None else other or 0.0, 3))
        often.append(round(other if other is not None else one or 0.0, 3))
    fullness = _fullness(rules, np.array(often), has, visits, visit[later])
    return {"ever": having(rules, has), "at_first": at_first, "often": often, "fullness": fullness}


def having(rules: Disclosure, has: Bools) -> list[dict[str, Any]]:
    """People x items as a tree in the order in which it can be drawn: the share who have an item of those who have
    the ``parent`` item, and of those who have it not.
    """
    items = has.shape[1]
    told = []
    for item, parent in edges(list(range(items)), _information(has)):
        if parent is None:
            told.append({"item": item, "parent": None, "with": rules.share(has[:, item])})
        else:
            beside = has[:, parent]
            told.append(
                {
                    "item": item,
                    "parent": parent,
                    "with": rules.share(has[beside, item]),
                    "without": rules.share(has[~beside, item]),
                }
            )
    return told


def _information(has: Bools) -> Floats:
    """Mutual information of each pair of columns of yes and no."""
    yes = has.astype(np.float64)
    n, count = len(has), yes.sum(axis=0)
    both = yes.T @ yes
    found = np.zeros(both.shape)
    for joint, one, other in (
        (both, count, count),
        (count[:, None] - both, count, n - count),
        (count[None, :] - both, n - count, count),
        (n - count[:, None] - count[None, :] + both, n - count, n - count),
    ):
        expected = np.outer(one, other) / n
        ratio = np.divide(joint, expected, where=(joint > 0) & (expected > 0), out=np.ones(joint.shape))
        found += joint / n * np.log(ratio)
    return found


def _fullness(rules: Disclosure, often: Floats, has: Bools, visits: Visits, visit: Ints) -> float:
    """How much the square of a visit's deviation in number exceeds that of independent items, of what it could.

    Means of each person; told as the correlation of normal deviates whose signs go together so (exact for one half).
    """
    each = visits.by_person
    several = each.size > 1
    alone = np.sqrt(often * (1 - often))
    expected, spread, independent = has @ often, has @ alone, has @ (alone**2)
    count = np.bincount(visit, minlength=len(visits.person))
    excess = ((count - expected[each.of]) ** 2 - independent[each.of]) * (each.place() > 0)
    above = rules.mean(each.sums(excess)[several] / (each.size - 1)[several])
    below = rules.mean((spread**2 - independent)[several])
    if above is None or below is None or below <= 0:
        return 0.0
    return round(float(np.clip(sin(pi / 2 * min(1.0, max(0.0, above / below))), 0, 0.98)), 2)
