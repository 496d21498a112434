"""Layouts: how other people's tables say what our tables say, as data.

A layout is a TOML file. Ours for PRO-ACT, SDTM and the members' platform are written in the same language as the
mapping file that a contributor writes for any other tables, and one interpreter (``openpals.harmonise``) reads all.
``docs/mapping.md`` explains the language by examples.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from .tables import TABLES
from .vocabulary import vocabulary

BUILT_IN = ("proact", "sdtm", "members")

DATE_ORDERS = ("ymd", "mdy", "dmy")

_SOURCE_KEYS = ("files", "subject", "required", "supplement", "left_behind")
_SOURCE_KEYS = ("files", "subject", "required", "supplement", "left_behind")
_FILTER_KEYS = ("column", "in", "not_in")
_CELL_KEYS = (
    "column",
    "first",
    "constant",
    "flags",
    "several",
    "codes",
    "otherwise",
    "default",
    "pattern",
    "time",
)


class LayoutError(Exception):
    """A layout or mapping file says something that cannot be carried out; the message says where and what."""


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
            read |= {self.pivot.item, *self.pivot.value.names()}
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


def built_in(name: str) -> Layout:
    """One of the layouts that come with OpenPALS."""
    text = files("openpals.model").joinpath("layouts", f"{name}.toml").read_text("utf-8")
    return parse_layout(text, f"layout {name}")


def read_layout(path: Path) -> Layout:
    """A contributor's own mapping file. Raises LayoutError naming the place."""
    try:
        return parse_layout(path.read_text("utf-8"), path.name)
    except UnicodeDecodeError as error:
        raise LayoutError(f"{path.name}: is not in UTF-8. Save the mapping file as UTF-8.") from error
    except OSError as error:
        raise LayoutError(
            f"{path.name}: cannot be read ({error.strerror}). Name the mapping file in contribution.toml."
        ) from error


def parse_layout(text: str, where: str) -> Layout:
    """A layout out of its TOML text; ``where`` names it in messages."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LayoutError(f"{where}: not valid TOML: {error}") from error
    reader = _Reader(where)
    sources = {name: reader.source(name, entry) for name, entry in reader.take(data, "source", {}).items()}
    feeds = tuple(reader.feed(entry, sources) for entry in reader.take(data, "feed", []))
    zero = data.pop("time_zero", "baseline")
    layout = Layout(
        name=reader.take(data, "name"),
        title=data.pop("title", ""),
        time=reader.take(data, "time"),
        people=reader.take(data, "people"),
        time_zero=tuple(zero) if isinstance(zero, list) else zero,
        index_event=data.pop("index_event", "registration"),
        sources=sources,
        feeds=feeds,
        date_formats=tuple(data.pop("date_formats", ["ymd"])),
        units={word.strip().lower(): unit for word, unit in data.pop("units", {}).items()},
    )
    reader.check(layout, data)
    return layout


class _Reader:
    """Turns TOML into declarations; every complaint names the file and the place."""

    def __init__(self, where: str) -> None:
        self.where = where

    def refuse(self, place: str, what: str) -> LayoutError:
        return LayoutError(f"{self.where}, {place}: {what}")

    def take(self, data: dict[str, Any], key: str, default: Any = None) -> Any:
        if key not in data and default is None:
            raise self.refuse("top", f"`{key}` is missing.")
        return data.pop(key, default)

    def source(self, name: str, entry: dict[str, Any]) -> Source:
        place = f"[source.{name}]"
        entry = dict(entry)
        if "subject" not in entry:
            raise self.refuse(place, "`subject` is missing: name the column that says whose row it is.")
        source = Source(
            name=name,
            subject=self.cell(entry.pop("subject"), place),
            supplement=entry.pop("supplement", None),
            files=tuple(pattern.lower() for pattern in self.texts(entry.pop("files", [name]), place)),
            required=self.texts(entry.pop("required"), place) if "required" in entry else None,
            left_behind=self.texts(entry.pop("left_behind", []), place),
        )
        self.nothing_else(entry, place, _SOURCE_KEYS)
        return source

    def texts(self, value: Any, place: str) -> tuple[str, ...]:
        """A list of texts, or a complaint."""
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.refuse(place, 'a list of texts is expected, such as ["one", "two"]; every word in quotes.')
        return tuple(value)

    def nothing_else(self, rest: Mapping[str, Any], place: str, known: tuple[str, ...]) -> None:
        """Refuses keys that nothing reads: most are misspelt."""
        if rest:
            raise self.refuse(place, f"unknown key {', '.join(rest)}; known are {', '.join(known)}.")

    def feed(self, entry: dict[str, Any], sources: Mapping[str, Source]) -> Feed:
        place = f"[[feed]] from {entry.get('from')} to {entry.get('to')}"
        entry = dict(entry)
        source, target = entry.pop("from", None), entry.pop("to", None)
        if source not in sources:
            raise self.refuse(place, f"`from` must name one of the sources: {', '.join(sources)}.")
        if target not in TABLES:
            raise self.refuse(place, f"`to` must name one of the tables: {', '.join(TABLES)}.")
        facts = tuple(self.cells(fact, target, place) for fact in entry.pop("fact", []))
        pivot = self.pivot(entry.pop("pivot"), target, f"{place}, pivot") if "pivot" in entry else None
        where = tuple(self.filter(item, f"{place}, where") for item in entry.pop("where", []))
        split = self.split(entry.pop("split"), f"{place}, split") if "split" in entry else None
        feed = Feed(
            source=source,
            target=target,
            facts=facts,
            pivot=pivot,
            where=where,
            split=split,
            cells=self.cells(entry, target, place),
        )
        if split and split[0] not in feed.inputs():
            raise self.refuse(f"{place}, split", f"the feed has no input `{split[0]}`.")
        return feed

    def split(self, entry: dict[str, Any], place: str) -> tuple[str, str]:
        for key in ("input", "by"):
            if not isinstance(entry.get(key), str):
                raise self.refuse(place, f"`{key}` is missing: give the input, and the text that separates its parts.")
        return entry["input"], entry["by"]

    def cells(self, entry: dict[str, Any], target: str, place: str) -> dict[str, Cell]:
        table = TABLES[target]
        known = {**table.own_variables(), **table.inputs}
        for name in entry:
            if name not in known:
                raise self.refuse(place, f"{target} has no variable or input `{name}`; it has {', '.join(known)}.")
        return {name: self.cell(value, f"{place}, {name}") for name, value in entry.items()}

    def cell(self, value: Any, place: str) -> Cell:
        if isinstance(value, str):
            return Cell(columns=(value,))
        if not isinstance(value, dict):
            raise self.refuse(place, 'a column\'s name in quotes, or a table such as {column = "NAME"}, is expected.')
        value = dict(value)
        columns = self.texts(value.pop("first"), place) if "first" in value else ()
        if "column" in value:
            columns += self.texts([value.pop("column")], place)
        constant = self.texts([value.pop("constant")], place)[0] if "constant" in value else None
        flags = tuple(value.pop("flags", {}).items())
        codes = tuple((word.strip().lower(), code) for word, code in value.pop("codes", {}).items())
        several, otherwise, default, pattern, time = (
            value.pop(key, None) for key in ("several", "otherwise", "default", "pattern", "time")
        )
        self.nothing_else(value, place, _CELL_KEYS)
        if pattern is not None:
            self.check_pattern(pattern, place)
        if time not in (None, "days", "dates"):
            raise self.refuse(place, '`time` must be "days" or "dates".')
        if sum(map(bool, (columns, constant is not None, flags))) != 1:
            raise self.refuse(place, "give one of column, first, constant or flags.")
        return Cell(tuple(columns), constant, flags, several, codes, otherwise, default, pattern, time)

    def check_pattern(self, pattern: str, place: str) -> None:
        try:
            groups = re.compile(pattern).groups
        except (re.error, TypeError) as error:
            raise self.refuse(place, f"`pattern` is no regular expression: {error}.") from error
        if "(?" in pattern:
            raise self.refuse(place, "`pattern` may not look ahead or behind: not every engine can. Use plain groups.")
        if groups != 1:
            raise self.refuse(place, "`pattern` needs exactly one group in parentheses.")

    def filter(self, item: dict[str, Any], place: str) -> Filter:
        self.nothing_else({key: item[key] for key in item if key not in _FILTER_KEYS}, place, _FILTER_KEYS)
        words = item.get("in", item.get("not_in"))
        if "column" not in item or not words:
            raise self.refuse(place, "`where` needs a column, and the words in `in` or `not_in`.")
        return Filter(
            item["column"], tuple(word.strip().lower() for word in self.texts(words, place)), "not_in" in item
        )

    def pivot(self, entry: dict[str, Any], target: str, place: str) -> Pivot:
        for key in ("item", "value", "items"):
            if key not in entry:
                raise self.refuse(place, f"`{key}` is missing: give item, value and items.")
        items = {name: tuple(codes) for name, codes in entry.get("items", {}).items()}
        self.cells({name: {"constant": ""} for name in items}, target, place)
        return Pivot(entry["item"], self.cell(entry["value"], place), items)

    def check(self, layout: Layout, rest: dict[str, Any]) -> None:
        if rest:
            raise self.refuse("top", f"unknown key {', '.join(rest)}.")
        if layout.people not in layout.sources:
            raise self.refuse("people", f"must name one of the sources: {', '.join(layout.sources)}.")
        if layout.time not in ("days", "dates"):
            raise self.refuse("time", 'must be "days" (from each person\'s index day) or "dates" (of the calendar).')
        for order in layout.date_formats:
            if order not in DATE_ORDERS:
                raise self.refuse("date_formats", f"must be of {', '.join(DATE_ORDERS)}.")
        if {"mdy", "dmy"} <= set(layout.date_formats):
            raise self.refuse("date_formats", "mdy and dmy together cannot be told apart: split the file.")
        for column in layout.time_zero if isinstance(layout.time_zero, tuple) else ():
            if column.rpartition(".")[0] not in layout.sources:
                raise self.refuse("time_zero", f"`{column}` must be SOURCE.COLUMN of a declared source.")
        if isinstance(layout.time_zero, str) and layout.time_zero not in ("baseline", "earliest report"):
            raise self.refuse("time_zero", 'must be "baseline", "earliest report" or a list of SOURCE.COLUMN.')
        if layout.time == "dates" and layout.time_zero in ("baseline", ()):
            raise self.refuse("time_zero", 'dates need a day 0: "earliest report" or a list of SOURCE.COLUMN.')
        events = vocabulary("index_event").codes
        if layout.index_event not in events:
            raise self.refuse("index_event", f"must be one of {', '.join(events)}.")
        for feed in layout.feeds:
            self.check_required(feed)
            self.check_times(layout, feed)

    def check_times(self, layout: Layout, feed: Feed) -> None:
        for name, cell in [*feed.cells.items(), *(item for fact in feed.facts for item in fact.items())]:
            if layout.time == "days" and cell.time == "dates":
                raise self.refuse(
                    f"[[feed]] from {feed.source} to {feed.target}, {name}",
                    "a date has no place where days count from a baseline that has no date.",
                )

    def check_required(self, feed: Feed) -> None:
        missing = [name for name in TABLES[feed.target].needs if name not in feed.inputs()]
        if missing:
            raise self.refuse(
                f"[[feed]] from {feed.source} to {feed.target}",
                f"{', '.join(missing)} is missing: without it no row is a fact.",
            )


def feeds_of(layout: Layout, source: str) -> Iterator[Feed]:
    """The feeds that read one source table."""
    return (feed for feed in layout.feeds if feed.source == source)
