"""Layouts: how other people's tables say what our tables say, as data.

A layout is a TOML file. Ours for PRO-ACT, SDTM and the members' platform are written in the same language as the
mapping file that a contributor writes for any other tables, and one interpreter (``openpals.harmonise``) reads all.
``docs/mapping.md`` explains the language by examples.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from .tables import TABLES


@dataclass(frozen=True)
class Cell:
    """Where one value comes from: the first filled of some columns, a constant, or a set of check-box columns."""

    columns: tuple[str, ...] = ()
    constant: str | None = None
    flags: tuple[tuple[str, str], ...] = ()  # (code, check-box column)
    several: str | None = None  # the code when more than one box is ticked; else the first listed counts
    codes: tuple[tuple[str, str], ...] = ()  # (the source's word in normal form, ours)
    otherwise: str | None = None  # the code of a filled cell whose word `codes` does not list
    default: str | None = None  # what an empty cell, or a file without the columns, means
    pattern: str | None = None  # a regular expression; its first group is the value
    time: Literal["days", "dates"] | None = None  # for days: overrides the layout's

    def names(self) -> tuple[str, ...]:
        """The source columns that are read."""
        return self.columns + tuple(column for _, column in self.flags)

    def given_by(self, columns: Collection[str]) -> bool:
        """Whether a table with these columns has any that the cell reads (or it needs none)."""
        needs_none = self.constant is not None or self.default is not None
        return needs_none or any(name in columns for name in self.names())


@dataclass(frozen=True)
class Filter:
    """Which rows of a source table a feed takes: those whose column holds one of these words (or none of them)."""

    column: str
    words: tuple[str, ...]
    negate: bool = False


@dataclass(frozen=True)
class Pivot:
    """Rows of (item, value) become one row with a column an item."""

    item: str
    value: Cell
    items: Mapping[str, tuple[str, ...]]  # input of our table -> item codes of the source
    repetition: str | None = None  # the column that numbers an item's repetitions; a filled one follows the code

    def names(self) -> tuple[str, ...]:
        """The source columns that say which item a row answers."""
        return (self.item, self.repetition) if self.repetition else (self.item,)


@dataclass(frozen=True)
class Feed:
    """One source table feeding one of ours."""

    source: str
    target: str
    cells: Mapping[str, Cell]
    facts: tuple[Mapping[str, Cell], ...] = ()  # each makes a row of its own out of one source row
    pivot: Pivot | None = None
    where: tuple[Filter, ...] = ()
    split: tuple[str, str] | None = None  # (input, separator)

    @property
    def reshapes(self) -> bool:
        """Whether a source row is not simply a row of ours."""
        return bool(self.facts or self.pivot or self.split or self.where)

    def names(self) -> set[str]:
        """All source columns that the feed reads."""
        cells = [*self.cells.values(), *(cell for fact in self.facts for cell in fact.values())]
        read = {name for cell in cells for name in cell.names()} | {f.column for f in self.where}
        if self.pivot:
            read |= {*self.pivot.names(), *self.pivot.value.names()}
        return read

    def lacks(self, columns: set[str]) -> list[str]:
        """The columns for want of which a file with these ``columns`` holds no fact for the feed."""
        cells = [cell for name in TABLES[self.target].needs if (cell := self.cells.get(name))]
        cells += [self.pivot.value] if self.pivot else []
        lacking = [cell.names()[0] for cell in cells if not cell.given_by(columns)]
        if self.facts and not self.facts_in(columns):
            lacking += [name for cell in self.facts[0].values() for name in cell.names()]
        return lacking

    def facts_in(self, columns: set[str]) -> list[Mapping[str, Cell]]:
        """The facts for which a file has every column; a unit may be left out."""
        return [
            fact for fact in self.facts if all(cell.given_by(columns) for name, cell in fact.items() if name != "unit")
        ]

    def inputs_given(self, columns: set[str]) -> bool:
        """Whether a file with these columns gives the feed anything beside constants and filters."""
        if self.lacks(columns):
            return False
        cells = [*self.cells.values(), *(cell for fact in self.facts for cell in fact.values())]
        if self.pivot:
            cells.append(self.pivot.value)
        return any(name in columns for cell in cells for name in cell.names())

    def inputs(self) -> set[str]:
        """The inputs of our table that the feed fills."""
        given = set(self.cells).union(*self.facts)
        return given | (set(self.pivot.items) if self.pivot else set())


@dataclass(frozen=True)
class Source:
    """One table of the layout: the names its file may have, and the columns without which it cannot be read."""

    name: str
    files: tuple[str, ...]  # glob patterns of file names without ending, lower case
    subject: Cell
    required: tuple[str, ...] | None = None  # None: every column that a feed reads
    supplement: str | None = None  # SDTM: pattern of the SUPP-- file whose qualifiers become columns
    left_behind: tuple[str, ...] = ()  # columns known to identify; listed so that the report can say so
    identity: tuple[str, ...] = ()  # columns with names, places and the like: none of their words may stand in a term


@dataclass(frozen=True)
class Layout:
    """A whole layout."""

    name: str
    title: str
    time: Literal["days", "dates"]
    people: str  # the source table that lists the people
    time_zero: tuple[str, ...] | Literal["baseline", "earliest report"]
    index_event: str
    sources: Mapping[str, Source]
    feeds: tuple[Feed, ...]
    date_formats: tuple[str, ...] = ("ymd",)
    units: Mapping[str, str] = field(default_factory=dict)  # this contributor's words -> UCUM
    open_ended: bool = False  # people report with no planned end, so that a last day may be near the extraction

    @cached_property
    def columns(self) -> dict[str, set[str]]:
        """Source table -> every column that is read of it."""
        read: dict[str, set[str]] = {name: set(source.subject.names()) for name, source in self.sources.items()}
        for feed in self.feeds:
            read[feed.source] |= feed.names()
        for column in self.time_zero if isinstance(self.time_zero, tuple) else ():
            table, _, name = column.rpartition(".")
            read[table].add(name)
        return read


def feeds_of(layout: Layout, source: str) -> Iterator[Feed]:
    """The feeds that read one source table."""
    return (feed for feed in layout.feeds if feed.source == source)


def written_columns(layout: Layout, source: str) -> tuple[str, ...]:
    """The columns of a source table as a contributor writes it: those that are read and those left behind, in the
    layout's order."""
    declared = layout.sources[source]
    read = (name for feed in feeds_of(layout, source) for cell in feed.cells.values() for name in cell.names())
    return tuple(dict.fromkeys([*declared.subject.names(), *declared.left_behind, *read]))
