"""The built-in layouts, and the words that any source may use, as Markdown generated from their declarations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .layout import Cell, Feed, Filter, Layout, Source, feeds_of
from .layout_reader import BUILT_IN, built_in
from .table import Table
from .tables import ALL, TABLES
from .variable import Type, Variable
from .vocabulary import Term, normal_form, vocabularies

# Where a source gives what the variable's own declaration does not say.
_TAKES = {("subject", "age"): "years, 0 to 120; from 90 on they become 90"}

_COLUMNS = ("| column | becomes | takes | a row needs it | how |", "|---|---|---|---|---|")


def layouts_as_markdown() -> str:
    """Every file and column of the built-in layouts, and what becomes of it."""
    lines = [
        "# Layouts, column by column",
        "",
        "Generated from the layouts. [Layouts](../layouts.md) explains them; the words that a coded column takes are",
        "listed in [words](words.md), what it becomes in the [dictionary](dictionary.md).",
        "",
    ]
    for name in BUILT_IN:
        lines += _layout(built_in(name))
    return "\n".join(lines)


def words_as_markdown() -> str:
    """What a feed can fill in each table, and every spelling that is read for each code."""
    lines = [
        "# What a feed can fill, and the words that are read",
        "",
        "Generated from the model. A feed fills variables of the [dictionary](dictionary.md), and these inputs, of",
        "which variables are made. Words are compared without regard to case and to blanks around them.",
        "",
        "## Inputs and what a row needs",
        "",
        "| table | a row needs | inputs beside the variables |",
        "|---|---|---|",
    ]
    for table in ALL:
        inputs = "<br>".join(f"`{name}`: {text}" for name, text in table.inputs.items())
        lines.append(f"| `{table.name}` | {_listed(table.needs)} | {inputs} |")
    for name, found in sorted(vocabularies().items()):
        lines += ["", f"## {name}", "", "| code | also read |", "|---|---|"]
        lines += [f"| `{term.code}` | {_listed(_other_spellings(term))} |" for term in found.terms]
    return "\n".join([*lines, ""])


def _other_spellings(term: Term) -> tuple[str, ...]:
    """How else a code is written; of spellings that differ only in case, the first."""
    spellings = {term.code.lower(): term.code}
    for word in (term.label, *term.also):
        spellings.setdefault(normal_form(word), word)
    return tuple(spellings.values())[1:]


def _layout(layout: Layout) -> Iterator[str]:
    counted = "days from day 0" if layout.time == "days" else "dates, written " + " or ".join(layout.date_formats)
    zero = _listed(layout.time_zero) if isinstance(layout.time_zero, tuple) else layout.time_zero
    yield from (f"## {layout.name}: {layout.title}", "")
    yield from (f"* Time is given as {counted}.", f"* Day 0 is: {zero}; `index_event` is `{layout.index_event}`.")
    if layout.open_ended:
        yield "* People report with no planned end: who is not dead is told of up to a day before the extraction (A08)."
    yield from (f"* The people are listed in `{layout.people}`; it must be there.", "")
    for source in layout.sources.values():
        yield from _source(layout, source)


def _source(layout: Layout, source: Source) -> Iterator[str]:
    needed = tuple(sorted(layout.columns[source.name])) if source.required is None else source.required
    yield from (f"### {layout.name} {source.name}", "")
    yield f"Files: {_listed(source.files)}. Whose row it is: {_listed(source.subject.names())}."
    yield f"A file is refused without: {_listed(needed)}."
    if source.left_behind:
        yield f"Left behind: {_listed(source.left_behind)}."
    if source.identity:
        yield f"Looked for in every term: {_listed(source.identity)}."
    if source.supplement:
        yield f"Supplement: `{source.supplement}`."
    for feed in feeds_of(layout, source.name):
        yield from ("", f"To [{feed.target}](dictionary.md#{feed.target}){_always(feed)}{_rows_taken(feed)}.")
        rows = [line for name, cell, how in _cells(feed) for line in _columns(layout, feed, name, cell, how)]
        if rows:
            yield from ("", *_COLUMNS, *rows)
    yield ""


def _always(feed: Feed) -> str:
    said = _constants(feed.cells)
    return f", with {said}" if said else ""


def _constants(cells: Mapping[str, Cell]) -> str:
    return ", ".join(f"`{name}` = `{cell.constant}`" for name, cell in cells.items() if cell.constant is not None)


def _rows_taken(feed: Feed) -> str:
    said = [_condition(condition) for condition in feed.where]
    if feed.facts:
        said.append("one row for each filled value")
    if feed.split:
        said.append(f"one row for each part of `{feed.split[0]}` between `{feed.split[1]}`")
    return "".join(f"; {one}" for one in said)


def _condition(condition: Filter) -> str:
    return f"where `{condition.column}` is {'none' if condition.negate else 'one'} of {_listed(condition.words)}"


def _cells(feed: Feed) -> Iterator[tuple[str, Cell, str]]:
    """Every cell that reads a column: the name of what it fills, and what holds beside."""
    yield from ((name, cell, "") for name, cell in feed.cells.items())
    for fact in feed.facts:
        yield from ((name, cell, _constants(fact)) for name, cell in fact.items())
    if feed.pivot:
        for name, codes in feed.pivot.items.items():
            asked = f"where `{feed.pivot.item}`"
            if feed.pivot.repetition:
                asked += f" with `{feed.pivot.repetition}`"
            yield name, feed.pivot.value, f"{asked} is {' or '.join(f'`{code}`' for code in codes)}"


def _columns(layout: Layout, feed: Feed, name: str, cell: Cell, how: str) -> Iterator[str]:
    table = TABLES[feed.target]
    takes = _takes(table, name, cell.time or layout.time)
    needs = "yes" if name in table.needs else ""
    for column, own in _read(cell):
        yield f"| {column} | `{name}` | {takes} | {needs} | {'; '.join(part for part in (how, own) if part)} |"


def _read(cell: Cell) -> Iterator[tuple[str, str]]:
    """The columns of a cell, and how they are read."""
    fits = f"what `{cell.pattern.replace('|', chr(92) + '|')}` finds" if cell.pattern else ""
    words = ", ".join(f"`{word}` → `{code}`" for word, code in cell.codes)
    rest = f"any other word → `{cell.otherwise}`" if cell.otherwise else ""
    empty = f"empty → `{cell.default}`" if cell.default else ""
    if cell.columns:
        yield ", else ".join(f"`{name}`" for name in cell.columns), "; ".join(filter(None, (fits, words, rest, empty)))
    for code, column in cell.flags:
        several = f"; with others → `{cell.several}`" if cell.several else ""
        yield f"`{column}`", f"ticked → `{code}`{several}"


def _takes(table: type[Table], name: str, time: str) -> str:
    if (table.name, name) in _TAKES:
        return _TAKES[table.name, name]
    variable = table.own_variables().get(name)
    return table.inputs[name] if variable is None else _type(variable, time)


def _type(variable: Variable, time: str) -> str:
    bounds = "" if variable.minimum is None else f" {variable.minimum:.15g} to {variable.maximum:.15g}"
    match variable.type:
        case Type.CODE:
            return f"[{variable.vocabulary}](words.md#{variable.vocabulary})"
        case Type.DAY:
            return "date" if time == "dates" else "whole days from day 0"
        case Type.INTEGER:
            return f"whole number{bounds}"
        case Type.NUMBER:
            return f"number{bounds} {variable.unit or ''}".rstrip()
        case Type.FLAG:
            return "[yes or no](words.md#yes_no)"
        case _:
            return "coded term, no free text"


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
