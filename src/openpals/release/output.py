"""Rows for publication: positions become codes, numbers are rounded, everything is totally ordered."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from ..harmonise.pack import Packing
from ..harmonise.rules.codes import code_text
from ..model.table import Table
from ..model.variable import Type, Variable


def published(rows: ir.Table, table: type[Table], people: ir.Table, dataset: str) -> ir.Table:
    """``rows`` (``_person`` and positions) with the subjects' ids, in the order (subject, key, values).

    ``people``: ``_person``, ``subject_id``; its numbers follow the order of the ids.
    """
    ids = people.select("_person", "subject_id")
    joined = rows.join(ids, "_person")
    rest = [name for name in table.own_variables() if name not in table.key]
    ordered = joined.order_by(*(ibis.asc(name, nulls_first=True) for name in ("_person", *table.key, *rest)))
    return ordered.select(**_declared(ordered, table, ibis.literal(dataset)))


def published_packed(packed: ir.Table, table: type[Table], people: ir.Table, plan: Packing, dataset: str) -> ir.Table:
    """The same for packed rows (one column ``packed``): only the number and the id are sorted, then unpacked."""
    person = plan.unpack(packed.packed)["_person"]
    ids = people.select("_person", "subject_id")
    joined = packed.join(ids, person == ids["_person"]).select("packed", "subject_id")
    ordered = joined.order_by("packed")
    rows = ordered.select("subject_id", **plan.unpack(ordered.packed))
    return rows.select(**_declared(rows, table, ibis.literal(dataset)))


def _declared(rows: ir.Table, table: type[Table], dataset: ir.StringValue) -> dict[str, ir.Value]:
    return {"subject_id": rows["subject_id"], "dataset": dataset,
            **{name: _value(rows[name], variable) for name, variable in table.own_variables().items()}}


def _value(column: ir.Column, variable: Variable) -> ir.Value:
    match variable.type:
        case Type.CODE:
            assert variable.vocabulary is not None
            return code_text(column, variable.vocabulary)
        case Type.NUMBER:
            return column.cast("float64").round(variable.decimals)
        case Type.INTEGER | Type.DAY:
            return column.cast("int32")
        case _:
            return column
