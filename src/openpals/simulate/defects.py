"""Seeding defects: which rows, how many, and an exact account of it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from .files import Row, Tables

LEAST = 3

# Shares of rows. Published: 38,416 exact repeats, 116,641 contradictions and 39,827 days before the first
# visit among 4.46 million rows. Where nothing is published: a few.
REPEATS, CONTRADICTIONS, TOO_EARLY = 0.0086, 0.026, 0.0089
RARE = 0.002

Edit = Callable[[Row], None]
Which = Callable[[Row], bool]


@dataclass(frozen=True)
class SeededDefects:
    """What was made defective on purpose, by rule (openpals.model.rules).

    ``counts``: rows that the quality report must list under the rule, exactly. ``silent``: what a rule
    resolves without a finding, as it loses nothing (exact repeats, synonyms, joined names, three values,
    ...); the tables show it. A rule may stand in both: a contradiction is reported, an exact repeat is
    merged without a word.
    """

    counts: Mapping[str, int]
    silent: Mapping[str, int] = field(default_factory=dict)


class TooFewPeople(ValueError):
    """There are not enough rows to seed every defect; the message says where."""


class Seeder:
    """Spoils rows of ``tables``, no row twice, so that each has exactly the finding counted for it."""

    def __init__(self, rng: np.random.Generator, tables: Tables) -> None:
        self.rng, self.tables = rng, tables
        self._sizes = {name: len(rows) for name, rows in tables.items()}
        self._touched: set[int] = set()
        self._counts: Counter[str] = Counter()
        self._silent: Counter[str] = Counter()
        self._lossy: Counter[str] = Counter()

    def result(self) -> SeededDefects:
        """The account so far."""
        return SeededDefects(dict(sorted(self._counts.items())), dict(sorted(self._silent.items())))

    def accepted_losses(self) -> float:
        """A share of rows, rounded up to a twentieth, that no table's seeded losses exceed."""
        shares = [self._lossy[name] / len(rows) for name, rows in self.tables.items() if rows]
        return min(1.0, (math.floor(max(shares) * 20) + 1) / 20)

    def protect(self, rows: Iterable[Row]) -> None:
        """Keeps rows as they are."""
        self._touched.update(map(id, rows))

    def rows(self, table: str, rate: float, which: Which | None = None) -> list[Row]:
        """Untouched rows at a rate of the whole table, at least ``LEAST``; none where the release has no
        such table.

        They are touched from now on. Raises TooFewPeople.
        """
        if table not in self.tables:
            return []
        wanted = max(LEAST, round(rate * self._sizes[table]))
        fit = [row for row in self.tables[table] if id(row) not in self._touched and (which is None or which(row))]
        if len(fit) < wanted:
            raise TooFewPeople(
                f"{table}: {wanted} rows should be made defective, but only {len(fit)} fit. Simulate more people."
            )
        chosen = [fit[i] for i in sorted(self.rng.choice(len(fit), wanted, replace=False))]
        self.protect(chosen)
        return chosen

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
        """Appends a row, touched."""
        self.tables[table].append(row)
        self.protect([row])


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
