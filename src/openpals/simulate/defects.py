"""Seeding defects: which rows, how many, and an exact account of it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from ..model.refused import Refused

# A row of text as it will stand in the file; an empty cell is an empty string.
Row = dict[str, str]
Edit = Callable[[Row], None]
Which = Callable[[Row], bool]

LEAST = 3

# Shares of rows. Published: 38,416 exact repeats, 116,641 contradictions and 39,827 days before the first
# visit among 4.46 million rows. Where nothing is published: a few.
REPEATS, CONTRADICTIONS, TOO_EARLY = 0.0086, 0.026, 0.0089
RARE = 0.002

# Rows looked at together in search of some that fit.
_BLOCK = 4096


@dataclass(frozen=True)
class SeededDefects:
    """What was made defective on purpose, by rule (openpals.model.rules).

    ``counts``: rows that the quality report must list under the rule, exactly. ``silent``: what a rule
    resolves without a finding, as it loses nothing (exact repeats, synonyms, joined names, three values,
    ...); the tables show it. A rule may stand in both: a contradiction is reported, an exact repeat is
    merged without a word.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    silent: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: SeededDefects) -> SeededDefects:
        return SeededDefects(
            dict(sorted((Counter(self.counts) + Counter(other.counts)).items())),
            dict(sorted((Counter(self.silent) + Counter(other.silent)).items())),
        )


class TooFewPeople(Refused):
    """There are not enough rows to seed every defect; the message says where."""


class SpoiltTable:
    """A table some of whose rows are rewritten as text; the others stay columns."""

    def __init__(self, rows: pa.Table) -> None:
        self.rows = decoded(rows)
        self.touched = np.zeros(rows.num_rows, bool)
        self._edited: dict[int, Row] = {}
        self._added: list[Row] = []

    def filled(self, column: str) -> np.ndarray:
        """Which of the first rows have something in a column."""
        return np.asarray(self.rows[column].is_valid().to_numpy())

    def texts(self, places: np.ndarray) -> list[Row]:
        """Rows as they were at first."""
        chosen = as_text(self.rows.take(pa.array(places)))
        return [{name: cell or "" for name, cell in row.items()} for row in chosen.to_pylist()]

    def now(self) -> Iterator[Row]:
        """All rows as they are now."""
        for place, row in enumerate(self.texts(np.arange(self.rows.num_rows))):
            yield self._edited.get(place, row)
        yield from self._added

    def edit(self, place: int, row: Row) -> Row:
        """Keeps a row for changes; it is touched from now on."""
        self.touched[place] = True
        return self._edited.setdefault(place, row)

    def add(self, row: Row) -> None:
        """Appends a row."""
        self._added.append(row)

    @property
    def result(self) -> pa.Table:
        """All rows as text, those rewritten at the end."""
        kept = np.ones(self.rows.num_rows, bool)
        kept[list(self._edited)] = False
        written = [*self._edited.values(), *self._added]
        texts = {name: pa.array([row[name] or None for row in written], pa.string()) for name in self.rows.column_names}
        return pa.concat_tables([as_text(self.rows.filter(pa.array(kept))), pa.table(texts)])


def decoded(rows: pa.Table) -> pa.Table:
    """Words instead of positions in lists of words."""
    columns = [
        column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
        for column in rows.itercolumns()
    ]
    return pa.table(columns, names=rows.column_names)


def as_text(rows: pa.Table) -> pa.Table:
    """Every column as text."""
    return pa.table([column.cast(pa.string()) for column in rows.itercolumns()], names=rows.column_names)


class Seeder:
    """Spoils rows of ``tables``, no row twice, so that each has exactly the finding counted for it."""

    def __init__(self, rng: np.random.Generator, tables: Mapping[str, pa.Table]) -> None:
        self.rng = rng
        self.tables = {name: SpoiltTable(rows) for name, rows in tables.items()}
        self._counts: Counter[str] = Counter()
        self._silent: Counter[str] = Counter()
        self._lossy: Counter[str] = Counter()

    def spoilt(self) -> dict[str, pa.Table]:
        """The tables as text, each in a random order: repeats do not stand beside their originals."""
        results = {name: table.result for name, table in self.tables.items()}
        return {name: rows.take(pa.array(self.rng.permutation(rows.num_rows))) for name, rows in results.items()}

    def account(self) -> SeededDefects:
        """What was seeded so far."""
        return SeededDefects(dict(sorted(self._counts.items())), dict(sorted(self._silent.items())))

    def losses(self) -> dict[str, float]:
        """Table -> share of its rows of which something may be lost."""
        return {
            name: self._lossy[name] / table.rows.num_rows for name, table in self.tables.items() if table.rows.num_rows
        }

    def protect(self, table: str, places: np.ndarray) -> None:
        """Keeps rows as they are."""
        self.tables[table].touched[places] = True

    def rows(self, table: str, rate: float, which: Which | None = None) -> list[Row]:
        """Untouched rows at a rate of the whole table, at least ``LEAST``; none where the export has no such table.

        They are touched from now on; what is done to them stands in the result. Raises TooFewPeople.
        """
        if table not in self.tables:
            return []
        spoilt = self.tables[table]
        wanted = max(LEAST, round(rate * spoilt.rows.num_rows))
        order = self.rng.permutation(np.flatnonzero(~spoilt.touched))
        chosen: list[Row] = []
        for start in range(0, len(order), _BLOCK):
            places = order[start : start + _BLOCK]
            fit = (
                (place, row) for place, row in zip(places, spoilt.texts(places), strict=True) if not which or which(row)
            )
            for place, row in fit:
                chosen.append(spoilt.edit(int(place), row))
                if len(chosen) == wanted:
                    return chosen
        raise TooFewPeople(
            f"{table}: {wanted} rows should be made defective, but only {len(chosen)} fit. Simulate more people."
        )

    def count(self, rule: str, table: str, rows: int = 1, *, lossy: bool = True) -> None:
        """Notes rows that will be reported under a rule; ``lossy`` if something of them may be lost."""
        self._counts[rule] += rows
        self._lossy[table] += rows if lossy else 0

    def note(self, rule: str, rows: int) -> None:
        """Notes what the rule resolves without a finding."""
        self._silent[rule] += rows

    def change(self, rule: str, table: str, rate: float, edit: Edit, which: Which | None = None) -> None:
        """Makes rows defective in place."""
        for row in self.rows(table, rate, which):
            edit(row)
            self.count(rule, table)

    def respell(self, rule: str, table: str, rate: float, edit: Edit, which: Which | None = None) -> None:
        """Changes rows in a way that the rule resolves without a finding."""
        for row in self.rows(table, rate, which):
            edit(row)
            self.note(rule, 1)

    def repeat(self, table: str, rate: float, which: Which | None = None) -> None:
        """R01: adds exact repeats; they are merged without a finding."""
        for row in self.rows(table, rate, which):
            self.add(table, dict(row))
            self.note("R01", 1)

    def contradict(self, table: str, rate: float, edit: Edit, which: Which | None = None) -> None:
        """R01: adds a second row of the same key that says something else; one of the two is reported."""
        for row in self.rows(table, rate, which):
            other = dict(row)
            edit(other)
            self.add(table, other)
            self.count("R01", table)

    def add(self, table: str, row: Row) -> None:
        """Appends a row."""
        self.tables[table].add(row)


def accepted(losses: Iterable[float]) -> float:
    """A share of rows, rounded up to a twentieth, that no table's seeded losses exceed."""
    return min(1.0, (math.floor(max(losses, default=0.0) * 20) + 1) / 20)


def sets(**cells: str) -> Edit:
    """An edit that writes these cells."""

    def edit(row: Row) -> None:
        row.update(cells)

    return edit


def has(*columns: str) -> Which:
    """Rows in which all these cells are filled."""

    def which(row: Row) -> bool:
        return all(row[column] for column in columns)

    return which
