"""A table's rows as columns of numbers: what statistics are computed of, and what is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...model.table import Table
from .arrays import Bools, Coded, Floats, Ints


@dataclass(frozen=True)
class Rows:
    """Rows of one table and one dataset, by person (0..people-1, ascending) and in the release's order.

    ``codes``: codes and flags; ``numbers``: numbers and days, nan where empty.
    """

    table: type[Table]
    person: Ints
    codes: Mapping[str, Coded]
    numbers: Mapping[str, Floats]

    def __len__(self) -> int:
        return len(self.person)

    def take(self, which: Bools | Ints) -> Rows:
        """Some of the rows."""
        return Rows(
            self.table,
            self.person[which],
            {name: column.take(which) for name, column in self.codes.items()},
            {name: column[which] for name, column in self.numbers.items()},
        )


@dataclass(frozen=True)
class People:
    """Some people of one part and all that is told of them. ``tables`` has no table without rows."""

    part: str
    size: int
    tables: Mapping[str, Rows]

    def some(self, chosen: Bools) -> People:
        """Only the ``chosen`` people, numbered anew."""
        number = chosen.cumsum() - 1
        kept = {}
        for name, rows in self.tables.items():
            mask = chosen[rows.person]
            if mask.any():
                part = rows.take(mask)
                kept[name] = Rows(part.table, number[part.person], part.codes, part.numbers)
        return People(self.part, int(chosen.sum()), kept)
