"""Writing contribution.toml, which says what a contribution is and where its files lie."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

Facts = Mapping[str, str | bool | float | date]


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
