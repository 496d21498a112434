"""Rows for publication: positions become codes, numbers are rounded, everything is totally ordered."""

from __future__ import annotations

from collections.abc import Sequence

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
    ordered = in_order(rows.join(people.select("_person", "subject_id"), "_person"), table)
    return ordered.select(**_declared(ordered, table, ibis.literal(dataset)))


def in_order(rows: ir.Table, table: type[Table]) -> ir.Table:
    """A total order: two rows that it does not tell apart are equal in everything that is written."""
    rest = [name for name in table.own_variables() if name not in table.key]
    return rows.order_by(*(ibis.asc(name, nulls_first=True) for name in ("_person", *table.key, *rest)))


def published_packed(
    packed: ir.Table, table: type[Table], people: ir.Table, plan: Packing, datasets: Sequence[str]
) -> ir.Table:
    """The same for packed rows (one column ``packed``): only the number and the id are sorted, then unpacked.

    ``datasets``: one name, or those that the packed field ``_dataset`` counts.
    """
    person = plan.unpack(packed.packed)["_person"]
    ids = people.select("_person", "subject_id")
    joined = packed.join(ids, person == ids["_person"]).select("packed", "subject_id")
    ordered = joined.order_by("packed")
    rows = ordered.select("subject_id", **plan.unpack(ordered.packed))
    dataset = ibis.array(list(datasets))[rows["_dataset"]] if "_dataset" in rows.columns else ibis.literal(datasets[0])
    return rows.select(**_declared(rows, table, dataset))


def _declared(rows: ir.Table, table: type[Table], dataset: ir.StringValue) -> dict[str, ir.Value]:
    return {
        "subject_id": rows["subject_id"],
        "dataset": dataset,
        **{name: _value(rows[name], variable) for name, variable in table.own_variables().items()},
    }


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
