"""R18: what a contributor did not record at all is told apart from what was not done for one person."""

from __future__ import annotations

import ibis.expr.types as ir


def recorded_columns(table: ir.Table) -> ir.Table:
    """One row: for each column how many rows are filled. None at all means: not recorded by this contributor."""
    return table.agg(**{name: table[name].count() for name in table.columns}, rows_=table.count())
