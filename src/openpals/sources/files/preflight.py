"""Everything wrong with a CSV's bytes, found in one pass and a fixed amount of memory.

The engine splits the file into fields later; this pass only asks what makes that splitting unsafe, with
searches that run at the speed of memory. Only when something is found does ``locate`` walk the file again.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .header import LONGEST_LINE, CsvHeader, header_problems
from .locate import broken_quote, places
from .problems import MOST_LISTED, Fault, Problem
from .row_count import RowCount

CHUNK = 1 << 19
"""Bytes read at a time: few enough to stay in a processor's cache while they are searched six times."""

NUL = Fault("a NUL byte, which no text holds", "Export the file again as UTF-8 text; a damaged copy looks like this.")
NOT_UTF_8 = Fault(
    "a byte that is not UTF-8",
    'Save the file as UTF-8, or declare encoding = "windows-1252" in contribution.toml.',
)
LONG_LINE = Fault(
    "a line longer than 1 MiB; the file was not read beyond it",
    "Look for a quote that is not closed or a lost line end, and export the file again.",
)
HEADER_AGAIN = Fault("the header line is repeated as a data row", "Remove it; files were probably joined end to end.")
BROKEN_QUOTE = Fault(
    "a quote is opened and not closed at the end of the field, or a blank stands before it",
    'Put quotes next to the delimiters, and write a quote inside a value twice (""), as RFC 4180 says.',
)


@dataclass(frozen=True)
class Checked:
    """What is known of a CSV's bytes. ``quoted``: a quote occurs; ``padded``: a cell may begin or end with a blank."""

    problems: list[Problem]
    rows: int
    quoted: bool
    padded: bool


def preflight(path: Path, name: str, header: CsvHeader) -> Checked:
    """All problems in the header and the bytes of the CSV at ``path``, in the order of the file."""
    scan = _Scan(header)
    with path.open("rb", buffering=0) as handle:
        buffer = bytearray(CHUNK)
        while not scan.stopped and (size := handle.readinto(buffer)):
            scan.feed(buffer if size == CHUNK else buffer[:size])
    scan.finish()
    found = [(offset, fault) for fault, offsets in scan.found.items() for offset in offsets]
    # A hint only: 5" is a value, and a good one.
    if scan.doubtful_quote and not scan.stopped and (broken := broken_quote(path, header)) is not None:
        found.append((broken, BROKEN_QUOTE))
    found.sort(key=lambda item: item[0])
    problems = header_problems(header.names, name) + list(_located(path, name, header, found))
    return Checked(problems, scan.rows.rows, scan.quoted, scan.padded)


def _located(path: Path, name: str, header: CsvHeader, found: list[tuple[int, Fault]]) -> Iterator[Problem]:
    """The faults as problems: each once a row, ``MOST_LISTED`` of a kind and one line for the rest."""
    where = places(path, header, [offset for offset, _ in found]) if found else []
    listed: dict[Fault, set[int | None]] = {}
    for place, (_, fault) in zip(where, found, strict=True):
        rows = listed.setdefault(fault, set())
        if place.row in rows:
            continue
        rows.add(place.row)
        if len(rows) <= MOST_LISTED:
            yield fault.at(name, place.row, None if fault is HEADER_AGAIN else place.column)
        elif len(rows) == MOST_LISTED + 1:
            yield fault.more(name)


class _Scan:
    """The state carried from chunk to chunk. Offsets count from the start of the file."""

    def __init__(self, header: CsvHeader) -> None:
        self.found: dict[Fault, list[int]] = {}
        self.rows = RowCount(len(header.names))
        self.quoted = False
        self.doubtful_quote = False
        self.padded = False
        self.stopped = False
        self._base = 0  # offset of the chunk at hand
        self._line = 0  # offset of the line that is not yet ended
        self._tail = b""  # end of the last chunk, where a repeated header may begin
        self._pending = b""  # a character cut by the end of the last chunk
        self._header = header
        self._repeat = b"\n" + header.raw
        self._rare: int | None = None
        self._blanks = tuple(byte for byte in b" \t" if byte != ord(header.delimiter))
        self._ends_cell = np.zeros(256, bool)
        self._ends_cell[list(b'\r\n"' + header.delimiter.encode())] = True
        self._last = ord("\n")  # the byte before the chunk at hand
        self._inside = False  # whether a quote is open there
        self._closed = False  # whether that byte closes one

    def feed(self, chunk: bytearray) -> None:
        """Search the next bytes of the file."""
        self._measure_lines(chunk)
        self._find_nul(chunk)
        if self._pending or not chunk.isascii():
            self._decode(self._pending + bytes(chunk))
        if self.quoted or b'"' in chunk:
            self.quoted = True
            self._check_quotes(chunk)
        if not self.padded:
            self._find_padding(chunk)
        self._find_header(chunk)
        if self._base >= self._header.end:
            self.rows.feed(chunk)
        elif self._base + len(chunk) > self._header.end:
            self.rows.feed(chunk[self._header.end - self._base :])
        self._base += len(chunk)
        self._last = chunk[-1]

    def finish(self) -> None:
        """The file has ended: what was left open stays open."""
        self.padded |= self._last in self._blanks
        self.doubtful_quote |= self._inside
        if self._pending:
            self._note(NOT_UTF_8, self._base - len(self._pending))
        if self._tail.endswith(self._repeat) and not self.stopped:
            self._note(HEADER_AGAIN, self._base - len(self._header.raw))

    def _note(self, fault: Fault, offset: int) -> bool:
        """Keep a finding; false when enough of this kind are kept."""
        offsets = self.found.setdefault(fault, [])
        if len(offsets) <= MOST_LISTED:  # one beyond, to know that there are more
            offsets.append(offset)
        return len(offsets) <= MOST_LISTED

    def _measure_lines(self, chunk: bytearray) -> None:
        # Looking backwards from the furthest place where the line may end meets a line end at once.
        while (limit := self._line + LONGEST_LINE + 1 - self._base) <= len(chunk):
            newline = chunk.rfind(b"\n", max(self._line - self._base, 0), max(limit, 0))
            if newline < 0:
                self._note(LONG_LINE, self._line + LONGEST_LINE)
                self.stopped = True
                return
            self._line = self._base + newline + 1
        newline = chunk.rfind(b"\n", max(self._line - self._base, 0))
        if newline >= 0:
            self._line = self._base + newline + 1

    def _find_nul(self, chunk: bytearray) -> None:
        nul = chunk.find(0)
        while nul >= 0 and self._note(NUL, self._base + nul):
            newline = chunk.find(b"\n", nul)
            nul = chunk.find(0, newline) if newline >= 0 else -1

    def _find_padding(self, chunk: bytearray) -> None:
        """See whether a blank touches what ends a cell."""
        data = np.frombuffer(chunk, np.uint8)
        for blank in self._blanks:
            if self.padded or chunk.find(blank) < 0:
                continue
            at = np.flatnonzero(data == blank)
            beside = np.concatenate([data[at[at > 0] - 1], data[at[at < len(data) - 1] + 1]])
            self.padded = bool(self._ends_cell[beside].any())
        seam = (self._last, chunk[0])
        self.padded |= any(one in self._blanks and bool(self._ends_cell[other]) for one, other in (seam, seam[::-1]))

    def _check_quotes(self, chunk: bytearray) -> None:
        """See whether quotes that open follow what ends a cell, and quotes that close are followed by it.

        A quote written twice closes and opens again.
        """
        data = np.frombuffer(chunk, np.uint8)
        at = np.flatnonzero(data == ord('"'))
        closes = (np.arange(len(at)) + self._inside) % 2 == 1
        before = np.where(at > 0, data[at - 1], self._last)
        self.doubtful_quote |= self._closed and not self._ends_cell[data[0]]
        self.doubtful_quote |= not self._ends_cell[before[~closes]].all()
        followed = closes & (at < len(data) - 1)
        self.doubtful_quote |= not self._ends_cell[data[at[followed] + 1]].all()
        self._inside ^= bool(len(at) % 2)
        self._closed = bool(len(at)) and bool(closes[-1]) and int(at[-1]) == len(data) - 1

    def _decode(self, data: bytes) -> None:
        start = self._base - len(self._pending)
        position, self._pending = 0, b""
        while len(self.found.get(NOT_UTF_8, [])) <= MOST_LISTED:
            try:
                used = codecs.utf_8_decode(memoryview(data)[position:], "strict", False)[1]
            except UnicodeDecodeError as error:
                bad = position + error.start
                self._note(NOT_UTF_8, start + bad)
                position = data.find(b"\n", bad)
                if position < 0:
                    return
            else:
                self._pending = data[position + used :]
                return

    def _find_header(self, chunk: bytearray) -> None:
        """Note each line equal to the header. Most chunks lack one of its bytes, and are passed over fast."""
        if self._rare is None:
            counts = np.bincount(np.frombuffer(chunk, np.uint8), minlength=256)
            self._rare = min(self._header.raw, key=lambda byte: int(counts[byte]))
        seam = self._tail + bytes(chunk[: len(self._repeat) + 2])
        self._search(seam, self._base - len(self._tail), len(self._tail))
        if chunk.find(self._rare) >= 0:
            self._search(chunk, self._base, len(chunk))
        self._tail = (self._tail + bytes(chunk[-len(self._repeat) - 1 :]))[-len(self._repeat) - 1 :]

    def _search(self, data: bytes | bytearray, base: int, before: int) -> None:
        hit = data.find(self._repeat, 0, before + len(self._repeat))
        while hit >= 0:
            after = hit + len(self._repeat)
            if data[after : after + 1] == b"\n" or data[after : after + 2] == b"\r\n":
                offset = base + hit + 1
                if offset not in self.found.get(HEADER_AGAIN, ()) and not self._note(HEADER_AGAIN, offset):
                    return
            hit = data.find(self._repeat, after, before + len(self._repeat))
