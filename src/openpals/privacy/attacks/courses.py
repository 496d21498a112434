"""Everybody's course in a few numbers, in one pass a table: rows, the last day, and fingerprints of the rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from ...model.table import Table
from ...model.tables import TABLES, Subject
from ...model.variable import Type
from .held import Held, Integers

Prints = npt.NDArray[np.uint64]

# So many first rows of a table make the fingerprint of somebody's beginning.
BEGINNING = 5

NEVER = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Courses:
    """By place in the people's table: rows, last day (NEVER: none), and fingerprints of all rows and of the first."""

    rows: Integers
    last: Integers
    whole: Prints
    begun: Prints


def courses(held: Held) -> Courses:
    """Reads each table once, a row group at a time."""
    size = held.people
    found = Courses(
        np.zeros(size, np.int64), np.full(size, NEVER), np.zeros(size, np.uint64), np.zeros(size, np.uint64)
    )
    for name, table in TABLES.items():
        path = held.path(name)
        if path is not None and name != Subject.name:
            _read(held, path, table, found)
    return found


def _read(held: Held, path: Path, table: type[Table], found: Courses) -> None:
    seen = np.zeros(held.people, np.int32)  # rows of this table so far
    salt = np.uint64(_number(table.name))
    for place, rows in groups(held, path, list(table.own_variables())):
        new = np.flatnonzero(np.concatenate([[True], place[1:] != place[:-1]]))
        who, count = place[new], np.diff(np.append(new, len(place)))
        rank = np.arange(len(place)) - np.repeat(new, count) + np.repeat(seen[who], count)
        seen[who] += count.astype(np.int32)
        prints = np.full(len(place), salt)
        for column, (name, variable) in zip(rows.itercolumns(), table.own_variables().items(), strict=True):
            with np.errstate(over="ignore"):
                prints = _mixed(prints ^ (_as_numbers(column.combine_chunks()) + np.uint64(_number(name))))
            if variable.type is Type.DAY:
                days = column.combine_chunks().cast(pa.int64()).fill_null(NEVER).to_numpy()
                np.maximum.at(found.last, who, np.maximum.reduceat(days, new))
        found.rows[who] += count
        with np.errstate(over="ignore"):
            found.whole[who] += np.add.reduceat(prints, new)
            found.begun[who] += np.add.reduceat(np.where(rank < BEGINNING, prints, np.uint64(0)), new)


def groups(held: Held, path: Path, columns: list[str]) -> Iterator[tuple[Integers, pa.Table]]:
    """A table's row groups: whose each row is, as the place in the people's table, and its columns."""
    with pq.ParquetFile(path) as file:
        texts = [name for name in columns if pa.types.is_string(file.schema_arrow.field(name).type)]
    with pq.ParquetFile(path, read_dictionary=["subject_id", *texts]) as file:
        for group in range(file.num_row_groups):
            rows = file.read_row_group(group, ["subject_id", *columns])
            ids = rows["subject_id"].combine_chunks()
            if rows.num_rows:
                yield held.places(ids.dictionary)[ids.indices.to_numpy()], rows.select(columns)


def _as_numbers(column: pa.Array) -> Prints:
    """Each cell as a number that depends on its value alone."""
    if pa.types.is_dictionary(column.type):
        words = np.array([_number(str(word)) for word in column.dictionary.to_pylist()] + [0], np.uint64)
        return np.asarray(words[column.indices.fill_null(len(words) - 1).to_numpy()], np.uint64)
    if pa.types.is_floating(column.type):
        return np.asarray(column.cast(pa.float64()).fill_null(np.nan).to_numpy().view(np.uint64), np.uint64)
    return np.asarray(column.cast(pa.int64()).fill_null(NEVER).to_numpy().view(np.uint64), np.uint64)


def _number(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")


def _mixed(number: Prints) -> Prints:
    """Every bit of the result depends on every bit of the number (the finaliser of SplitMix64; Steele et al., 2014)."""
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(number ^ (number >> np.uint64(31)), np.uint64)
