"""Lines of CSV, made by the engine and written as they come: a file of any size in the memory of one batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

BOM = b"\xef\xbb\xbf"

_SIGNS = ",", '"', "\n", "\r"


def quoted_text(text: str) -> str:
    """A text as it stands in a line: in quotes where it holds a comma, a quote or a line end."""
    special = any(sign in text for sign in _SIGNS)
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if special else text


def quoted(text: ir.StringValue) -> ir.StringValue:
    """``quoted_text`` in the engine."""
    special = reduce(or_, (text.contains(sign) for sign in _SIGNS))
    return special.ifelse('"' + text.replace('"', '""') + '"', text)


def line(cells: Sequence[ir.StringValue]) -> ir.StringValue:
    """One line of a file with its end; empty cells are null."""
    return ibis.literal(",").join([cell.fill_null("") for cell in cells]) + "\n"


def write_lines(path: Path, header: Sequence[str], batches: Iterable[pa.RecordBatch], bom: bool) -> int:
    """Writes a file out of batches of one column of lines; gives the number of lines beside the header."""
    rows = 0
    with path.open("wb") as file:
        file.write((BOM if bom else b"") + (",".join(map(quoted_text, header)) + "\n").encode())
        for batch in batches:
            file.write(_text_of(batch.column(0)))
            rows += batch.num_rows
    return rows


def _text_of(lines: pa.StringArray) -> memoryview:
    """All texts of an array one after the other: as they lie in its memory already."""
    _, ends, text = lines.buffers()
    first, last = (lines.offset, lines.offset + len(lines)) if len(lines) else (0, 0)
    if text is None or first == last:
        return memoryview(b"")
    offsets = memoryview(ends).cast("i")
    return memoryview(text)[offsets[first] : offsets[last]]
