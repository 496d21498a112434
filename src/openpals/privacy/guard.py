"""The last guard: reads the finished tables for anything that could be identity, and fails closed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ..model.tables import TABLES
from ..model.variable import Type, Variable
from ..model.vocabulary import normal_form, vocabulary
from .pseudonyms import PATTERN

# What identity looks like in a string. Each must find its kind wherever it stands in the text.
SHAPES: dict[str, re.Pattern[str]] = {
    "an e-mail address": re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE),
    "a web address": re.compile(r"https?://|www\.", re.IGNORECASE),
    "a date": re.compile(
        r"\b(19|20)\d\d[-/.](0?[1-9]|1[0-2])[-/.](0?[1-9]|[12]\d|3[01])\b"
        r"|\b(0?[1-9]|[12]\d|3[01])[-/.](0?[1-9]|[12]\d|3[01])[-/.](19|20)\d\d\b"
        r"|\b(0?[1-9]|[12]\d|3[01])[ -]?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ -,]*(19|20)\d\d\b",
        re.IGNORECASE),
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


def leaks(tables: Path, original_ids: set[str]) -> list[Leak]:
    """Everything suspicious in the Parquet files of ``tables``; empty when they may leave.

    ``original_ids`` are the source's own names for people; none may stand anywhere. A column or file that the model
    does not declare is a leak in itself.
    """
    found: list[Leak] = []
    for path in sorted(tables.iterdir()):
        if path.stem in TABLES and path.suffix == ".parquet":
            found += _leaks_of_table(path, original_ids)
        else:
            found.append(Leak(path.name, "*", "a file that the model does not know", 1))
    return found


def _leaks_of_table(path: Path, original_ids: set[str]) -> Iterator[Leak]:
    table = path.stem
    declared = TABLES[table].variables
    schema = pq.read_schema(path)
    strings = [name for name in schema.names if pa.types.is_string(schema.field(name).type)]
    values = distinct_values(path, strings)
    for name in schema.names:
        if name not in declared:
            yield Leak(table, name, "a column that the model does not know", 1)
        elif name in values:
            yield from _leaks_of_column(table, declared[name], sorted(values[name]), original_ids)


def distinct_values(path: Path, columns: Sequence[str]) -> dict[str, set[str]]:
    """The distinct strings of some columns, one row group at a time: mostly the file's own dictionaries."""
    found: dict[str, set[str]] = {name: set() for name in columns}
    with pq.ParquetFile(path, read_dictionary=list(columns)) as file:
        for group in range(file.num_row_groups):
            rows = file.read_row_group(group, columns=list(columns))
            for name in columns:
                for chunk in rows[name].chunks:
                    found[name].update(chunk.dictionary.to_pylist())
    return found


def _leaks_of_column(table: str, variable: Variable, values: list[str], original_ids: set[str]) -> Iterator[Leak]:
    def leak(what: str, suspicious: list[str]) -> Iterator[Leak]:
        if suspicious:
            yield Leak(table, variable.name, what, len(suspicious))

    if variable.type is Type.PSEUDONYM:
        yield from leak("not a pseudonym", [value for value in values if not re.fullmatch(PATTERN, value)])
        yield from leak("an original identifier", [value for value in values if value in original_ids])
        return
    if variable.type is Type.CODE and variable.vocabulary:
        codes = set(vocabulary(variable.vocabulary).codes)
        yield from leak("not a code of its vocabulary", [value for value in values if value not in codes])
        return
    identifiers = {normal_form(identifier) for identifier in original_ids}
    yield from leak("an original identifier", [value for value in values if normal_form(value) in identifiers])
    yield from leak("free text", [value for value in values if len(value) > LONGEST_TERM or "\n" in value])
    for what, shape in SHAPES.items():
        yield from leak(what, [value for value in values if shape.search(value)])
