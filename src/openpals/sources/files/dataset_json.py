"""CDISC Dataset-JSON (1.1, its NDJSON form, and the shape of 1.0) as a Parquet file of strings."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

import ijson

from .cells import TextTable, text_of
from .header import BOM, LONGEST_LINE, header_problems
from .problems import MOST_LISTED, Fault, Problem, SourceRefused
from .text_file import TextFile, scratch_path

BATCH = 20_000

EXPORT = "Export it as CDISC Dataset-JSON 1.1."
MALFORMED = Fault("the JSON breaks off here", "Export or copy the file again; it must be whole, in UTF-8.")
NO_COLUMNS = Fault("it declares no columns, so it is not Dataset-JSON", EXPORT)
NOT_A_ROW = Fault("this row is not a list of values", EXPORT)
NOT_SINGLE = Fault("a cell holds a list or an object", "Write one text, number or null a cell.")
MEND = "Export it again; every row has one value for each column."


@dataclass
class _Description:
    """What precedes the rows: the columns, where the rows are found, how many are announced."""

    columns: list[dict[str, Any]] = field(default_factory=list)
    rows: str = "rows"
    records: int | None = None


def open_dataset_json(path: Path, name: str, scratch: Path, encoding: str | None = None) -> TextFile:
    """Read the one data set in ``path`` as a stream.

    ``encoding`` is not used: JSON is UTF-8. Raises ``SourceRefused`` when the file is not Dataset-JSON,
    is malformed, or a row does not fit the columns.
    """
    with path.open("rb") as handle:
        try:
            description = _describe(_after_bom(handle))
        except ijson.JSONError:
            raise SourceRefused([MALFORMED.at(name)]) from None
        rows = ijson.items(_after_bom(handle), f"{description.rows}.item")
        return _write(rows, description, name, scratch)


def open_dataset_ndjson(path: Path, name: str, scratch: Path, encoding: str | None = None) -> TextFile:
    """The form of one JSON value a line: the description first, then a line a row."""
    with path.open("rb") as handle:
        lines = _json_lines(_after_bom(handle))
        description = _Description()
        try:
            for value in lines:
                if not isinstance(value, dict):
                    return _write(chain([value], lines), description, name, scratch)
                description.columns = value.get("columns", description.columns)
                description.records = value.get("records", description.records)
        except ValueError:
            raise SourceRefused([MALFORMED.at(name, 1 if description.columns else None)]) from None
        return _write(lines, description, name, scratch)


def _after_bom(handle: IO[bytes]) -> IO[bytes]:
    handle.seek(0)
    handle.seek(len(BOM) if handle.read(len(BOM)) == BOM else 0)
    return handle


def _describe(handle: IO[bytes]) -> _Description:
    """Read up to the end of the columns. In 1.0 they are ``items`` beside ``itemData``, under the
    identifier of the data set."""
    description = _Description()
    column: dict[str, Any] = {}
    for prefix, event, value in ijson.parse(handle):
        parent, _, last = prefix.rpartition(".")
        of_1_0 = "itemGroupData." in prefix
        if last == "records" and event == "number" and (not parent or of_1_0):
            description.records = value
        if event == "end_array" and (prefix == "columns" or (of_1_0 and last == "items")):
            description.rows = "rows" if prefix == "columns" else f"{parent}.itemData"
            return description
        if prefix == "columns.item" or (of_1_0 and prefix.endswith(".items.item")):
            if event == "start_map":
                column = {}
                description.columns.append(column)
        elif prefix.startswith("columns.item.") or (of_1_0 and parent.endswith(".items.item")):
            column[last] = value
    description.columns = []
    return description


def _json_lines(handle: IO[bytes]) -> Iterator[Any]:
    while line := handle.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise ValueError("a line is longer than 1 MiB")
        if line.strip():
            yield json.loads(line, parse_float=Decimal, parse_constant=_refuse_constant)


def _refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _names(description: _Description) -> tuple[str, ...]:
    given = description.columns if isinstance(description.columns, list) else []
    return tuple(str(column.get("name") or "").strip() for column in given if isinstance(column, dict))


def _write(rows: Iterator[Any], description: _Description, name: str, scratch: Path) -> TextFile:
    columns = _names(description)
    problems = header_problems(columns, name)
    if problems or not columns:
        raise SourceRefused(problems or [NO_COLUMNS.at(name)])
    labels = {
        column: str(described["label"])
        for column, described in zip(columns, description.columns, strict=True)
        if described.get("label")
    }
    reader = _Rows(rows, columns, name)
    found = iter(reader)
    with TextTable(scratch_path(scratch, name, ".parquet"), columns) as table:
        while batch := list(islice(found, BATCH)):
            table.write(list(zip(*batch, strict=True)))
        problems = reader.problems
        if not problems and description.records not in (None, table.rows):
            what = f"it announces {description.records} rows and holds {table.rows}"
            problems = [Problem(name, None, None, what, "Copy or export the file again.")]
        if problems:
            raise SourceRefused(problems)
    return TextFile(name, "parquet", table.path, columns, table.rows, labels)


class _Rows:
    """Rows as text; those that cannot be are noted as problems and passed over."""

    def __init__(self, rows: Iterator[Any], columns: tuple[str, ...], name: str) -> None:
        self.problems: list[Problem] = []
        self._rows = rows
        self._columns = columns
        self._name = name

    def __iter__(self) -> Iterator[list[str | None]]:
        number = 0
        width = len(self._columns)
        try:
            for number, row in enumerate(self._rows, start=1):
                try:
                    if isinstance(row, list) and len(row) == width:
                        yield [text_of(cell) for cell in row]
                        continue
                except TypeError:  # a list or an object in a cell: the check below names it
                    pass
                if len(self.problems) == MOST_LISTED:
                    what = f"more than {MOST_LISTED} rows are not as described; the rest was not read"
                    self.problems.append(Problem(self._name, None, None, what, MEND))
                    return
                self.problems.append(self._problem(number, row))
        except (ijson.JSONError, ValueError):
            self.problems.append(MALFORMED.at(self._name, number + 1))

    def _problem(self, number: int, row: Any) -> Problem:
        if not isinstance(row, list):
            return NOT_A_ROW.at(self._name, number)
        if len(row) != len(self._columns):
            what = f"{len(self._columns)} columns are declared, this row has {len(row)} values"
            return Problem(self._name, number, None, what, MEND)
        nested = next(place for place, cell in enumerate(row) if isinstance(cell, list | dict))
        return NOT_SINGLE.at(self._name, number, self._columns[nested])
