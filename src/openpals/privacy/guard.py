"""The last guard: reads the finished tables for anything that could be identity, and fails closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
import re

import ibis.expr.types as ir

from ..engine import Engine
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


def leaks(engine: Engine, tables: Path, original_ids: set[str]) -> list[Leak]:
    """Everything suspicious in the Parquet files of ``tables``; empty when they may leave.

    ``original_ids`` are the source's own names for people; none may stand anywhere. A column or file that the model
    does not declare is a leak in itself.
    """
    found: list[Leak] = []
    for path in sorted(tables.iterdir()):
        if path.stem not in TABLES or path.suffix != ".parquet":
            found.append(Leak(path.name, "*", "a file that the model does not know", 1))
            continue
        found += _leaks_of_table(engine.scan_parquet(path), path.stem, engine, original_ids)
    return found


def _leaks_of_table(rows: ir.Table, table: str, engine: Engine, original_ids: set[str]) -> Iterator[Leak]:
    declared = TABLES[table].variables
    for name in rows.columns:
        if name not in declared:
            yield Leak(table, name, "a column that the model does not know", 1)
            continue
        if not rows[name].type().is_string():
            continue
        values = [row[name] for row in engine.rows(rows.select(name).distinct()) if row[name] is not None]
        yield from _leaks_of_column(table, declared[name], values, original_ids)


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
