"""R19: values carried by fewer people than the policy asks are merged; still too few, suppressed."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir


def merge_rare_values(table: ir.Table, column: str, people: int, becomes: str) -> ir.Table:
    """``table`` with every value of ``column`` that fewer than ``people`` subjects carry replaced by ``becomes``.

    Where even all merged subjects together are too few, their cells are suppressed (null). ``becomes`` empty
    suppresses at once. Values that ``people`` subjects carry stay as they are; empty cells stay empty.
    """
    carried = (
        table.filter(table[column].notnull()).group_by(_value=table[column]).agg(_people=table["subject_id"].nunique())
    )
    rare = carried.filter((carried["_people"] < people) & (carried["_value"] != becomes)).select("_value")
    marked = table.left_join(rare, table[column] == rare["_value"])
    merged = marked.mutate(**{column: marked["_value"].notnull().ifelse(becomes or None, marked[column])})
    merged = merged.drop("_value")
    if not becomes:
        return merged
    enough = merged.filter(merged[column] == becomes)["subject_id"].nunique().as_scalar() >= people
    keep = (merged[column] != becomes) | enough
    return merged.mutate(**{column: keep.ifelse(merged[column], ibis.null("string"))})
