"""Reading layouts out of TOML: ours, and a contributor's own mapping file.

What a file says is checked here, once and whole: a key that nothing reads, a value of the wrong kind, a code that is
no code. Every complaint names the file and the place, and says what is expected there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from .entry import Entry as _Entry
from .entry import LayoutError
from .layout import Cell, Feed, Filter, Layout, Pivot, Source
from .table import Table
from .tables import TABLES
from .units import ucum_code
from .variable import Type
from .vocabulary import normal_form, vocabulary

BUILT_IN = ("proact", "sdtm", "members")

DATE_ORDERS = ("ymd", "mdy", "dmy")

T = TypeVar("T")


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
    top = _Entry(where, "top", data)
    sources = {name: _source(entry, name) for name, entry in top.entries_by_name("source", "source.").items()}
    layout = Layout(
        name=top.text("name"),
        title=top.text("title", ""),
        time=top.one_of("time", {"days": "from each person's index day", "dates": "of the calendar"}),
        people=top.text("people"),
        time_zero=_time_zero(top),
        index_event=top.text("index_event", "registration"),
        date_formats=top.texts("date_formats", ("ymd",)),
        units={normal_form(word): unit for word, unit in top.words("units").items()},
        open_ended=top.has("open_ended") and top.flag("open_ended"),
        sources=sources,
        feeds=tuple(_feed(entry, sources) for entry in top.entries("feed", "feed")),
    )
    top.asked.append("open_ended")
    top.nothing_else()
    _check(layout, where)
    return layout


def with_time_zero(layout: Layout, value: Any, where: str) -> Layout:
    """The layout with another day 0, as contribution.toml may ask for. Raises LayoutError."""
    changed = replace(layout, time_zero=_time_zero(_Entry(where, "contribution", {"time_zero": value})))
    _check(changed, where)
    return changed


def _time_zero(entry: _Entry) -> Any:
    value = entry.get("time_zero", "baseline")
    return value if isinstance(value, str) else entry.texts("time_zero")


def _source(entry: _Entry, name: str) -> Source:
    if not entry.has("subject"):
        entry.refuse("`subject` is missing: name the column that says whose row it is.")
    supplement = entry.optional_text("supplement")
    source = Source(
        name=name,
        files=tuple(pattern.lower() for pattern in entry.texts("files", (name,))),
        subject=_cell(entry, "subject"),
        required=entry.texts("required") if entry.has("required") else None,
        supplement=supplement and supplement.lower(),
        left_behind=entry.texts("left_behind", ()),
        identity=entry.texts("identity", ()),
    )
    entry.asked.append("required")
    entry.nothing_else()
    return source


def _feed(entry: _Entry, sources: Mapping[str, Source]) -> Feed:
    entry.place = f"[[feed]] from {entry.data.get('from')} to {entry.data.get('to')}"
    source, target = entry.text("from", ""), entry.text("to", "")
    if source not in sources:
        entry.refuse(f"`from` must name one of the sources: {', '.join(sources)}.")
    if target not in TABLES:
        entry.refuse(f"`to` must name one of the tables: {', '.join(TABLES)}.")
    table = TABLES[target]
    facts = tuple(_fact(fact, table) for fact in entry.entries("fact", f"{entry.place}, fact"))
    pivot = _pivot(entry, table) if entry.has("pivot") else None
    if facts and pivot:
        entry.refuse("give `fact` or `pivot`, not both: rows are either spread or gathered.")
    where = tuple(_filter(item) for item in entry.entries("where", f"{entry.place}, where"))
    split = _split(entry) if entry.has("split") else None
    cells = _cells(entry, [name for name in entry.data if name not in (*entry.asked, "pivot", "split")], table)
    feed = Feed(source, target, cells, facts, pivot, where, split)
    if split and split[0] not in feed.inputs():
        entry.refuse(f"the feed has no input `{split[0]}`.", f"{entry.place}, split")
    return feed


def _fact(entry: _Entry, table: type[Table]) -> dict[str, Cell]:
    cells = _cells(entry, list(entry.data), table)
    if all(cell.constant is not None for cell in cells.values()):
        entry.refuse("a fact needs at least one column: where that is empty, there is no fact.")
    if any(cell.time for cell in cells.values()):
        entry.refuse("`time` has no effect in a fact; say it in the feed.")
    return cells


def _split(entry: _Entry) -> tuple[str, str]:
    inner = _Entry(entry.where, f"{entry.place}, split", entry.data["split"])
    for key in ("input", "by"):
        if not inner.has(key):
            inner.refuse(f"`{key}` is missing: give the input, and the text that separates its parts.")
    found = inner.text("input"), inner.text("by")
    inner.nothing_else()
    return found


def _pivot(entry: _Entry, table: type[Table]) -> Pivot:
    inner = _Entry(entry.where, f"{entry.place}, pivot", entry.data["pivot"])
    for key in ("item", "value", "items"):
        if not inner.has(key):
            inner.refuse(f"`{key}` is missing: give item, value and items.")
    items = _Entry(entry.where, f"{inner.place}, items", inner.get("items"))
    for name in items.data:
        _known(items, name, table)
    pivot = Pivot(
        inner.text("item"),
        _cell(inner, "value"),
        {name: items.texts(name) for name in items.data},
        inner.optional_text("repetition"),
    )
    inner.nothing_else()
    return pivot


def _filter(entry: _Entry) -> Filter:
    column, wanted, unwanted = entry.optional_text("column"), entry.texts("in", ()), entry.texts("not_in", ())
    entry.nothing_else()
    if wanted and unwanted:
        entry.refuse("give `in` or `not_in`, not both.")
    if column is None or not (wanted or unwanted):
        entry.refuse("`where` needs a column, and the words in `in` or `not_in`.")
    return Filter(column, tuple(normal_form(word) for word in wanted or unwanted), negate=bool(unwanted))


def _cells(entry: _Entry, names: list[str], table: type[Table]) -> dict[str, Cell]:
    cells = {}
    for name in names:
        _known(entry, name, table)
        cells[name] = _cell(entry, name)
        _check_codes(entry, name, cells[name], table)
    return cells


def _known(entry: _Entry, name: str, table: type[Table]) -> None:
    if name in table.made:
        entry.refuse(f"{table.name}.{name} is made by the rules; a source gives {', '.join(table.taken())}.")
    if name not in table.taken():
        entry.refuse(f"{table.name} has no variable or input `{name}`; it has {', '.join(table.taken())}.")


def _cell(parent: _Entry, name: str) -> Cell:
    value = parent.get(name)
    place = f"{parent.place}, {name}"
    if isinstance(value, str):
        return Cell(columns=(value,))
    if not isinstance(value, dict):
        parent.refuse('a column\'s name in quotes, or a table such as {column = "NAME"}, is expected.', place)
    entry = _Entry(parent.where, place, value)
    column, first = entry.optional_text("column"), entry.texts("first", ())
    constant, flags = entry.optional_text("constant"), tuple(entry.words("flags").items())
    columns = (*first, *([column] if column else []))
    cell = Cell(
        columns=columns,
        constant=constant,
        flags=flags,
        several=entry.optional_text("several"),
        codes=tuple((normal_form(word), code) for word, code in entry.words("codes").items()),
        otherwise=entry.optional_text("otherwise"),
        default=entry.optional_text("default"),
        pattern=entry.optional_text("pattern"),
        time=_time(entry),
    )
    entry.nothing_else()
    if cell.pattern is not None:
        _check_pattern(entry, cell.pattern)
    if sum(map(bool, (columns, constant is not None, flags))) != 1:
        entry.refuse("give one of column, first, constant or flags.")
    return cell


def _time(entry: _Entry) -> Any:
    time = entry.optional_text("time")
    if time not in (None, "days", "dates"):
        entry.refuse('`time` must be "days" or "dates".')
    return time


def _check_pattern(entry: _Entry, pattern: str) -> None:
    try:
        groups = re.compile(pattern).groups
    except re.error as error:
        entry.refuse(f"`pattern` is no regular expression: {error}.")
    if "(?" in pattern:
        entry.refuse("`pattern` may not look ahead or behind: not every engine can. Use plain groups.")
    if groups != 1:
        entry.refuse("`pattern` needs exactly one group in parentheses.")


def _check_codes(entry: _Entry, name: str, cell: Cell, table: type[Table]) -> None:
    """What a cell gives for a coded variable must be a word of its vocabulary."""
    variable = table.variables.get(name)
    if variable is None or variable.type is not Type.CODE or variable.vocabulary is None:
        return
    words = vocabulary(variable.vocabulary).words
    given = [cell.constant, cell.several, cell.otherwise, cell.default, *dict(cell.codes).values(), *dict(cell.flags)]
    for word in given:
        if word is not None and normal_form(word) not in words:
            codes = vocabulary(variable.vocabulary).codes
            listed = ", ".join(codes[:12]) + (", ..." if len(codes) > 12 else "")
            entry.refuse(f"{word!r} is no code of {variable.vocabulary}: {listed}.", f"{entry.place}, {name}")


def _check(layout: Layout, where: str) -> None:
    """What one part says must fit the others."""

    def refuse(place: str, what: str) -> NoReturn:
        raise LayoutError(f"{where}, {place}: {what}")

    if layout.people not in layout.sources:
        refuse("people", f"must name one of the sources: {', '.join(layout.sources)}.")
    for order in layout.date_formats:
        if order not in DATE_ORDERS:
            refuse("date_formats", f"must be of {', '.join(DATE_ORDERS)}.")
    if {"mdy", "dmy"} <= set(layout.date_formats):
        refuse("date_formats", "mdy and dmy together cannot be told apart: split the file.")
    for column in layout.time_zero if isinstance(layout.time_zero, tuple) else ():
        if column.rpartition(".")[0] not in layout.sources:
            refuse("time_zero", f"`{column}` must be SOURCE.COLUMN of a declared source.")
    if isinstance(layout.time_zero, str) and layout.time_zero not in ("baseline", "earliest report"):
        refuse("time_zero", 'must be "baseline", "earliest report" or a list of SOURCE.COLUMN.')
    if layout.time == "dates" and layout.time_zero in ("baseline", ()):
        refuse("time_zero", 'dates need a day 0: "earliest report" or a list of SOURCE.COLUMN.')
    if layout.time == "days" and layout.time_zero != "baseline":
        refuse("time_zero", "days count from a baseline already; leave it out.")
    if layout.open_ended and layout.time == "days":
        refuse("open_ended", "needs dates: from days nobody can tell how near to the extraction a history ends.")
    for word, unit in layout.units.items():
        if ucum_code(unit) is None:
            refuse("units", f"`{unit}`, given for {word}, is no UCUM unit.")
    events = vocabulary("index_event").codes
    if layout.index_event not in events:
        refuse("index_event", f"must be one of {', '.join(events)}.")
    for feed in layout.feeds:
        place = f"[[feed]] from {feed.source} to {feed.target}"
        missing = [name for name in TABLES[feed.target].needs if name not in feed.inputs()]
        if missing:
            refuse(place, f"{', '.join(missing)} is missing: without it no row is a fact.")
        for name, cell in feed.cells.items():
            if layout.time == "days" and cell.time == "dates":
                refuse(f"{place}, {name}", "a date has no place where days count from a baseline that has no date.")
