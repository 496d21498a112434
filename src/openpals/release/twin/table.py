"""Drawn rows of one table, and how they become the columns that are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ...model.parquet import ARROW_TYPES
from ...model.table import Table
from ...model.variable import Type
from ...model.vocabulary import vocabulary
from .arrays import EMPTY, Bools, Coded, Floats, Ints
from .roles import CODED, known_labels
from .rows import Rows


@dataclass(frozen=True)
class DrawnRows:
    """Rows of one table: ``person``, ``codes`` as labels (empty where there is none), ``numbers`` (nan where empty)."""

    table: type[Table]
    person: Ints
    codes: Mapping[str, npt.NDArray[np.str_]]
    numbers: Mapping[str, Floats]

    def __len__(self) -> int:
        return len(self.person)

    def take(self, which: Bools | Ints) -> DrawnRows:
        """Some of the rows."""
        return DrawnRows(
            self.table,
            self.person[which],
            {name: labels[which] for name, labels in self.codes.items()},
            {name: values[which] for name, values in self.numbers.items()},
        )


def columns_of(rows: DrawnRows) -> dict[str, pa.Array]:
    """The table's own variables: codes of a vocabulary as positions in it, everything else as its type."""
    return {
        name: _array(rows, name, variable.type, variable.vocabulary)
        for name, variable in rows.table.own_variables().items()
    }


def _array(rows: DrawnRows, name: str, type_: Type, listed: str | None) -> pa.Array:
    if name in rows.codes:
        labels, at = np.unique(rows.codes[name], return_inverse=True)
        at = at.reshape(-1)
        if type_ is Type.FLAG:
            values: list[object] = [None if label == EMPTY else label == "true" for label in labels.tolist()]
            return pa.array(values, pa.bool_()).take(pa.array(at))
        if listed is None:
            return pa.array([label or None for label in labels.tolist()], pa.string()).take(pa.array(at))
        codes = vocabulary(listed).codes
        return pa.array([codes.index(label) if label else None for label in labels.tolist()], pa.int16()).take(
            pa.array(at)
        )
    if name in rows.numbers:
        values_ = rows.numbers[name]
        return pa.array(values_, mask=np.isnan(values_)).cast(ARROW_TYPES[type_])
    kind = pa.int16() if type_ is Type.CODE else ARROW_TYPES[type_]
    return pa.nulls(len(rows), kind)


def as_rows(rows: DrawnRows) -> Rows:
    """Drawn rows in the form in which a release's rows are read."""
    order = np.argsort(rows.person, kind="stable")
    size = len(rows)
    codes, numbers = {}, {}
    for name, variable in rows.table.own_variables().items():
        if variable.type in CODED:
            drawn = rows.codes.get(name, np.full(size, EMPTY))
            known = known_labels(rows.table, name) or tuple(sorted(set(drawn.tolist()) - {EMPTY}))
            labels, at = np.unique(drawn, return_inverse=True)
            place = np.array([(*known, EMPTY).index(label) for label in labels.tolist()], np.int64)
            codes[name] = Coded(place[at.reshape(-1)], (*known, EMPTY)).take(order)
        else:
            numbers[name] = rows.numbers.get(name, np.full(size, np.nan))[order]
    return Rows(rows.table, rows.person[order], codes, numbers)
