"""DuckDB behind Ibis: reading streams, keeping intermediate tables, giving results back as streams."""

from __future__ import annotations

import os
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

# Rows that a stream of results hands over at a time.
BATCH = 1 << 17

# Rules are applied one after the other, as selections within selections. DuckDB and Spark flatten them in no time;
# Ibis's own flattening takes seconds a table.
ibis.options.sql.fuse_selects = False


class Engine:
    """One DuckDB with bounded memory, spilling into ``scratch``; several threads may use it at the same time.

    ``memory`` is DuckDB's own limit, below what the process may take. ``threads`` defaults to the processors at hand;
    results do not depend on it.
    """

    def __init__(self, scratch: Path, memory: str = "2500MB", threads: int | None = None) -> None:
        self.scratch = scratch
        self.backend = ibis.duckdb.connect(
            ":memory:",
            memory_limit=memory,
            temp_directory=str(scratch / "spill"),
            threads=threads or os.cpu_count() or 1,
        )
        # Extensions are never fetched: what is not in the wheel is not used.
        self.backend.raw_sql("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
        self._lock = RLock()  # held for what goes over Ibis's own connection; the work itself has one of its own
        self._count = 0
        self._given: dict[str, pa.Table | pa.RecordBatchReader] = {}  # what lies outside the engine
        self._streaming = 0

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.backend.disconnect()

    def stream(self, reader: pa.RecordBatchReader) -> ir.Table:
        """Rows as they come, never all in memory. Such a table can be computed once; ``keep`` it for more."""
        return self._outside("stream", reader)

    def view(self, data: pa.Table) -> ir.Table:
        """A table of our own of any size, read where it lies."""
        return self._outside("viewed", data)

    def scan_parquet(self, path: Path) -> ir.Table:
        """A Parquet file, its columns as they are."""
        with self._lock:
            return self.backend.sql(f"SELECT * FROM read_parquet({_quoted(path)})", dialect="duckdb")

    def table(self, data: pa.Table) -> ir.Table:
        """A small table of our own (vocabularies, people) as a table of the engine."""
        name = self._name("given")
        cursor = self.backend.con.cursor()
        cursor.register("data", data)
        cursor.execute(f"CREATE TABLE {name} AS FROM data")
        return self._known(name)

    def keep(self, expression: ir.Table) -> ir.Table:
        """Computes a table once and keeps it for several uses."""
        name = self._name("kept")
        with self._lock:
            # Of the types that the expression declares, which the engine's own may be wider than.
            columns = ", ".join(
                definition.sql(self.backend.dialect)
                for definition in expression.schema().to_sqlglot_column_defs(self.backend.dialect)
            )
        self._run(f"CREATE TABLE {name} ({columns}); INSERT INTO {name} {self._sql(expression)}")
        return self._known(name)

    def keep_once(self, expression: ir.Table) -> ir.Table:
        """``keep`` for what is read from a stream and joined to smaller tables on the right.

        The engine takes a stream for one row, and would build its hash tables of the stream.
        """
        self._count_streaming(1)
        try:
            return self.keep(expression)
        finally:
            self._count_streaming(-1)

    def drop(self, table: ir.Table) -> None:
        """Gives back the memory of a table made by ``keep``."""
        self._run(f"DROP TABLE IF EXISTS {table.get_name()}")

    def result(self, expression: ir.Table) -> pa.Table:
        """A result that fits into memory, of the types that the expression declares."""
        found: pa.Table = self._run(self._sql(expression)).to_arrow_table()
        return found.cast(expression.schema().to_pyarrow())

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        """A small result as Python rows."""
        return list(self.result(expression).to_pylist())

    def batches(self, expression: ir.Table) -> pa.RecordBatchReader:
        """A result of any size as a stream, in the expression's order."""
        reader: pa.RecordBatchReader = self._run(self._sql(expression)).to_arrow_reader(BATCH)
        return reader

    def _name(self, kind: str) -> str:
        with self._lock:
            self._count += 1
            return f"{kind}_{self._count}"

    def _sql(self, expression: ir.Table) -> str:
        with self._lock:
            return str(self.backend.compile(expression))

    def _run(self, sql: str) -> duckdb.DuckDBPyConnection:
        """Runs statements on a connection of their own, so that several threads can."""
        cursor: duckdb.DuckDBPyConnection = self.backend.con.cursor()
        for name, data in list(self._given.items()):
            if f'"{name}"' in sql:
                cursor.register(name, data)
        return cursor.execute(sql)

    def _outside(self, kind: str, data: pa.Table | pa.RecordBatchReader) -> ir.Table:
        name = self._name(kind)
        with self._lock:
            self._given[name] = data
            self.backend.con.register(name, data)
        return self._known(name)

    def _known(self, name: str) -> ir.Table:
        with self._lock:
            return self.backend.table(name)

    def _count_streaming(self, change: int) -> None:
        with self._lock:
            self._streaming += change
            on, off = "RESET disabled_optimizers", "SET disabled_optimizers = 'build_side_probe_side'"
            self.backend.raw_sql(off if self._streaming else on)


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
