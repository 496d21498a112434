"""R20: files and columns are found under every name that releases and exports gave them."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

SUFFIXES = (".csv", ".tsv", ".txt", ".xpt", ".json", ".ndjson", ".parquet")


def match_columns(found: Iterable[str], wanted: Iterable[str]) -> dict[str, str]:
    """Wanted name -> the file's own name, compared without regard to case, blanks, or which of ``_ . -`` separates.

    An exact name wins over a similar one. Wanted names that the file does not have are left out.

    >>> match_columns(["subject_normal", "Test Name"], ["Subject_Normal", "Test_Name", "Absent"])
    {'Subject_Normal': 'subject_normal', 'Test_Name': 'Test Name'}
    """
    found = list(found)
    similar: dict[str, str] = {}
    for name in found:
        similar.setdefault(_plain(name), name)
    exact = set(found)
    matched = {name: name if name in exact else similar.get(_plain(name)) for name in wanted}
    return {name: own for name, own in matched.items() if own is not None}


def match_files(folder: Path, patterns: Iterable[str]) -> list[Path]:
    """The readable files of a folder whose name without ending fits one of the patterns, in any case, sorted."""
    patterns = list(patterns)
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in SUFFIXES and any(fnmatchcase(path.stem.lower(), pattern) for pattern in patterns)
    )


def _plain(name: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in name.strip().lower())
