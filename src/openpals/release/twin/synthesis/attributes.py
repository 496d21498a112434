"""What rows say beside their item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..arrays import ANY, EMPTY, Bools, Coded, Ints, same
from .chance import Chance
from .items import ItemRows

ITEM = "item"


def draw_attributes(told: Sequence[Mapping[str, Any]], rows: ItemRows, chance: Chance) -> dict[str, Coded]:
    """A column for each told attribute."""
    found = {ITEM: rows.named()}
    for one in told:
        if one["of"] == "visit":
            found[one["column"]] = _of_visits(one, rows, chance)
            continue
        parent = found[one["parent"]]
        fresh = chance.conditional(one["shares"], parent)
        before = _row_before(rows.person, rows.item)
        kept = before & (chance.uniform(len(rows)) < one["stays"])
        # What stays must still fit what it hangs on.
        kept[1:] &= parent.at[1:] == parent.at[:-1]
        found[one["column"]] = fresh.take(source_of(kept))
    del found[ITEM]
    return found


def _of_visits(told: Mapping[str, Any], rows: ItemRows, chance: Chance) -> Coded:
    visits, first, of_row = np.unique(rows.visit, return_index=True, return_inverse=True)
    person = rows.person[first]
    shares = told["shares"].get(ANY, {})
    if not shares:
        return same(EMPTY, len(rows))
    fresh = chance.labels(shares, len(visits))
    kept = _row_before(person, np.zeros_like(person)) & (chance.uniform(len(visits)) < told["stays"])
    return fresh.take(source_of(kept)[of_row.reshape(-1)])


def _row_before(person: Ints, item: Ints) -> Bools:
    found = np.zeros(len(person), bool)
    found[1:] = (person[1:] == person[:-1]) & (item[1:] == item[:-1])
    return found


def source_of(kept: Bools) -> Ints:
    """The row whose value each row has: itself, or where it is ``kept`` that of the row before, and so on."""
    return np.maximum.accumulate(np.where(kept, 0, np.arange(len(kept))))
