"""A CSV file as it is, or in UTF-8 when the contributor says that it is in something else."""

import codecs
from pathlib import Path

from .header import BOM, read_csv_header
from .locate import places
from .preflight import preflight
from .problems import MOST_LISTED, Fault, Problem, SourceRefused
from .text_file import TextFile, scannable, scratch_path

CHUNK = 1 << 20
UTF_8 = frozenset({"utf-8", "utf-8-sig"})
REPLACEMENT = "\N{REPLACEMENT CHARACTER}".encode()

UNDECODABLE = Fault(
    "a byte that the declared encoding does not know",
    "Declare the encoding the file was saved in, in contribution.toml, or save it as UTF-8.",
)


def open_csv(path: Path, name: str, scratch: Path, encoding: str | None = None) -> TextFile:
    """Check the CSV at ``path`` byte by byte. Raise ``SourceRefused`` with all that was found."""
    problems: list[Problem] = []
    if encoding is None or codecs.lookup(encoding).name in UTF_8 or _has_bom(path):
        readable = scannable(path, name, scratch)
    else:
        readable, problems = _to_utf_8(path, name, scratch, encoding)
    header = read_csv_header(readable, name)
    checked = preflight(readable, name, header)
    problems += checked.problems
    if problems:
        raise SourceRefused(problems)
    return TextFile(name, "csv", readable, header.names, checked.rows, {}, checked.quoted, checked.padded)


def _has_bom(path: Path) -> bool:
    """Whether the file itself says that it is UTF-8: a contribution declares one encoding for many files."""
    with path.open("rb") as handle:
        return handle.read(len(BOM)) == BOM


def _to_utf_8(path: Path, name: str, scratch: Path, encoding: str) -> tuple[Path, list[Problem]]:
    """A UTF-8 copy of the CSV, and the places that could not be decoded."""
    target = scratch_path(scratch, name, ".csv")
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    bad: list[int] = []
    with path.open("rb") as source, target.open("wb") as copy:
        while True:
            chunk = source.read(CHUNK)
            text = decoder.decode(chunk, final=not chunk).encode("utf-8", errors="replace")
            found = text.find(REPLACEMENT)
            while found >= 0 and len(bad) <= MOST_LISTED:
                bad.append(copy.tell() + found)
                found = text.find(REPLACEMENT, found + 1)
            copy.write(text)
            if not chunk:
                break
    if not bad:
        return target, []
    where = places(target, read_csv_header(target, name), bad)
    problems = list(dict.fromkeys(UNDECODABLE.at(name, place.row, place.column) for place in where))
    more = [UNDECODABLE.more(name)] if len(bad) > MOST_LISTED else []
    return target, problems[:MOST_LISTED] + more
