"""Writing: CSV tables and contribution.toml, the same bytes for the same rows."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from ..release.folders import whole_folder

# A row of text as it will stand in the file; an empty cell is an empty string.
Row = dict[str, str]
Tables = dict[str, list[Row]]

# What contribution.toml says under [contribution].
Facts = Mapping[str, str | bool | float | date]

FREE_TERMS = (
    "Synthetic data: every person and every record is invented. No row describes anybody. Free to use for "
    "any purpose under the licence of OpenPALS (Apache-2.0)."
)


@contextmanager
def fresh_folder(out: Path) -> Iterator[Path]:
    """A folder that appears whole at the end of the block; an empty one may stand there already.

    Raises TargetRefused when ``out`` holds anything: nothing is overwritten.
    """
    if out.is_dir() and not any(out.iterdir()):
        out.rmdir()
    with whole_folder(out) as work:
        yield work


def write_table(path: Path, header: Mapping[str, str], rows: Sequence[Row], *, bom: bool = False) -> None:
    """One CSV. ``header``: our key of a column -> its spelling in the file, in order."""
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.values())
        writer.writerows([row[key] for key in header] for row in rows)


def write_contribution(folder: Path, facts: Facts, files: str) -> None:
    """contribution.toml with its ``[files] folder``."""
    lines = ["[contribution]", *(f"{key} = {_toml(value)}" for key, value in facts.items())]
    lines += ["", "[files]", f"folder = {_toml(files)}", ""]
    (folder / "contribution.toml").write_text("\n".join(lines), "utf-8", newline="\n")


def _toml(value: str | bool | float | date) -> str:
    match value:
        case bool():
            return str(value).lower()
        case float() | int():
            return repr(value)
        case date():
            return value.isoformat()
        case _:
            return json.dumps(value, ensure_ascii=False)  # TOML's basic strings are escaped as JSON's are
