"""Which reader opens which file: by the ending of its name."""

import codecs
from collections.abc import Callable
from pathlib import Path

from .csv_text import open_csv
from .dataset_json import open_dataset_json, open_dataset_ndjson
from .parquet import open_parquet
from .problems import Fault, SourceRefused
from .text_file import TextFile
from .xpt import open_xpt

Reader = Callable[[Path, str, Path, str | None], TextFile]

READERS: dict[str, Reader] = {
    ".csv": open_csv,
    ".tsv": open_csv,
    ".txt": open_csv,
    ".xpt": open_xpt,
    ".json": open_dataset_json,
    ".ndjson": open_dataset_ndjson,
    ".parquet": open_parquet,
}

UNKNOWN_FORMAT = Fault(
    "its format is not one that is read here",
    f"Give the data in one of {', '.join(READERS)}; unpack archives first.",
)
MISSING = Fault("there is no such file", "Put it into the folder, or correct its name in contribution.toml.")
UNREADABLE = Fault("it cannot be opened", "Check that it is a file, and that you may read it.")
EMPTY = Fault("the file is empty", "Export it again, or take it out of the folder.")
UNKNOWN_ENCODING = Fault(
    "the declared encoding is not known",
    'Name it as in encoding = "windows-1252" in contribution.toml, or save the file as UTF-8.',
)


def open_text(path: Path, name: str, scratch: Path, encoding: str | None = None) -> TextFile:
    """The file at ``path`` as rows of text, all of it checked.

    ``name`` is what the contributor calls it, relative to the contribution's folder; ``scratch`` takes
    what has to be written; ``encoding`` is the one declared for CSV and XPT files, ``None`` for UTF-8.
    Raises ``SourceRefused`` with all problems found in the file.
    """
    reader = READERS.get(Path(name).suffix.lower())
    if reader is None:
        raise SourceRefused([UNKNOWN_FORMAT.at(name)])
    if encoding is not None and not _is_known(encoding):
        raise SourceRefused([UNKNOWN_ENCODING.at(name)])
    try:
        with path.open("rb") as handle:
            if not handle.read(1):
                raise SourceRefused([EMPTY.at(name)])
    except FileNotFoundError:
        raise SourceRefused([MISSING.at(name)]) from None
    except OSError:
        raise SourceRefused([UNREADABLE.at(name)]) from None
    return reader(path, name, scratch, encoding)


def _is_known(encoding: str) -> bool:
    try:
        codecs.lookup(encoding)
        "".encode(encoding)  # refuses what is a codec but no encoding of text, such as base64
    except (LookupError, ValueError):
        return False
    return True
