"""The header of a source file: column names, and for a CSV its delimiter and extent in bytes."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .problems import Fault, Problem, SourceRefused

LONGEST_LINE = 1 << 20
"""Bytes in the longest line taken for data; beyond it a quote or a line end has been lost."""

BOM = b"\xef\xbb\xbf"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = (",", ";", "\t")

EMPTY = Fault("the file is empty", "Export it again, with a header line, or take it out of the folder.")
BLANK_FIRST = Fault("the first line is blank", "Remove it: the header must be the first line.")
WIDE = Fault(
    "the file is UTF-16, not UTF-8",
    'Save it as UTF-8, or declare encoding = "utf-16" for it in contribution.toml.',
)
NO_LINES = Fault("the first line is longer than 1 MiB", "Check that this is a CSV file with one header line.")
MAC_LINES = Fault("lines end in a carriage return only", "Save it with line feeds (\\n) or Windows line ends (\\r\\n).")
NAMELESS = "Give every column a name of its own in the header."


@dataclass(frozen=True)
class CsvHeader:
    """The first record of a CSV file.

    ``raw`` is the line without byte-order mark and line end; ``start`` and ``end`` are byte offsets of
    its first byte and of the first data byte.
    """

    names: tuple[str, ...]
    delimiter: str
    raw: bytes
    start: int
    end: int


def read_csv_header(path: Path, name: str) -> CsvHeader:
    """Read the header of the CSV at ``path``; raise ``SourceRefused`` when there is none to read."""
    with path.open("rb") as handle:
        head = handle.read(LONGEST_LINE + len(BOM) + 2)
    if head.startswith(UTF_16):
        raise SourceRefused([WIDE.at(name)])
    start = len(BOM) if head.startswith(BOM) else 0
    if not head[start:].strip():
        raise SourceRefused([EMPTY.at(name)])
    end = _record_end(head, start)
    raw = head[start:end].removesuffix(b"\n").removesuffix(b"\r")
    if len(raw) > LONGEST_LINE:
        raise SourceRefused([NO_LINES.at(name)])
    if b"\n" not in head and b"\r" in head.rstrip():
        raise SourceRefused([MAC_LINES.at(name)])
    if not raw.strip():
        raise SourceRefused([BLANK_FIRST.at(name)])
    text = raw.decode("utf-8", errors="replace")  # bad bytes are reported by the preflight
    unquoted = re.sub('"[^"]*"', "", text)
    delimiter = max(DELIMITERS, key=unquoted.count)  # the first of equals: the comma
    fields = next(csv.reader([text], delimiter=delimiter, skipinitialspace=True))
    return CsvHeader(tuple(field.strip() for field in fields), delimiter, raw, start, end)


def _record_end(head: bytes, start: int) -> int:
    """The offset after the first record: a quoted name may itself hold a line end."""
    end = start
    while True:
        newline = head.find(b"\n", end)
        if newline < 0:
            return len(head)
        end = newline + 1
        if head.count(b'"', start, end) % 2 == 0:
            return end


def header_problems(names: Sequence[str], file: str) -> list[Problem]:
    """Columns without a name, and names that occur twice.

    Names are compared without regard to case, as the engine does. ``X.1`` beside ``X`` is what some
    tools write for a second ``X``: the repetition is older than this file, and nobody knows which is which.
    """
    problems = []
    seen: dict[str, int] = {}
    folded = {name.casefold() for name in names}
    for number, name in enumerate(names, start=1):
        key = name.casefold()
        suffixed = re.fullmatch(r"(.+)\.\d+", key)
        if not name:
            problems.append(Problem(file, None, None, f"column {number} has no name", NAMELESS))
        elif key in seen:
            what = f"column {number} repeats the name of column {seen[key]}"
            problems.append(Problem(file, None, name, what, NAMELESS))
        elif suffixed and suffixed[1] in folded:
            what = f"column {number} looks like a second column of the same name, numbered by a tool"
            problems.append(Problem(file, None, name, what, NAMELESS))
        seen.setdefault(key, number)
    return problems
