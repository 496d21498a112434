"""R01: exact repeats are merged; of rows that contradict each other one is kept, the others are named."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir


def rank_duplicates(table: ir.Table, key: Sequence[str], values: Sequence[str]) -> ir.Table:
    """Adds ``_rank`` and ``_first`` within each key: the kept row has ``_first``, its exact repeats rank 1 as well.

    The kept row is the one with the greatest values, compared column by column in declared order, empty last. So the
    choice does not depend on the order of the file, and of two severities the worse one stays.
    """
    order = [ibis.desc(name, nulls_first=False) for name in values]
    window = ibis.window(group_by=list(key), order_by=order or [key[0]])
    exact = [*order, ibis.asc("_part"), ibis.asc("_row")]
    return table.mutate(
        _rank=ibis.dense_rank().over(window) + 1,
        _first=ibis.row_number().over(ibis.window(group_by=list(key), order_by=exact)) == 0,
    )
