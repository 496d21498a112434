"""From a byte offset in a CSV file to the row and column a person can look up.

Only faults are located, so this may be slow (it follows every quoted field), but it works in the memory
of the page cache and of one line.
"""

import mmap
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .header import LONGEST_LINE, CsvHeader

QUOTED_FIELD = re.compile(rb'"[^"]*+(?:""[^"]*+)*+"')
BLANKS_THEN = re.compile(rb" *+([^ ]|\Z)", re.DOTALL)
SPACE, CR, LF = b" \r\n"


@dataclass(frozen=True)
class Span:
    """A stretch of bytes that lies outside quoted fields, or is one quoted field."""

    start: int
    end: int
    quoted: bool
    well_formed: bool = True


@dataclass(frozen=True)
class Place:
    """Where an offset lies. ``row`` is ``None`` in the header, ``column`` beyond its last name."""

    row: int | None
    column: str | None


def spans(data: bytes | mmap.mmap, start: int, end: int, delimiter: str) -> Iterator[Span]:
    """Cut ``data[start:end]``, which begins a record, into quoted fields and what lies between them.

    Only a quote that begins a field quotes it; a quote later in the field is text.
    """
    ends_field = {ord(delimiter), CR, LF}
    outside = search = start
    while (quote := data.find(b'"', search, end)) >= 0:
        before = quote - 1
        while before >= start and data[before] == SPACE:
            before -= 1
        if before >= outside and data[before] not in ends_field:
            search = quote + 1
            continue
        yield Span(outside, quote, quoted=False)
        field = QUOTED_FIELD.match(data, quote, end)
        if field is None:
            yield Span(quote, end, quoted=True, well_formed=False)
            return
        after = BLANKS_THEN.match(data, field.end(), end)
        good = after is None or not after[1] or after[1][0] in ends_field
        yield Span(quote, field.end(), quoted=True, well_formed=good and before == quote - 1)
        outside = search = field.end()
    yield Span(outside, end, quoted=False)


def places(path: Path, header: CsvHeader, offsets: Sequence[int]) -> list[Place]:
    """The place of each of ``offsets`` (ascending), in one walk that ends at the last of them."""
    found = [Place(None, None) for offset in offsets if offset < header.end]
    wanted = [offset for offset in offsets if offset >= header.end]
    if not wanted:
        return found
    with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
        row, record = 1, header.end
        # Not beyond the last offset: what is not looked at is not loaded.
        for span in spans(data, header.end, min(wanted[-1] + 1, len(data)), header.delimiter):
            position = span.start
            while position < span.end:
                # A stop at each wanted offset, and often enough that a copied slice stays small.
                stop = min([span.end, position + LONGEST_LINE, *(o for o in wanted[:1] if o < span.end)])
                if not span.quoted and (newlines := (piece := data[position:stop]).count(b"\n")):
                    row += newlines
                    record = position + piece.rindex(b"\n") + 1
                position = stop
                while wanted and wanted[0] == position < span.end:
                    found.append(Place(row, _column(data, record, wanted.pop(0), header)))
    return found


def _column(data: mmap.mmap, record: int, offset: int, header: CsvHeader) -> str | None:
    """The name of the column that ``offset`` lies in, given where its record begins."""
    line = data[record : min(offset, record + LONGEST_LINE)]
    delimiter = header.delimiter.encode()
    number = sum(
        line.count(delimiter, span.start, span.end)
        for span in spans(line, 0, len(line), header.delimiter)
        if not span.quoted
    )
    return header.names[number] if number < len(header.names) else None


def broken_quote(path: Path, header: CsvHeader) -> int | None:
    """The offset of the first quoted field that is not closed, or is closed in mid-text."""
    with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for span in spans(data, header.start, len(data), header.delimiter):
            if not span.well_formed:
                return span.start
    return None


def mixed_line_end(path: Path, header: CsvHeader) -> int | None:
    """The offset of the first line end unlike the header's (a line end inside quotes is text)."""
    crlf = _ends_crlf(path, header)
    with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for span in spans(data, header.end, len(data), header.delimiter):
            position = span.end if span.quoted else span.start
            while position < span.end:
                stop = min(position + LONGEST_LINE, span.end)
                if data[stop - 1] == CR:  # never between the two bytes of one line end
                    stop = min(stop + 1, span.end)
                piece = data[position:stop]
                if (other := _other_line_end(piece, crlf)) >= 0:
                    return position + other
                position = stop
    return None


def _other_line_end(piece: bytes, crlf: bool) -> int:
    if not crlf:
        return piece.find(b"\r")
    if piece.count(b"\r\n") == piece.count(b"\n") == piece.count(b"\r"):
        return -1
    match = re.search(rb"(?<!\r)\n|\r(?!\n)", piece)
    return match.start() if match else -1


def _ends_crlf(path: Path, header: CsvHeader) -> bool:
    with path.open("rb") as handle:
        return handle.read(header.end).endswith(b"\r\n")
