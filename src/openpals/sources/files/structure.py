"""How the engine shall split a CSV into fields, whether it split all of it, and where it cannot."""

import glob
import re
from pathlib import Path

import duckdb
import numpy as np

from .header import CsvHeader, read_csv_header
from .locate import mixed_line_end, places
from .problems import MOST_LISTED, Fault, Problem, SourceRefused
from .text_file import TextFile

CHUNK = 1 << 19

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


def csv_options(text_file: TextFile) -> dict[str, str | bool | int]:
    """The options of DuckDB's ``read_csv`` under which this file means what it says.

    Detection stays on: without it the engine takes every file for 42 rows and plans joins the wrong way
    round. All that detection might get wrong is named instead: left to itself it would skip leading rows
    that differ from the rest, and take ``#`` for a comment.
    """
    return _options(read_csv_header(text_file.path, text_file.file).delimiter)


def _options(delimiter: str) -> dict[str, str | bool | int]:
    return {
        "all_varchar": True,
        "header": True,
        "delim": delimiter,
        "quote": '"',
        "escape": '"',
        "comment": "",
        "skip": 0,
        "strict_mode": True,
        "null_padding": False,
        "ignore_errors": False,
        "encoding": "utf-8",
    }


def expected_rows(text_file: TextFile) -> int:
    """Rows of a CSV, counted without the engine: what the engine reads must come to the same.

    DuckDB 1.5.5 loses the end of a file, up to 8 MB and without an error, when a faulty row is the first
    of its last 8 MB block. Where a quote stands inside an unquoted value this count may be wrong, so a
    difference is a reason to call ``structural_problems`` with the engine's count, not yet a fault.
    """
    header = read_csv_header(text_file.path, text_file.file)
    count = 0
    quoted = False
    blank, last_ended = len(header.names) > 1, True
    with text_file.path.open("rb") as handle:
        handle.seek(header.end)
        while chunk := handle.read(CHUNK):
            data = np.frombuffer(chunk, np.uint8)
            if b"\r" in chunk:
                data = data[data != ord("\r")]
            if not len(data):
                continue
            ends = data == ord("\n")
            if quoted or b'"' in chunk:
                quoted = _drop_quoted(data, ends, quoted)
            count += int(np.count_nonzero(ends))
            if blank:  # the engine passes over blank lines, except in a file of one column
                count -= int(np.count_nonzero(ends[1:] & ends[:-1])) + int(last_ended and ends[0])
            last_ended = bool(ends[-1])
    return count + (not last_ended)


def _drop_quoted(data: np.ndarray, ends: np.ndarray, quoted: bool) -> bool:
    """Take line ends inside quotes out of ``ends``; true when the data end inside quotes."""
    quotes = np.flatnonzero(data == ord('"'))
    lines = np.flatnonzero(ends)
    inside = (np.searchsorted(quotes, lines) + quoted) % 2 == 1
    ends[lines[inside]] = False
    return bool((len(quotes) + quoted) % 2)


def structural_problems(path: Path, name: str, rows: int | None = None) -> list[Problem]:
    """Why the engine cannot split the CSV at ``path``: called when its scan has raised.

    Pass the engine's count as ``rows`` when it differs from ``expected_rows``. An empty list means that
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
    options = _options(header.delimiter) | {"auto_detect": False, "parallel": False, "store_rejects": True}
    del options["all_varchar"], options["ignore_errors"]
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
