"""The last guard: reads the finished tables for anything that could be identity, and fails closed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..model.table import Table
from ..model.tables import TABLES
from ..model.variable import Type, Variable
from ..model.vocabulary import vocabulary
from .pseudonyms import PATTERN
from .text import ID, NOBODY, OWN, PERSON, PLACE, Own, suspicions


@dataclass(frozen=True)
class Leak:
    """One column that holds something it must not. Never the value."""

    table: str
    column: str
    what: str
    values: int

    def __str__(self) -> str:
        return f"{self.table}.{self.column}: {self.what} ({self.values} distinct)"


def leaks(tables: Path, original_ids: pa.ChunkedArray, own: Own = NOBODY) -> list[Leak]:
    """Everything suspicious in the Parquet files of ``tables``; empty when they may leave.

    ``original_ids`` are the source's own names for people; none may stand anywhere. ``own`` knows the contributor's
    names and places. A column or file that the model does not declare is a leak in itself.
    """
    originals = pc.unique(_normal_form(original_ids.combine_chunks()))
    found: list[Leak] = []
    columns: list[tuple[Path, str]] = []
    for path in sorted(tables.iterdir()):
        if path.stem not in TABLES or path.suffix != ".parquet":
            found.append(Leak(path.name, "*", "a file that the model does not know", 1))
            continue
        schema = pq.read_schema(path)
        declared = TABLES[path.stem].variables
        found += [
            Leak(path.stem, name, "a column that the model does not know", 1)
            for name in schema.names
            if name not in declared
        ]
        columns += [(path, field.name) for field in schema if field.name in declared and pa.types.is_string(field.type)]
    with ThreadPoolExecutor() as pool:
        values = list(pool.map(lambda column: distinct_values(*column), columns))
    # Every table names the same people: they are looked at together, and table by table only if something is wrong.
    ids = [distinct for (_, name), distinct in zip(columns, values, strict=True) if name == "subject_id"]
    everybody = pc.unique(pa.chunked_array([*ids, pa.array([], pa.string())]))
    people_are_fine = not any(
        pc.any(one).as_py() for _, one in _suspicious(Table.subject_id, everybody, originals, own)
    )
    for (path, name), distinct in zip(columns, values, strict=True):
        if name == "subject_id" and people_are_fine:
            continue
        for what, suspicious in _suspicious(TABLES[path.stem].variables[name], distinct, originals, own):
            if count := pc.sum(suspicious).as_py():
                found.append(Leak(path.stem, name, what, count))
    return sorted(found, key=lambda leak: (leak.table, leak.column, leak.what))


def distinct_values(path: Path, column: str) -> pa.Array:
    """The distinct strings of a column, one row group at a time: mostly the file's own dictionaries."""
    found = [pa.array([], pa.string())]
    with pq.ParquetFile(path, read_dictionary=[column]) as file:
        for group in range(file.num_row_groups):
            rows = file.read_row_group(group, columns=[column], use_threads=False)
            found += [chunk.dictionary for chunk in rows[column].chunks]
    return pc.unique(pa.chunked_array(found)).drop_null()


def _suspicious(
    variable: Variable, values: pa.Array, originals: pa.Array, own: Own
) -> Iterator[tuple[str, pa.BooleanArray]]:
    """What could be wrong with a column's values, and for each value whether it is."""
    if variable.type is Type.PSEUDONYM:
        other = pc.invert(pc.match_substring_regex(values, PATTERN))
        yield "not a pseudonym", other
        alike = pc.match_substring_regex(originals, PATTERN)
        occurring = originals.filter(pc.or_(alike, pc.is_in(originals, _normal_form(values.filter(other)))))
        yield ID, pc.is_in(_normal_form(values), occurring)
    elif variable.vocabulary is not None:
        codes = pa.array(vocabulary(variable.vocabulary).codes)
        yield "not a code of its vocabulary", pc.invert(pc.is_in(values, codes))
    else:
        # Whole ids of any length; ``suspicions`` looks for those long enough to be told from other numbers anywhere.
        normal = _normal_form(values)
        whole = pc.is_in(normal, originals.filter(pc.is_in(originals, normal)))
        for what, found in suspicions(values.to_pylist(), originals, own).items():
            # A dataset's short name is of the contributor's choosing, and may well be a place.
            if variable is not Table.dataset or what not in (OWN, PERSON, PLACE):
                yield what, pc.or_(pa.array(found, pa.bool_()), whole) if what == ID else pa.array(found, pa.bool_())


def _normal_form(texts: pa.Array) -> pa.Array:
    return pc.utf8_lower(pc.utf8_trim_whitespace(texts))
