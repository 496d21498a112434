"""The shape of rows: a source's columns named as our inputs, check boxes read, wide rows spread, long ones gathered."""

from __future__ import annotations

from functools import reduce
from operator import or_

import ibis
import ibis.expr.types as ir

from ..model.layout import Cell, Feed, Filter, Pivot
from .rules.medication import split_ingredients

_UNTICKED = ("0", "no", "n", "false", "u")


def shaped(raw: ir.Table, feed: Feed, subject: Cell) -> ir.Table:
    """The feed's rows with our inputs as columns of text, blank cells null, whose row it is (``_subject``), ``_row``,
    and ``_rows`` and ``_repeats`` where a row stands for several."""
    named = raw.mutate(_subject=read_cell(raw, subject))
    for condition in feed.where:
        named = named.filter(passes(named, condition))
    if feed.pivot:
        return gather_items(named, feed, feed.pivot)
    if feed.facts:
        named = spread_columns(named, feed)
    else:
        named = named.select("_subject", "_row", **inputs(named, dict(feed.cells)))
    if feed.split:
        named = split_ingredients(named, *feed.split)
    return named


def in_scope(raw: ir.Table, feed: Feed) -> ir.Table:
    """The numbers (``_row``) of the source rows that hold anything for this feed."""
    rows = raw
    for condition in feed.where:
        rows = rows.filter(passes(rows, condition))
    if feed.facts:
        rows = spread_columns(rows.mutate(_subject=ibis.null("string")), feed)
    if feed.pivot:
        rows = rows.filter(_is_item(rows, feed.pivot))
    return rows.select("_row").distinct()


def inputs(table: ir.Table, cells: dict[str, Cell]) -> dict[str, ir.StringValue]:
    """Each input as an expression; those of which the file has no column are left out."""
    return {name: read_cell(table, cell) for name, cell in cells.items() if cell.given_by(table.columns)}


def read_cell(table: ir.Table, cell: Cell) -> ir.StringValue:
    """The text of a cell: the first filled column, a constant, or the code whose box is ticked."""
    if cell.constant is not None:
        return ibis.literal(cell.constant)
    if cell.default is not None:
        return ibis.coalesce(_filled_cell(table, cell), cell.default)
    return _filled_cell(table, cell)


def _filled_cell(table: ir.Table, cell: Cell) -> ir.StringValue:
    if cell.flags:
        return _ticked(table, cell)
    columns = [table[name] for name in cell.columns if name in table.columns] or [ibis.null("string")]
    text = ibis.coalesce(*columns) if len(columns) > 1 else columns[0]
    if cell.pattern:  # what does not fit stays as it is: the value's own rule then names it
        text = text.re_search(cell.pattern).ifelse(text.re_extract(cell.pattern, 1).nullif(""), text)
    if cell.codes or cell.otherwise:
        known = [(word, ibis.literal(code)) for word, code in cell.codes]
        rest = ibis.literal(cell.otherwise) if cell.otherwise else text
        text = text.isnull().ifelse(None, text.lower().cases(*known, else_=rest) if known else rest)
    return text


def _ticked(table: ir.Table, cell: Cell) -> ir.StringValue:
    boxes = [(_is_ticked(table[column]), code) for code, column in cell.flags if column in table.columns]
    first = ibis.cases(*boxes, else_=ibis.null("string"))
    if cell.several is None or len(boxes) == 1:
        return first
    count = sum((box.ifelse(1, 0) for box, _ in boxes[1:]), boxes[0][0].ifelse(1, 0))
    return (count > 1).ifelse(cell.several, first)


def _is_ticked(text: ir.StringValue) -> ir.BooleanValue:
    return text.lower().notin(_UNTICKED).fill_null(False)


def passes(table: ir.Table, condition: Filter) -> ir.BooleanValue:
    """Whether rows meet a feed's condition; a table without the column has no such rows (or all, if negated)."""
    if condition.column not in table.columns:
        return ibis.literal(condition.negate)
    found = table[condition.column].lower().isin(condition.words).fill_null(False)
    return ~found if condition.negate else found


def spread_columns(table: ir.Table, feed: Feed) -> ir.Table:
    """R11: one row a filled value: what column names say (sign, position, phase, relative) becomes columns."""
    parts = []
    for fact in feed.facts_in(set(table.columns)):
        cells = {**feed.cells, **fact}
        part = table.select(
            "_subject",
            "_row",
            **{
                name: read_cell(table, cell) if cell.given_by(table.columns) else ibis.null("string")
                for name, cell in cells.items()
            },
        )
        # A fact is there when the first thing that varies between facts is filled.
        telling = [name for name, cell in fact.items() if cell.constant is None]
        parts.append(part.filter(part[telling[0]].notnull()))
    names = sorted(set().union(*(part.columns for part in parts)))
    aligned = [
        part.select(*(part[name] if name in part.columns else ibis.null("string").name(name) for name in names))
        for part in parts
    ]
    return ibis.union(*aligned) if len(aligned) > 1 else aligned[0]


def gather_items(table: ir.Table, feed: Feed, pivot: Pivot) -> ir.Table:
    """Rows of (item, value) become one row an assessment, with a column an item.

    ``_row`` is the first of the source rows, ``_rows`` their number, ``_repeats`` how many of them answer an item that
    another answers as well. An item answered twice keeps its greatest text;
    ``_contradiction`` says that its answers differ.
    """
    asked = table.filter(_is_item(table, pivot))
    named = asked.select(
        "_subject",
        "_row",
        **inputs(asked, dict(feed.cells)),
        _item=_item(asked, pivot),
        _value=read_cell(asked, pivot.value),
    )
    together = [name for name in named.columns if name not in ("_row", "_item", "_value")]
    asks = {name: named["_item"].isin([code.lower() for code in codes]) for name, codes in pivot.items.items()}
    answers = {name: named["_value"].max(where=asked_for) for name, asked_for in asks.items()}
    differ = [(answers[name] != named["_value"].min(where=asks[name])).fill_null(False) for name in answers]
    return named.group_by(together).agg(
        **answers,
        _contradiction=reduce(or_, differ),
        _row=named["_row"].min(),
        _rows=named.count().cast("int32"),
        _repeats=(named.count() - named["_item"].nunique()).cast("int32"),
    )


def _is_item(table: ir.Table, pivot: Pivot) -> ir.BooleanValue:
    """Whether a row answers one of the items that are gathered."""
    wanted = [code.lower() for codes in pivot.items.values() for code in codes]
    return _item(table, pivot).isin(wanted).fill_null(False)


def _item(table: ir.Table, pivot: Pivot) -> ir.StringValue:
    """The item that a row answers, in lower case: its code, and after a blank its repetition's number if it has one."""
    code = table[pivot.item].lower()
    if pivot.repetition is None or pivot.repetition not in table.columns:
        return code
    number = table[pivot.repetition]
    return number.isnull().ifelse(code, code + " " + number)
