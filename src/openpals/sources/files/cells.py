"""Values of any format as text, written the same way whatever format they came in."""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

EXACT = 10**15
"""Below this every whole float is the integer it looks like, and has fewer than 16 digits."""


def text_of(value: object) -> str | None:
    """A value as text: ``None`` for what is missing or empty, numbers without exponent and without a
    closing ``.0``, dates and times as ISO 8601. Raises ``TypeError`` for a value that is no single value.
    """
    if value is None or isinstance(value, str):  # by far the most
        return value or None
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _float_text(value)
        case Decimal():
            return _decimal_text(value)
        case date() | datetime() | time():
            return value.isoformat()
    raise TypeError(f"a {type(value).__name__} is not a single value")


def _float_text(value: float) -> str | None:
    if value != value:  # not a number: how several tools write "missing"
        return None
    if value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    shortest = repr(value)
    return _decimal_text(Decimal(shortest)) if "e" in shortest else shortest


def _decimal_text(value: Decimal) -> str:
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class TextTable:
    """A Parquet file of strings, written batch by batch. Removed again when writing it fails."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.path = path
        self.rows = 0
        self._schema = pa.schema([(column, pa.string()) for column in columns])

    def __enter__(self) -> "TextTable":
        self._writer = pq.ParquetWriter(self.path, self._schema)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()
        if kind is not None:
            self.path.unlink()

    def write(self, columns: Sequence[Sequence[str | None] | pa.Array]) -> None:
        """Add rows, given column by column."""
        arrays = [column if isinstance(column, pa.Array) else pa.array(column, pa.string()) for column in columns]
        batch = pa.record_batch(arrays, schema=self._schema)
        self._writer.write_batch(batch)
        self.rows += batch.num_rows
