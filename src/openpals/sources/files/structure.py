"""Where a CSV cannot be split into fields."""

import glob
import re
from pathlib import Path

import duckdb

from .header import CsvHeader, read_csv_header
from .locate import mixed_line_end, places
from .problems import MOST_LISTED, Fault, Problem, SourceRefused

MIXED = Fault(
    "a line end unlike the header's",
    "Save the file with one kind of line end; put a line end inside a value between quotes.",
)
QUOTING = Fault(
    "a quoted value is not closed, or text follows its closing quote",
    'Quote the whole value, and write a quote inside it twice (""), as RFC 4180 says.',
)
TOO_LONG = Fault("a row longer than 2 MB", "Look for a quote that is not closed, and export the file again.")
UNREADABLE = Fault("it cannot be split into rows and columns", "Export it again as CSV following RFC 4180.")
FIELD_COUNT = "Quote values that hold the delimiter or a line end, or mend the row."
REJECTS = {"UNQUOTED VALUE": QUOTING, "LINE SIZE OVER MAXIMUM": TOO_LONG}


def structural_problems(path: Path, name: str, rows: int | None = None) -> list[Problem]:
    """Why the engine cannot split the CSV at ``path``: called when its scan has raised.

    Pass the engine's count as ``rows`` when it differs from the file's. An empty list means that
    the file is in order: a failure had another cause, and a differing count was the engine's right one.
    """
    try:
        header = read_csv_header(path, name)
    except SourceRefused as refused:
        return refused.problems
    if (offset := mixed_line_end(path, header)) is not None:
        place = places(path, header, [offset])[0]
        return [MIXED.at(name, place.row)]
    try:
        count, rejects = _rejects(path, header)
    except duckdb.Error:
        return [UNREADABLE.at(name)]
    problems: dict[int, Problem] = {}
    for line, column, kind, message in rejects:
        problems.setdefault(line - 1, _problem(name, line - 1, column, kind, message))
    if not problems and rows is not None and rows != count:
        what = f"the engine read {rows} of {count} rows"
        return [Problem(name, None, None, what, "Report this: the file is in order, the reading is not.")]
    listed = [problems[row] for row in sorted(problems)]
    more = [UNREADABLE.more(name)] if len(listed) > MOST_LISTED else []
    return listed[:MOST_LISTED] + more


def _rejects(path: Path, header: CsvHeader) -> tuple[int, list[tuple[int, str | None, str, str]]]:
    """Rows read, and the rows refused, from one sequential scan.

    In parallel DuckDB may pass over the very row that is looked for; and its detection gives up on what
    it shall find here, so columns are given and detection is off, which no join follows to suffer from.
    """
    options = {
        "header": True,
        "delim": header.delimiter,
        "quote": '"',
        "escape": '"',
        "comment": "",
        "skip": 0,
        "strict_mode": True,
        "null_padding": False,
        "encoding": "utf-8",
        "auto_detect": False,
        "parallel": False,
        "store_rejects": True,
    }
    given = ", ".join(f"{key} = {_literal(value)}" for key, value in options.items())
    columns = ", ".join(f"c{number}: 'VARCHAR'" for number in range(len(header.names)))
    with duckdb.connect() as connection:
        counted = connection.execute(
            f"SELECT count(*), count(COLUMNS(*)) FROM read_csv({_literal(glob.escape(str(path)))}, {given},"
            f" columns = {{{columns}}}, rejects_limit = {MOST_LISTED * 10})"
        ).fetchall()  # to the end: only then is the table of rejects there
        rejects = connection.execute(
            "SELECT line, column_idx, error_type::VARCHAR, error_message FROM reject_errors ORDER BY line"
        ).fetchall()
    named = [(line, _name(header, index), kind, message) for line, index, kind, message in rejects]
    return counted[0][0], named


def _name(header: CsvHeader, index: int | None) -> str | None:
    return header.names[index - 1] if index is not None and 1 <= index <= len(header.names) else None


def _problem(name: str, row: int, column: str | None, kind: str, message: str) -> Problem:
    # The engine's message quotes the line, so only the two numbers are taken from it.
    numbers = re.search(r"Columns: (\d+) Found: (\d+)", message)
    if numbers:
        what = f"the header has {numbers[1]} columns, this row {numbers[2]}"
        return Problem(name, row, None, what, FIELD_COUNT)
    return REJECTS.get(kind, UNREADABLE).at(name, row, column)


def _literal(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
