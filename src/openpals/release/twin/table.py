"""Drawn rows of one table, and how they become the columns that are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from ...model.parquet import ARROW_TYPES
from ...model.table import Table
from ...model.variable import Type, Variable
from ...model.vocabulary import vocabulary
from .arrays import EMPTY, Bools, Coded, Floats, Ints, same
from .roles import CODED, known_labels
from .rows import Rows


@dataclass(frozen=True)
class DrawnRows:
    """Rows of one table: ``codes``, and ``numbers`` (nan where empty). Columns that are not there are empty."""

    table: type[Table]
    person: Ints
    codes: Mapping[str, Coded]
    numbers: Mapping[str, Floats]

    def __len__(self) -> int:
        return len(self.person)

    def take(self, which: Bools | Ints) -> DrawnRows:
        """Some of the rows."""
        return DrawnRows(
            self.table,
            self.person[which],
            {name: column.take(which) for name, column in self.codes.items()},
            {name: values[which] for name, values in self.numbers.items()},
        )


def column_of(rows: DrawnRows, name: str, positions: bool = True) -> pa.Array:
    """A variable as it is written: with ``positions``, codes of a vocabulary are positions in it."""
    variable = rows.table.variables[name]
    if name in rows.codes:
        return _codes(rows.codes[name], variable, positions)
    if name in rows.numbers:
        values = rows.numbers[name]
        return pa.array(values, mask=np.isnan(values)).cast(ARROW_TYPES[variable.type])
    return pa.nulls(len(rows), pa.int16() if variable.type is Type.CODE and positions else ARROW_TYPES[variable.type])


def _codes(column: Coded, variable: Variable, positions: bool) -> pa.Array:
    if variable.type is Type.FLAG:
        stands_for = pa.array([None if label == EMPTY else label == "true" for label in column.labels], pa.bool_())
    elif variable.vocabulary and positions:
        codes = vocabulary(variable.vocabulary).codes
        stands_for = pa.array([codes.index(label) if label in codes else None for label in column.labels], pa.int16())
    else:
        stands_for = pa.array([label or None for label in column.labels], pa.string())
    return stands_for.take(pa.array(column.at))


def as_rows(rows: DrawnRows) -> Rows:
    """Drawn rows in the form in which a release's rows are read."""
    order = np.argsort(rows.person, kind="stable")
    codes, numbers = {}, {}
    for name, variable in rows.table.own_variables().items():
        if variable.type in CODED:
            drawn = rows.codes.get(name, same(EMPTY, len(rows))).occurring()
            known = known_labels(rows.table, name) or tuple(sorted(set(drawn.labels) - {EMPTY}))
            place = np.array([(*known, EMPTY).index(label) for label in drawn.labels], np.int64)
            codes[name] = Coded(place[drawn.at], (*known, EMPTY)).take(order)
        elif variable.type is not Type.PSEUDONYM:
            numbers[name] = rows.numbers.get(name, np.full(len(rows), np.nan))[order]
    return Rows(rows.table, rows.person[order], codes, numbers)
