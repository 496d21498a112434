"""The rows of one of PRO-ACT's tables, by column: whose they are, texts, numbers and days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .roster import People, Roster
from .timing import Days, as_days

Tables = Mapping[str, pa.Table]


@dataclass(frozen=True)
class Rows:
    """A table, or what is there of it: an absent table has no rows, an absent column is empty."""

    table: pa.Table
    person: People  # each row's position in the roster

    def __len__(self) -> int:
        return len(self.person)

    def text(self, name: str) -> pa.Array:
        """A column as text, without blanks around; numbers in their shortest form; null for empty."""
        found = self._column(name, pa.string())
        trimmed = pc.utf8_trim_whitespace(found)
        return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)

    def number(self, name: str) -> pa.Array:
        """A column as numbers. Raises pa.ArrowInvalid for a text that is none."""
        return self._column(name, pa.float64())

    def days(self, name: str) -> Days:
        """A column of whole days from the first visit. Raises pa.ArrowInvalid for a fraction."""
        return as_days(self._column(name, pa.int64()))

    def ticked(self, name: str) -> npt.NDArray[np.bool_]:
        """Which boxes of a column are ticked: anything but empty and 0."""
        box = self.text(name)
        return np.asarray(pc.and_(pc.is_valid(box), pc.not_equal(pc.fill_null(box, "0"), "0")))

    def where(self, kept: npt.NDArray[np.bool_]) -> Rows:
        """Some of the rows."""
        return Rows(self.table.filter(pa.array(kept)), self.person[kept])

    def _column(self, name: str, kind: pa.DataType) -> pa.Array:
        if name not in self.table.column_names:
            return pa.nulls(len(self.table), kind)
        return self.table[name].combine_chunks().cast(kind)


def rows_of(tables: Tables, name: str, roster: Roster) -> Rows:
    """The rows of a table, with their people. Raises ValueError for somebody who is not in the study."""
    table = tables.get(name, pa.table({"subject_id": pa.array([], pa.int64())}))
    return Rows(table, roster.positions(table["subject_id"].to_numpy()))
