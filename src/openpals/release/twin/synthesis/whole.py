"""Rows that say at least what makes them a fact."""

from __future__ import annotations

import numpy as np

from ....model.tables import Lab
from ..arrays import EMPTY, same
from ..table import DrawnRows


def whole_rows(rows: DrawnRows) -> DrawnRows:
    """Without rows of which something that is required was not told of enough people to be drawn.

    A laboratory's result in words has no number, a limit has one, and one of both is there.
    """
    codes, numbers = dict(rows.codes), dict(rows.numbers)
    whole = np.ones(len(rows), bool)
    if rows.table is Lab:
        in_words = ~codes.get("value_text", same(EMPTY, len(rows))).is_(EMPTY)
        numbers["value"] = np.where(in_words, np.nan, numbers.get("value", np.nan))
        if "comparator" in codes:
            codes["comparator"] = codes["comparator"].put(np.isnan(numbers["value"]), EMPTY)
        whole = in_words | ~np.isnan(numbers["value"])
    for name, variable in rows.table.own_variables().items():
        if variable.required and name in codes:
            whole &= ~codes[name].is_(EMPTY)
        elif variable.required:
            whole &= ~np.isnan(numbers.get(name, np.nan))
    return DrawnRows(rows.table, rows.person, codes, numbers).take(whole)
