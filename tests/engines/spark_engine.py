"""Spark in the place of DuckDB: what ``openpals.engine.Engine`` offers, for small data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis.expr.types as ir
import pyarrow as pa

if TYPE_CHECKING:
    from ibis.backends.pyspark import Backend


class SparkEngine:
    """Tables are made of Arrow data, and what is kept becomes Arrow data first: so no plan grows out of another."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.session = backend._session
        self._count = 0

    def stream(self, reader: pa.RecordBatchReader) -> ir.Table:
        return self.table(reader.read_all())

    def table(self, data: pa.Table) -> ir.Table:
        # Not by Ibis, which goes through pandas: whole numbers would become fractions where some are empty.
        self._count += 1
        name = f"given_{self._count}"
        self.session.createDataFrame(data).createOrReplaceTempView(name)
        return self.backend.table(name)

    def keep(self, expression: ir.Table) -> ir.Table:
        return self.table(self.result(expression))

    def keep_once(self, expression: ir.Table) -> ir.Table:
        return self.keep(expression)

    def drop(self, table: ir.Table) -> None:
        self.session.catalog.dropTempView(table.get_name())

    def result(self, expression: ir.Table) -> pa.Table:
        found: pa.Table = self.session.sql(self.backend.compile(expression)).toArrow()
        return found.cast(expression.schema().to_pyarrow())

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        return list(self.result(expression).to_pylist())

    def batches(self, expression: ir.Table) -> pa.RecordBatchReader:
        return self.result(expression).to_reader()
