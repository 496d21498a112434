"""What else a row says of its item: codes and numbers beside it, each told by what tells most about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..arrays import ANY, Coded, Ints
from ..persons import Visits
from .conditional import conditional
from .disclosure import Disclosure
from .facts import edges, information

ITEM = "item"

# Rows out of which it is seen which column tells most about which; the shares are then of all rows.
LOOKED_AT = 20_000

# The share of visits whose rows agree from which on a column says something of the visit.
OF_VISIT = 0.98


def attributes(
    rules: Disclosure,
    columns: Mapping[str, Coded],
    item: Coded,
    person: Ints,
    people: int,
    visits: Visits | None = None,
) -> list[dict[str, Any]]:
    """Columns in the order in which they can be drawn, each with ``parent``, ``shares`` given the parent's label,
    and ``stays``: how often it stays as it was in the person's row before of the same item, beyond chance.

    ``of`` is ``visit`` where all rows of a visit say the same, else ``row``. Rows of no item are left out.
    """
    inside = item.at >= 0
    narrow = {name: column.take(inside).occurring() for name, column in columns.items()}
    person, of_item = person[inside], item.take(inside)
    of_row = visits.of_row[inside] if visits else np.arange(len(person))
    by_visit = {name for name, column in narrow.items() if _of_visit(column.at, of_row)}
    told = []
    for name in sorted(by_visit):
        first = np.unique(of_row, return_index=True)[1]
        column, who = narrow[name].take(first), person[first]
        shares = {ANY: rules.shares(column, who, people)}
        kept = stays(rules, column.at, who, np.zeros_like(who))
        told.append({"column": name, "of": "visit", "parent": None, "shares": shares, "stays": kept})
    rest = {ITEM: of_item} | {name: column for name, column in narrow.items() if name not in by_visit}
    look = slice(0, LOOKED_AT)
    looked_at = {name: Coded(column.at[look], column.labels) for name, column in rest.items()}
    order = np.argsort(person * max(len(of_item.labels), 1) + of_item.at, kind="stable")
    for name, parent in edges(list(rest), information(looked_at))[1:]:
        assert parent is not None
        shares = conditional(rules, rest[parent], rest[name], person, people)
        kept = stays(rules, rest[name].at[order], person[order], of_item.at[order]) if visits else 0.0
        told.append({"column": name, "of": "row", "parent": parent, "shares": shares, "stays": kept})
    return told


def _of_visit(at: Ints, of_row: Ints) -> bool:
    """Whether visits of several rows say the same in all of them; False where there are none."""
    order = np.argsort(of_row, kind="stable")
    same_visit = of_row[order][1:] == of_row[order][:-1]
    return bool(same_visit.any() and (at[order][1:] == at[order][:-1])[same_visit].mean() >= OF_VISIT)


def stays(rules: Disclosure, at: Ints, person: Ints, item: Ints) -> float:
    """How often a value is that of the person's row before of the same item, beyond what the item's shares give.

    0 to 1. Rows are in the order of person and item; each person counts once.
    """
    follows = (person[1:] == person[:-1]) & (item[1:] == item[:-1])
    who, number = np.unique(person[1:][follows], return_inverse=True)
    if not rules.enough(len(who)):
        return 0.0
    same = (at[1:] == at[:-1])[follows]
    number = number.reshape(-1)
    agreed = rules.mean(np.bincount(number, weights=same) / np.bincount(number)) or 0.0
    joint = np.unique(item * (int(at.max()) + 1) + at, return_counts=True)
    of_item = joint[0] // (int(at.max()) + 1)
    chance = float((joint[1] ** 2 / np.bincount(item)[of_item]).sum()) / len(at)
    return round(float(np.clip((agreed - chance) / (1 - chance), 0, 1)), 2) if chance < 1 else 1.0
