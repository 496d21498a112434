"""Rows for publication: totally ordered, written as Parquet.

Rows come as numbers: people and codes as positions. Parquet keeps dictionaries beside positions anyway, so the ids and
codes are given to it as such, and nowhere is a row of texts made or sorted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TypeVar

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..harmonise.pack import Packing
from ..model.parquet import parquet_schema
from ..model.table import Table
from ..model.variable import Type
from ..model.vocabulary import vocabulary

# One person's rows then lie in one row group or two, and a filter by subject or day skips the others.
ROW_GROUP_SIZE = 122_880

T = TypeVar("T")


@dataclass(frozen=True)
class Labels:
    """What the numbers of people (``_person``) and of datasets (``_dataset``, 0 where there is one) stand for."""

    subject_ids: pa.StringArray
    datasets: Sequence[str]


@dataclass
class Written:
    """One table's rows, and the filled cells of each variable."""

    rows: int
    filled: dict[str, int]


def in_order(rows: ir.Table, table: type[Table]) -> ir.Table:
    """``rows`` (``_person``, perhaps ``_dataset``, the variables) as they are written: by person, key and values.

    The order is total: two rows that it does not tell apart are equal in everything that is written.
    """
    rest = [name for name in table.own_variables() if name not in table.key]
    numbers = [name for name in ("_person", "_dataset") if name in rows.columns]
    ordered = rows.order_by(*(ibis.asc(name, nulls_first=True) for name in ("_person", *table.key, *rest)))
    return ordered.select(*numbers, *table.own_variables())


def sorted_rows(rows: pa.Table, table: type[Table]) -> pa.Table:
    """``in_order`` without an engine, for rows in memory. Texts are ordered by their bytes, as the engine does it."""
    rest = [name for name in table.own_variables() if name not in table.key]
    keys = [(name, "ascending", "at_start") for name in ("_person", *table.key, *rest)]
    order = pc.sort_indices(rows, sort_keys=keys)
    return rows.take(order).combine_chunks()


def unpacked(batches: Iterable[pa.RecordBatch], plan: Packing) -> Iterator[pa.RecordBatch]:
    """Packed rows (one column) as the same batches of columns that ``in_order`` gives."""
    for batch in batches:
        yield pa.RecordBatch.from_pydict(plan.unpack_columns(batch.column(0).to_numpy()))


def write_table(batches: Iterable[pa.RecordBatch], table: type[Table], labels: Labels, path: Path) -> Written:
    """Writes ordered rows; no file where there are none. The same rows give the same bytes.

    Raises ArrowInvalid where a required variable is empty: such a row is no fact, and no rule may have made it.
    """
    filled: Counter[str] = Counter()
    rows = 0
    groups = (_labelled(group, table, labels) for group in _groups(batches))
    first = next(groups, None)
    if first is None:
        return Written(0, {})
    days = [name for name, variable in table.own_variables().items() if variable.type is Type.DAY]
    with pq.ParquetWriter(
        path,
        first.schema,
        compression="zstd",
        store_schema=False,  # it would have readers take dictionaries for the columns' type
        write_statistics=["subject_id", *days],  # what readers filter by
    ) as writer:
        for group in _one_ahead(chain([first], groups)):
            writer.write_table(group, row_group_size=ROW_GROUP_SIZE)
            rows += group.num_rows
            filled.update({name: group.num_rows - group[name].null_count for name in table.own_variables()})
    return Written(rows, dict(filled))


def _one_ahead(items: Iterator[T]) -> Iterator[T]:
    """Makes the next item while the last one is used."""
    with ThreadPoolExecutor(1) as pool:
        following = pool.submit(next, items, None)
        while (item := following.result()) is not None:
            following = pool.submit(next, items, None)
            yield item


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The rows cut into row groups, each in one piece: pages then end where they end in every run."""
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        while sum(part.num_rows for part in waiting) >= ROW_GROUP_SIZE:
            joined = pa.Table.from_batches(waiting)
            yield joined.slice(0, ROW_GROUP_SIZE).combine_chunks()
            waiting = joined.slice(ROW_GROUP_SIZE).to_batches()
    if any(part.num_rows for part in waiting):
        yield pa.Table.from_batches(waiting).combine_chunks()


def _labelled(group: pa.Table, table: type[Table], labels: Labels) -> pa.Table:
    schema = parquet_schema(table)
    person = group["_person"].to_numpy()
    dataset = group["_dataset"].combine_chunks() if "_dataset" in group.column_names else pa.repeat(0, len(person))
    arrays = {
        "subject_id": _subjects(person, labels.subject_ids),
        "dataset": pa.DictionaryArray.from_arrays(dataset.cast(pa.int32()), pa.array(labels.datasets, pa.string())),
    }
    for name, variable in table.own_variables().items():
        column = group[name].combine_chunks()
        if variable.type is Type.CODE and variable.vocabulary and pa.types.is_integer(column.type):
            codes = pa.array(vocabulary(variable.vocabulary).codes)
            arrays[name] = pa.DictionaryArray.from_arrays(column, codes)
        else:
            arrays[name] = column.cast(schema.field(name).type)
    fields = [pa.field(field.name, arrays[field.name].type, nullable=field.nullable) for field in schema]
    return pa.table(list(arrays.values()), schema=pa.schema(fields))


def _subjects(person: np.ndarray, ids: pa.StringArray) -> pa.DictionaryArray:
    """The ids of sorted numbers, those that occur as the dictionary."""
    new = np.concatenate([[True], person[1:] != person[:-1]])
    return pa.DictionaryArray.from_arrays(pa.array(np.cumsum(new, dtype=np.int32) - 1), ids.take(pa.array(person[new])))
