"""A checked source file as a stream of numbered rows of text, read once and in fixed memory.

Rows are numbered while they are read, so that everything found wrong with one can name its place without a second
pass. Arrow's reader splits a CSV as fast as the engine's own, which can number rows only on a single processor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as pq

from .header import read_csv_header
from .text_file import TextFile

ROW = "_row"
BLOCK = 1 << 22


# What stands for a word that is not listed.
UNLISTED = -1

Words = Mapping[str, int]


def numbered_rows(
    text: TextFile, columns: Sequence[str], listed: Mapping[str, Words] | None = None
) -> pa.RecordBatchReader:
    """The ``columns`` of a file as text without blanks around it, blank cells null, and ``_row`` from 1.

    Columns of few different words can be had as numbers: ``listed`` says for a column which word (in lower case) is
    which; other words are ``UNLISTED``. Each word is then looked up once a batch, not once a row.
    Raises ArrowInvalid on broken rows.
    """
    listed = listed or {}
    kinds = {name: pa.int16() if name in listed else pa.string() for name in columns}
    schema = pa.schema([*kinds.items(), (ROW, pa.int64())])
    batches = _csv(text, columns) if text.kind == "csv" else _parquet(text.path, columns)
    if text.padded:
        batches = _trimmed(batches)
    if listed:
        batches = _looked_up(batches, listed)
    return pa.RecordBatchReader.from_batches(schema, _numbered(batches, schema))


def _looked_up(batches: Iterable[pa.RecordBatch], listed: Mapping[str, Words]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        columns = {name: batch.column(name) for name in batch.schema.names}
        yield pa.RecordBatch.from_pydict(columns | {name: _numbers(columns[name], listed[name]) for name in listed})


def _numbers(column: pa.StringArray, words: Words) -> pa.Array:
    encoded = column.dictionary_encode()
    found = (words.get(word, words.get(word.lower(), UNLISTED)) for word in encoded.dictionary.to_pylist())
    return pa.array(found, pa.int16()).take(encoded.indices)


def _trimmed(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        trimmed = [pc.utf8_trim_whitespace(column) for column in batch.columns]
        filled = [pc.if_else(pc.equal(column, ""), None, column) for column in trimmed]
        yield pa.record_batch(filled, schema=batch.schema)


def _numbered(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    rows = 0
    for batch in batches:
        numbers = pa.array(np.arange(rows + 1, rows + batch.num_rows + 1))
        yield pa.record_batch([*batch.columns, numbers], schema=schema)
        rows += batch.num_rows


def _csv(text: TextFile, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    header = read_csv_header(text.path, text.file)
    if text.path.stat().st_size == header.end:
        return
    with pa.memory_map(str(text.path)) as source:
        source.seek(header.end)
        with csv.open_csv(
            source,
            csv.ReadOptions(column_names=list(text.columns), block_size=BLOCK),
            # Only quoted values can hold line ends, and looking out for those costs time.
            csv.ParseOptions(delimiter=header.delimiter, newlines_in_values=text.quoted),
            csv.ConvertOptions(
                include_columns=list(columns),
                column_types=dict.fromkeys(columns, pa.string()),
                strings_can_be_null=True,
                null_values=[""],
            ),
        ) as reader:
            yield from reader


def _parquet(path: Path, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(columns=list(columns)):
            yield batch.select(list(columns)).cast(pa.schema([(name, pa.string()) for name in columns]))
