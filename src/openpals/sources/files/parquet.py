"""A Parquet file of any column types as a Parquet file of strings."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.types as kinds

from .cells import TextTable, text_of
from .header import header_problems
from .problems import Fault, Problem, SourceRefused
from .text_file import TextFile, scratch_path

BATCH = 1 << 16
SINGLE_VALUES = (
    kinds.is_null,
    kinds.is_boolean,
    kinds.is_integer,
    kinds.is_floating,
    kinds.is_decimal,
    kinds.is_date,
    kinds.is_time,
    kinds.is_timestamp,
)

NOT_PARQUET = Fault("it is not a whole Parquet file", "Export or copy it again; a copy cut short looks like this.")
NOT_UTF_8 = Fault("a text that is not UTF-8", "Write the file again with text as UTF-8.")
NO_COLUMNS = Fault("it has no columns", "Export it again, or take it out of the folder.")
NOT_SINGLE = "Write one text, number, date or time a cell."


def open_parquet(path: Path, name: str, scratch: Path, encoding: str | None = None) -> TextFile:
    """Cast every column to text. Raise ``SourceRefused`` for what is not a table of single values.

    ``encoding`` is not used: text in Parquet is UTF-8.
    """
    try:
        with pq.ParquetFile(path) as source:
            return _cast(source, name, scratch)
    except (pa.ArrowException, OSError):
        raise SourceRefused([NOT_PARQUET.at(name)]) from None


def _cast(source: pq.ParquetFile, name: str, scratch: Path) -> TextFile:
    schema = source.schema_arrow
    columns = tuple(column.strip() for column in schema.names)
    problems = header_problems(columns, name)
    problems += [_kind_problem(name, field) for field in schema if not _is_single(field.type)]
    if problems or not columns:
        raise SourceRefused(problems or [NO_COLUMNS.at(name)])
    labels = {
        column: field.metadata[b"label"].decode("utf-8", errors="replace")
        for column, field in zip(columns, schema, strict=True)
        if field.metadata and b"label" in field.metadata
    }
    target = scratch_path(scratch, name, ".parquet")
    with TextTable(target, columns) as table:
        for batch in source.iter_batches(BATCH):
            for column, values in zip(columns, batch.columns, strict=True):
                _check_text(values, name, column, table.rows)
            table.write([_text(values) for values in batch.columns])
    return TextFile(name, "parquet", target, columns, table.rows, labels)


def _is_text(kind: pa.DataType) -> bool:
    return bool(kinds.is_string(kind) or kinds.is_large_string(kind) or kinds.is_string_view(kind))


def _is_single(kind: pa.DataType) -> bool:
    if kinds.is_dictionary(kind):
        return _is_single(kind.value_type)
    return _is_text(kind) or any(check(kind) for check in SINGLE_VALUES)


def _kind_problem(name: str, field: pa.Field) -> Problem:
    return Problem(name, None, field.name, f"its cells are of the kind {field.type}", NOT_SINGLE)


def _check_text(values: pa.Array, name: str, column: str, before: int) -> None:
    """Arrow takes bytes for text unseen; what is not UTF-8 would break the engine later."""
    if not _is_text(values.type):
        return
    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        cells = values.cast(pa.large_binary()).to_pylist()
        row = next((number for number, cell in enumerate(cells, before + 1) if not _decodes(cell)), None)
        raise SourceRefused([NOT_UTF_8.at(name, row, column)]) from None


def _decodes(cell: bytes | None) -> bool:
    try:
        (cell or b"").decode()
    except UnicodeDecodeError:
        return False
    return True


def _text(values: pa.Array) -> pa.Array:
    if kinds.is_dictionary(values.type):
        values = values.dictionary_decode()
    if _is_text(values.type):
        text = values.cast(pa.string())
        return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
    if kinds.is_null(values.type):
        return values.cast(pa.string())
    if kinds.is_timestamp(values.type):  # Python's times end at the microsecond
        values = values.cast(pa.timestamp("us", values.type.tz), safe=False)
    if kinds.is_time64(values.type):
        values = values.cast(pa.time64("us"), safe=False)
    encoded = values.dictionary_encode()  # each distinct value is put into words once
    words = pa.array([text_of(value) for value in encoded.dictionary.to_pylist()], pa.string())
    return words.take(encoded.indices)
