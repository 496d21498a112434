"""The engine: where Ibis expressions run. Knows nothing of ALS; DuckDB here, the expressions fit Spark as well."""

from .duckdb_engine import Engine

__all__ = ["Engine"]
