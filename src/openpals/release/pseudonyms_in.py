"""Everything in a file that could be a pseudonym, whatever the file's layout."""

from __future__ import annotations

import codecs
import gzip
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..model.refused import Refused
from ..model.tables import Subject
from ..model.variable import Type
from ..privacy.pseudonyms import LENGTH, as_numbers, as_texts
from ..privacy.recipients import PLACES

CHUNK = 1 << 23  # bytes looked at, at a time
MOST = 5_000_000  # different candidates kept: far more than a release has people
AT_LEAST = 1 << 18  # candidates that are gathered before those that came twice are left out


class FileUnreadable(Refused):
    """A file cannot be read; the message says why."""


@dataclass(frozen=True)
class Candidates:
    """Different texts of a pseudonym's shape, in small letters and in order; ``whole``: none was left out."""

    ids: pa.StringArray
    whole: bool


def release_ids(release: Path) -> pa.StringArray:
    """The pseudonyms that a release has: of its subjects, and of people who are several of them."""
    names = [name for name, variable in Subject.variables.items() if variable.type is Type.PSEUDONYM]
    found = pq.read_table(release / "tables" / f"{Subject.name}.parquet", columns=names)
    return pc.unique(pa.chunked_array([chunk for name in names for chunk in found[name].chunks])).drop_null()


def pseudonyms_in(path: Path) -> Candidates:
    """All texts of 16 letters a-z and digits 2-7, in either case, that nothing of the kind continues.

    Parquet is read by its columns of texts, of whatever name; every other file as text, so that neither the layout nor
    the names of columns matter. What gzip or ZIP (so XLSX) hold is looked at inside. Memory is bounded: beyond five
    million different ones the rest is left out. Raises FileUnreadable.
    """
    found, waiting, count = pa.array([], pa.string()), list[pa.StringArray](), 0
    try:
        with path.open("rb") as file:
            for letters in _letters(file):
                if len(letters):
                    new = np.concatenate([[True], (letters[1:] != letters[:-1]).any(axis=1)])  # one person's rows
                    waiting.append(as_texts(as_numbers(letters[new])))
                    count += len(waiting[-1])
                if count > max(AT_LEAST, len(found)):  # so that nothing is compared many times
                    found, waiting, count = pc.unique(pa.chunked_array([found, *waiting])), [], 0
                if len(found) > MOST:
                    return Candidates(found[:MOST].sort(), False)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, pa.ArrowException, RuntimeError) as error:
        raise FileUnreadable(f"{path} cannot be read: {type(error).__name__}. Unpack or convert it first.") from error
    found = pc.unique(pa.chunked_array([found, *waiting]))
    return Candidates(found[:MOST].sort(), len(found) <= MOST)


def _letters(file: IO[bytes]) -> Iterator[np.ndarray]:
    """Rows of 16 places in the alphabet, piece by piece."""
    head = file.read(4)
    file.seek(0)
    if head == b"PAR1":
        yield from _parquet_letters(file)
    elif head[:2] == b"\x1f\x8b":
        with gzip.open(file) as inner:
            yield from _text_letters(inner)
    elif head == b"PK\x03\x04":
        with zipfile.ZipFile(file) as archive:
            for entry in archive.infolist():
                with archive.open(entry) as inner:
                    yield from _text_letters(inner)
    else:
        yield from _text_letters(file)


def _text_letters(file: IO[bytes] | gzip.GzipFile) -> Iterator[np.ndarray]:
    rest, piece = b"", file.read(CHUNK)
    wide = piece[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    while piece:
        piece = rest + (decoder.decode(piece).encode("ascii", "replace") if wide else piece)
        # What the piece ends with may go on in the next: from the last letter that stands before a run of them.
        tail = len(piece) - (_last_break(piece[-4 * LENGTH :]) if len(piece) > 4 * LENGTH else 0)
        yield _runs(piece[:tail])
        rest, piece = piece[tail:], file.read(CHUNK)
    yield _runs(rest)


def _last_break(end: bytes) -> int:
    """How many bytes at the end are one run of letters."""
    breaks = np.flatnonzero(PLACES[np.frombuffer(end, np.uint8)] == 255)
    return len(end) - 1 - int(breaks[-1]) if len(breaks) else len(end)


def _runs(text: bytes) -> np.ndarray:
    """The runs of exactly 16 letters in a text."""
    places = PLACES[np.frombuffer(text, np.uint8)]
    inside = np.concatenate([[False], places != 255, [False]])
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    starts = edges[::2][edges[1::2] - edges[::2] == LENGTH]
    return np.asarray(places[starts[:, None] + np.arange(LENGTH)])


def _parquet_letters(file: IO[bytes]) -> Iterator[np.ndarray]:
    with pq.ParquetFile(file) as parquet:
        texts = {
            parquet.schema.column(i).path
            for i in range(len(parquet.schema))
            if parquet.schema.column(i).physical_type in ("BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY")
        }
    file.seek(0)
    with pq.ParquetFile(file, read_dictionary=sorted(texts)) as parquet:
        for group in range(parquet.num_row_groups):
            for name in sorted(texts):
                for column in parquet.read_row_group(group, columns=[name], use_threads=False).columns:
                    for chunk in column.chunks:
                        yield from (_runs(b"\n".join(part)) for part in _texts(chunk))


def _texts(array: pa.Array) -> Iterator[list[bytes]]:
    """The different values of an array of texts, however deep they lie."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        yield from _texts(array.dictionary)
    elif pa.types.is_struct(kind):
        for field in array.flatten():
            yield from _texts(field)
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
        yield from _texts(array.flatten())
    elif pa.types.is_map(kind):
        yield from _texts(array.keys)
        yield from _texts(array.items)
    elif not pa.types.is_null(kind) and not pa.types.is_decimal(kind):
        values = pc.unique(array).drop_null().to_pylist()
        yield [value if isinstance(value, bytes) else str(value).encode() for value in values]
