"""Parquet schemas of the tables, as declared."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from .table import Table
from .variable import Type

ARROW_TYPES: Final = {
    Type.PSEUDONYM: pa.string(),
    Type.CODE: pa.string(),
    Type.OPEN_CODE: pa.string(),
    Type.INTEGER: pa.int32(),
    Type.NUMBER: pa.float64(),
    Type.FLAG: pa.bool_(),
    Type.DAY: pa.int32(),
}


def parquet_schema(table: type[Table]) -> pa.Schema:
    """A column a variable, in declared order; what is required cannot be null."""
    return pa.schema(
        [
            pa.field(name, ARROW_TYPES[variable.type], nullable=not variable.required)
            for name, variable in table.variables.items()
        ]
    )
