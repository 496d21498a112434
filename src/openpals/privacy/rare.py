"""R19: values carried by fewer people than the policy asks are merged; still too few, suppressed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from ..engine import Engine


@dataclass(frozen=True)
class Left:
    """The rows that are left, and how many each variable had left out."""

    rows: ir.Table
    suppressed: dict[str, int]


def without_rare_values(
    engine: Engine,
    rows: ir.Table,
    becomes: Mapping[str, str],
    required: Collection[str],
    people: int,
    who: str = "subject_id",
) -> Left:
    """``rows`` with the rare values of each column merged, or suppressed, as ``merge_rare_values`` does it.

    A row whose suppressed value is of a ``required`` variable is left out. That can make other values of the same table
    rare, so it is done until nothing more is left out. Every value left is carried by ``people`` people, told
    apart by the column ``who``.
    """
    suppressed: Counter[str] = Counter()
    rows = engine.keep(rows)
    again = True
    while again:
        before = suppressed.total()
        for name in required:
            rows = engine.keep(merge_rare_values(rows, name, people, becomes[name], who))
            (lost,) = engine.rows(rows.filter(rows[name].isnull()).agg(rows=lambda t: t.count()))
            if lost["rows"]:
                suppressed[name] += lost["rows"]
                rows = engine.keep(rows.filter(rows[name].notnull()))
        again = suppressed.total() > before
    for name in becomes:
        if name not in required:
            # Merging looks at its table several times: nested in one another, ever more often.
            rows = engine.keep(merge_rare_values(rows, name, people, becomes[name], who))
    return Left(rows, dict(suppressed))


def merge_rare_values(table: ir.Table, column: str, people: int, becomes: str, who: str = "subject_id") -> ir.Table:
    """``table`` with every value of ``column`` that fewer than ``people`` people carry replaced by ``becomes``.

    Where even all merged people together are too few, their cells are suppressed (null). ``becomes`` empty
    suppresses at once. Values that so many carry stay as they are; empty cells stay empty.
    """
    carried = table.filter(table[column].notnull()).group_by(_value=table[column]).agg(_people=table[who].nunique())
    rare = carried.filter((carried["_people"] < people) & (carried["_value"] != becomes)).select("_value")
    marked = table.left_join(rare, table[column] == rare["_value"])
    merged = marked.mutate(**{column: marked["_value"].notnull().ifelse(becomes or None, marked[column])})
    merged = merged.drop("_value")
    if not becomes:
        return merged
    enough = merged.filter(merged[column] == becomes)[who].nunique().as_scalar() >= people
    keep = (merged[column] != becomes) | enough
    return merged.mutate(**{column: keep.ifelse(merged[column], ibis.null("string"))})
