"""SAS transport files (XPT, version 5 and 8) as a Parquet file of strings."""

import io
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pyreadstat

from .cells import TextTable, text_of
from .header import header_problems
from .problems import MOST_LISTED, Fault, Problem, SourceRefused
from .text_file import TextFile, scratch_path

CHUNK = 1 << 21
"""Bytes of rows read at a time."""

CARD = 80  # bytes: the format dates from punched cards, and pads every part to a whole card
DESCRIPTION = 140  # bytes describing one variable
RAW = "ISO-8859-1"
"""Read as this every byte is kept, so that one can be decoded, and a bad one named, cell by cell."""

SAS_EPOCH = datetime(1960, 1, 1)
DAY = 86_400
DATES = re.compile(
    r"(E8601|B8601|IS8601)D[AN]|DATE|DAY|(DDMM|MMDD)YY[BCDNPS]?|YYMMDD[BCDNPS]?|JUL(DAY|IAN)|MM?YY[CDNPS]?|MONYY"
    r"|MONTH|MONNAME|DOWNAME|QTRR?|WEEKDAT[EX]|WEEKDAY|WEEK[UVW]|WORDDAT[EX]|YEAR|YYMM[CDNPS]?|YYMON|YYQR?[CDNPS]?"
)
DATETIMES = re.compile(r"(E8601|B8601|IS8601)D[TZX]|DATETIME|DATEAMPM|DTDATE|DTMONYY|DTWKDATX|DTYEAR|DTYYQC|MDYAMPM")
TIMES = re.compile(r"(E8601|B8601|IS8601)T[MZX]|TIME|TIMEAMPM|TOD|HHMM|HOUR|MMSS")

NOT_XPT = Fault("it is not a SAS transport file", "Export it as XPT version 5 (PROC COPY to an XPORT library).")
CUT_SHORT = Fault("the file is cut short", "Copy or export it again.")
SEVERAL = Fault("it holds more than one data set", "Export each data set to an XPT file of its own.")
NOT_UTF_8 = Fault("a byte that is not UTF-8", 'Declare encoding = "windows-1252" in contribution.toml.')
UNDECODABLE = Fault(
    "a byte that the declared encoding does not know",
    "Declare the encoding of the SAS session that wrote the file.",
)


@dataclass(frozen=True)
class _Layout:
    """``start``: offset of the first row; ``length``: bytes in a row."""

    start: int
    length: int


def open_xpt(path: Path, name: str, scratch: Path, encoding: str | None = None) -> TextFile:
    """Read all rows of the one data set in ``path``; blanks that pad a text are dropped.

    Raises ``SourceRefused``: not an XPT file, cut short, several data sets, bytes not in ``encoding``.
    """
    layout = _layout(path, name)
    decode = _Decoder(name, encoding)
    chunks = _chunks(path, name, layout)
    first = next(chunks)
    metadata = first[1]
    columns = tuple(decode(column, 0, None).strip() for column in metadata.column_names)
    labels = {
        column: decode(label, 0, column) for column, label in zip(columns, metadata.column_labels, strict=True) if label
    }
    problems = header_problems(columns, name)
    if problems or decode.problems:
        raise SourceRefused(problems + decode.problems)
    formats = [metadata.original_variable_types[column] or "" for column in metadata.column_names]
    with TextTable(scratch_path(scratch, name, ".parquet"), columns) as table:
        for cells, _ in chain([first], chunks):
            texts = [
                _texts(values, kind, column, table.rows, decode)
                for values, kind, column in zip(cells.values(), formats, columns, strict=True)
            ]
            table.write(texts)
        if decode.problems:
            raise SourceRefused(decode.problems)
    return TextFile(name, "parquet", table.path, columns, table.rows, labels)


def _layout(path: Path, name: str) -> _Layout:
    """Where the rows are; refuses what the reader would pass over: missing rows, a second data set."""
    with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data[:23] != b"HEADER RECORD*******LIB":
            raise SourceRefused([NOT_XPT.at(name)])
        variables = data.find(b"HEADER RECORD*******NAM")
        rows = data.find(b"HEADER RECORD*******OBS", max(variables, 0))
        if variables < 0 or rows < 0 or len(data) % CARD:
            raise SourceRefused([CUT_SHORT.at(name)])
        if data.find(b"HEADER RECORD*******MEMB", rows) >= 0:
            raise SourceRefused([SEVERAL.at(name)])
        # A card of the variables' header gives their number in digits 54 to 58; bytes 4 and 5 of each
        # description give its length in a row.
        digits = data[variables + 54 : variables + 58]
        number = int(digits) if digits.isdigit() else 0
        first = variables + CARD
        length = sum(
            int.from_bytes(data[at + 4 : at + 6], "big")
            for at in range(first, first + number * DESCRIPTION, DESCRIPTION)
        )
        if not length:
            raise SourceRefused([NOT_XPT.at(name)])
        padding = (len(data) - rows - CARD) % length
        if padding >= CARD or data[len(data) - padding :].strip(b" "):
            raise SourceRefused([CUT_SHORT.at(name)])
        return _Layout(rows + CARD, length)


def _chunks(path: Path, name: str, layout: _Layout) -> Iterator[tuple[dict[str, list[Any]], Any]]:
    """Columns and metadata, some whole cards of rows at a time, each given to the reader as a small file.

    The reader's own way to start at a later row goes through all rows before it, every time.
    """
    size = max(CHUNK // (CARD * layout.length), 1) * CARD  # rows; a multiple of a card needs no padding
    with path.open("rb") as handle:
        head = handle.read(layout.start)
        rows = handle.read(size * layout.length)
        while True:
            try:
                cells, metadata = pyreadstat.read_xport(
                    io.BytesIO(head + rows),
                    output_format="dict",
                    encoding=RAW,
                    disable_datetime_conversion=True,
                )
            except pyreadstat.ReadstatError:
                raise SourceRefused([NOT_XPT.at(name)]) from None
            rows = handle.read(size * layout.length)
            if rows:  # the reader takes blank rows at the end for padding; here they are rows
                cells = {column: values + [None] * (size - len(values)) for column, values in cells.items()}
            yield cells, metadata
            if not rows:
                return


class _Decoder:
    """Text out of the bytes of a cell, noting those that do not decode."""

    def __init__(self, name: str, encoding: str | None) -> None:
        self.problems: list[Problem] = []
        self._name = name
        self._encoding = encoding or "utf-8"
        self._fault = NOT_UTF_8 if encoding is None else UNDECODABLE

    def __call__(self, raw: str, row: int, column: str | None) -> str:
        if raw.isascii():
            return raw
        try:
            return raw.encode(RAW).decode(self._encoding)
        except UnicodeDecodeError:
            if len(self.problems) < MOST_LISTED:
                self.problems.append(self._fault.at(self._name, row or None, column))
            elif len(self.problems) == MOST_LISTED:
                self.problems.append(self._fault.more(self._name))
            return ""


def _texts(values: list[Any], kind: str, column: str, before: int, decode: _Decoder) -> list[str | None]:
    """One column's cells as text. ``kind`` is its SAS format, such as ``DATE9.``"""
    kind = kind.upper().rstrip(".0123456789")
    if DATES.fullmatch(kind):
        return [None if value is None else _moment(value * DAY, "date") for value in values]
    if DATETIMES.fullmatch(kind):
        return [None if value is None else _moment(value, "datetime") for value in values]
    if TIMES.fullmatch(kind):
        return [None if value is None else _moment(value, "time") for value in values]
    return [
        decode(value, row, column).rstrip(" ") or None if isinstance(value, str) else text_of(value)
        for row, value in enumerate(values, start=before + 1)
    ]


def _moment(seconds: float, part: str) -> str | None:
    """Seconds since the SAS epoch, or since midnight, as ISO 8601.

    What is no such moment stays the number it is: later checks can name it, and nothing is lost.
    """
    if part == "time" and not 0 <= seconds < DAY:
        return text_of(seconds)
    try:
        moment = SAS_EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return text_of(seconds / DAY if part == "date" else seconds)
    if part == "date":
        return date.isoformat(moment.date())
    return text_of(moment if part == "datetime" else moment.time())
