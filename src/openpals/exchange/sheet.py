"""The rows of one table of a layout, made of the rows of one of ours as its outline says: in sets, no row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from ..engine import Engine
from ..model.editions import SUBJECT
from ..model.inversion import TICKED, Filling, Outline
from ..model.tables import TABLES
from ..model.written import Written
from .lines import line, quoted, quoted_text
from .told import Inputs, as_text, in_words, told

# The person's number in the export.
NUMBER = "_number"

Cells = dict[str, ir.StringValue]


@dataclass(frozen=True)
class Sheet:
    """One table of the layout before it becomes text.

    ``rows``: values as they are in our table, those of facts beside each other under their columns' names.
    ``order``: columns that put the rows in a total order. ``silent``: column -> what ``first``'s rows say in it.
    """

    outline: Outline
    declared: Written
    rows: ir.Table
    order: Sequence[str]
    silent: Mapping[str, str] = field(default_factory=dict)
    first: int = 0

    def values(self, rows: ir.Table) -> dict[str, ir.Value]:
        """What is told in each column that is not the same in every row, facts' columns left out."""
        inputs: Inputs = {} if self.outline.facts else told(self.outline, rows, self.declared)
        told_in = {name: filling.value for name, filling in self.outline.columns.items() if filling.constant is None}
        return {column: inputs[name] if name in inputs else rows[name] for column, name in told_in.items()}

    def cells(self, rows: ir.Table) -> Cells:
        """The text of each filled column as it will stand in the file, null where it is empty."""
        values = self.values(rows)
        cells = {name: _text(filling, values.get(name)) for name, filling in self.outline.columns.items()}
        for fact in self.outline.facts:
            cells |= {column: _text(filling, rows[column]) for column, filling in fact.columns.items()}
        return cells

    def lines(self, header: Sequence[str]) -> ir.Table:
        """The lines of the file, in order; ``header``: our keys of its columns."""
        rows = self.rows.order_by(*(ibis.asc(name, nulls_first=True) for name in self.order))
        cells = self.cells(rows) | {SUBJECT: as_text(rows[NUMBER])}
        for column, text in self.silent.items():
            cells[column] = (rows[NUMBER] == self.first).ifelse(quoted_text(text), None)
        return rows.select(line=line([cells.get(name, ibis.null("string")) for name in header]))


def sheet(engine: Engine, outline: Outline, rows: ir.Table, declared: Written) -> Sheet:
    """The sheet of ``rows`` of our table, which have the person's number in ``_number``."""
    for name, code in outline.where.items():
        rows = rows.filter(rows[name] == code)
    for name, codes in outline.taken.items():
        rows = rows.filter(rows[name].fill_null("").isin(codes))
    make = _beside_each_other if outline.facts else _row_by_row
    made = make(engine, outline, rows, declared)
    return _with_silent(engine, replace(made, rows=_saying_anything(made)))


def _row_by_row(_: Engine, outline: Outline, rows: ir.Table, declared: Written) -> Sheet:
    table = TABLES[outline.target]
    rest = (name for name in table.own_variables() if name not in table.key)
    return Sheet(outline, declared, rows, (NUMBER, *table.key, *rest))


def _beside_each_other(engine: Engine, outline: Outline, rows: ir.Table, declared: Written) -> Sheet:
    """One row for all facts of a person that agree in the other columns.

    Facts that belong into the same columns come into rows of their own, in our order.
    """
    inputs = told(outline, rows, declared)
    rows = _placed(engine, outline, rows.mutate(**{f"_{name}": value for name, value in inputs.items()}))
    together = (NUMBER, *dict.fromkeys(filling.value for filling in outline.columns.values() if filling.value))
    rest = [name for name in TABLES[outline.target].own_variables() if name not in together]
    window = ibis.window(group_by=[*together, "_fact"], order_by=[ibis.asc(name, nulls_first=True) for name in rest])
    rows = rows.mutate(_again=ibis.row_number().over(window))
    columns = {}
    for number, fact in enumerate(outline.facts):
        here = rows["_fact"] == number
        for column, filling in fact.columns.items():
            source = f"_{filling.value}" if filling.value in inputs else filling.value
            columns[column] = here.any() if filling.constant is not None else rows[source].max(where=here)
    order = (*together, "_again")
    return Sheet(outline, declared, rows.group_by(order).agg(**columns), order)


def _placed(engine: Engine, outline: Outline, rows: ir.Table) -> ir.Table:
    """``rows`` with ``_fact``, the number of the fact that each is; those that are none left out."""
    places, names = outline.places(), outline.fact_variables()
    listed = engine.table(
        pa.table(
            {f"_{name}_is": [codes[i] for codes in places] for i, name in enumerate(names)}
            | {"_fact": pa.array(places.values(), pa.int16())}
        )
    )
    same = [rows[name].fill_null("") == listed[f"_{name}_is"] for name in names]
    return rows.join(listed, same).drop(*(f"_{name}_is" for name in names))


def _saying_anything(made: Sheet) -> ir.Table:
    """The rows that have all that the layout needs; where it needs nothing, those that say more than every row."""
    outline, rows = made.outline, made.rows
    values = made.values(rows)
    if outline.needs:
        return rows.filter(*(_is_told(outline.columns[name], values[name]) for name in outline.needs))
    if outline.everybody:
        return rows
    return rows.filter(reduce(or_, (_is_told(outline.columns[name], value) for name, value in values.items())))


def _is_told(filling: Filling, value: ir.Value) -> ir.BooleanValue:
    """Whether a cell will be filled; asked of the value, as its text takes much longer to make."""
    silent = [code for code, word in (filling.words or {}).items() if not word]
    if not silent:
        return value.notnull()
    return in_words(value, filling.words or {}).notnull()


def _with_silent(engine: Engine, made: Sheet) -> Sheet:
    """Says of the first person what columns hold that nobody's row fills, where the outline has anything to say."""
    if not made.outline.if_empty:
        return made
    cells = made.cells(made.rows)
    counts = {name: cells[name].count() for name in made.outline.if_empty if name in cells}
    found = engine.rows(made.rows.agg(_first=made.rows[NUMBER].min(), **counts))[0]
    silent = {name: text for name, text in made.outline.if_empty.items() if not found.get(name)}
    return replace(made, silent=silent, first=found["_first"] or 0)


def _text(filling: Filling, value: ir.Value | None) -> ir.StringValue:
    """A column's cell out of its value; of a constant that stands in some rows only, ``value`` says in which."""
    if filling.constant is not None:
        constant = ibis.literal(quoted_text(filling.constant))
        return constant if value is None else value.ifelse(constant, None)
    assert value is not None
    if filling.ticked is not None:
        return (value == filling.ticked).ifelse(TICKED, None)
    if filling.words is not None:
        code = value.ifelse("yes", "no") if value.type().is_boolean() else value
        said = {name: quoted_text(filling.around.format(word)) for name, word in filling.words.items() if word}
        return in_words(code, said)
    return quoted(value) if value.type().is_string() else as_text(value)
