"""The rows of a CSV, counted without splitting it: what a reader reads must come to the same."""

import numpy as np
import numpy.typing as npt


class RowCount:
    """Counts line ends outside quotes, piece by piece. Feed it everything behind the header.

    A reader may lose the end of a file without an error (DuckDB 1.5.5 does, when a faulty row is the first of a last
    block of 8 MB). Where a quote stands inside an unquoted value this count may be wrong, so a difference is a reason
    to look closer, not yet a fault.
    """

    def __init__(self, columns: int) -> None:
        self._count = 0
        self._quoted = False
        self._last_ended = True
        self._passes_blank = columns > 1  # readers pass over blank lines, except in a file of one column

    def feed(self, chunk: bytes | bytearray) -> None:
        """The next bytes of the file."""
        data = np.frombuffer(chunk, np.uint8)
        if b"\r" in chunk:
            data = data[data != ord("\r")]
        if not len(data):
            return
        ends = data == ord("\n")
        if self._quoted or b'"' in chunk:
            self._drop_quoted(data, ends)
        self._count += int(np.count_nonzero(ends))
        if self._passes_blank:
            self._count -= int(np.count_nonzero(ends[1:] & ends[:-1])) + int(self._last_ended and ends[0])
        self._last_ended = bool(ends[-1])

    @property
    def rows(self) -> int:
        """Rows so far, the last one even if nothing ends it."""
        return self._count + (not self._last_ended)

    def _drop_quoted(self, data: npt.NDArray[np.uint8], ends: npt.NDArray[np.bool_]) -> None:
        """Takes line ends inside quotes out of ``ends``."""
        quotes = np.flatnonzero(data == ord('"'))
        lines = np.flatnonzero(ends)
        inside = (np.searchsorted(quotes, lines) + self._quoted) % 2 == 1
        ends[lines[inside]] = False
        self._quoted = bool((len(quotes) + self._quoted) % 2)
