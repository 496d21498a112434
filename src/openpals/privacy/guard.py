"""The last guard: reads the finished tables for anything that could be identity, and fails closed."""

from __future__ import annotations

import re
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

# What identity looks like in a string. Each must find its kind wherever it stands in the text.
SHAPES: dict[str, re.Pattern[str]] = {
    "an e-mail address": re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE),
    "a web address": re.compile(r"https?://|www\.", re.IGNORECASE),
    "a date": re.compile(
        r"\b(19|20)\d\d[-/.](0?[1-9]|1[0-2])[-/.](0?[1-9]|[12]\d|3[01])\b"
        r"|\b(0?[1-9]|[12]\d|3[01])[-/.](0?[1-9]|[12]\d|3[01])[-/.](19|20)\d\d\b"
        r"|\b(0?[1-9]|[12]\d|3[01])[ -]?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ -,]*(19|20)\d\d\b",
        re.IGNORECASE,
    ),
    "a telephone number": re.compile(r"(?<![\d.])(\+|\b00|\b0|\()?\d[\d ()/.-]{6,}\d(?![\d.])"),
    "a network address": re.compile(r"\b(\d{1,3}\.){3}\d{1,3}\b"),
    "a social security number": re.compile(r"\b\d{3}-\d{2}-\d{4}\b"),
}

# A coded term is a term, not a sentence.
LONGEST_TERM = 100


@dataclass(frozen=True)
class Leak:
    """One column that holds something it must not. Never the value."""

    table: str
    column: str
    what: str
    values: int

    def __str__(self) -> str:
        return f"{self.table}.{self.column}: {self.what} ({self.values} distinct)"


def leaks(tables: Path, original_ids: pa.ChunkedArray) -> list[Leak]:
    """Everything suspicious in the Parquet files of ``tables``; empty when they may leave.

    ``original_ids`` are the source's own names for people; none may stand anywhere. A column or file that the model
    does not declare is a leak in itself.
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
    people_are_fine = not any(pc.any(one).as_py() for _, one in _suspicious(Table.subject_id, everybody, originals))
    for (path, name), distinct in zip(columns, values, strict=True):
        if name == "subject_id" and people_are_fine:
            continue
        for what, suspicious in _suspicious(TABLES[path.stem].variables[name], distinct, originals):
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


def _suspicious(variable: Variable, values: pa.Array, originals: pa.Array) -> Iterator[tuple[str, pa.BooleanArray]]:
    """What could be wrong with a column's values, and for each value whether it is."""
    if variable.type is Type.PSEUDONYM:
        other = pc.invert(pc.match_substring_regex(values, PATTERN))
        yield "not a pseudonym", other
        alike = pc.match_substring_regex(originals, PATTERN)
        occurring = originals.filter(pc.or_(alike, pc.is_in(originals, _normal_form(values.filter(other)))))
        yield "an original identifier", pc.is_in(_normal_form(values), occurring)
    elif variable.vocabulary is not None:
        codes = pa.array(vocabulary(variable.vocabulary).codes)
        yield "not a code of its vocabulary", pc.invert(pc.is_in(values, codes))
    else:
        normal = _normal_form(values)
        # The values are few, the identifiers may be many: those that occur are looked for, not the other way round.
        occurring = originals.filter(pc.is_in(originals, normal))
        yield "an original identifier", pc.is_in(normal, occurring)
        text = pc.or_(pc.greater(pc.utf8_length(values), LONGEST_TERM), pc.match_substring(values, "\n"))
        yield "free text", text
        # Terms are few, and Python's expressions can look around what Arrow's cannot. What is too long to be a term is
        # refused as it is, and would take them ages.
        terms = [term if len(term) <= LONGEST_TERM else "" for term in values.to_pylist()]
        for what, shape in SHAPES.items():
            yield what, pa.array([shape.search(term) is not None for term in terms], pa.bool_())


def _normal_form(texts: pa.Array) -> pa.Array:
    return pc.utf8_lower(pc.utf8_trim_whitespace(texts))
