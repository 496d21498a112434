"""A source file as rows of text: what every reader of this package returns."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

GLOB = frozenset("*?[")


@dataclass(frozen=True)
class TextFile:
    """One source file, checked, as rows of text the engine can scan.

    ``path`` is the contributor's own CSV, or a Parquet file of strings (or a UTF-8 CSV) made from it
    in the scratch folder. ``rows`` is what a reader must read of it: see ``RowCount`` for a CSV. ``quoted``:
    a CSV holds quotes; ``padded``: cells may begin or end with blanks.
    """

    file: str
    kind: Literal["csv", "parquet"]
    path: Path
    columns: tuple[str, ...]
    rows: int
    labels: dict[str, str]
    quoted: bool = True
    padded: bool = True


def scratch_path(scratch: Path, name: str, suffix: str) -> Path:
    """Where the text made from the file ``name`` goes; the folder is made when it is missing.

    Quoting keeps two inputs apart whose names differ only by folder; the prefix keeps the file visible
    to Spark, which does not see names that begin with a dot or an underscore.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    return scratch / f"text-{quote(name, safe='')}{suffix}"


def scannable(path: Path, name: str, scratch: Path) -> Path:
    """A path the engine reads as this one file.

    An engine takes ``*``, ``?`` and ``[`` in a path for a pattern: asked for ``lab[1].csv`` it reads
    ``lab1.csv``. Such a file is reached through a link with a plain name.
    """
    if not GLOB & set(str(path)):
        return path
    link = scratch_path(scratch, name, path.suffix)
    link.unlink(missing_ok=True)
    link.symlink_to(path.resolve())
    return link
