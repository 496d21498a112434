"""What a guide in docs/ states in a form that a test can check: files of an example, and what comes out of them."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from tests.contributions import KEY, Made, pseudonym

DOCS = Path(__file__).parents[2] / "docs"

# A line that names the file, and its content in a fence. A file named again goes on.
FILE = re.compile(r"^`(\w+)/([\w.-]+)`[^`\n]*?(?:`\w+`)?:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"^Table `(\w+)` of `(\w+)`[^\n]*:\n\n((?:\|[^\n]*\n)+)", re.MULTILINE)

Rows = list[tuple[str, ...]]


def example_files(text: str) -> dict[str, dict[str, str]]:
    """Folder -> file -> content."""
    folders: dict[str, dict[str, str]] = defaultdict(dict)
    for folder, name, content in FILE.findall(text):
        folders[folder][name] = folders[folder].get(name, "") + content
    return dict(folders)


def write_example(folder: Path, *layers: dict[str, str]) -> Path:
    """A folder with an example's files; a later layer's file replaces an earlier one's."""
    folder.mkdir()
    for layer in layers:
        for name, content in layer.items():
            (folder / name).write_text(content, "utf-8")
    return folder


def stated_tables(text: str) -> dict[tuple[str, str], list[list[str]]]:
    """(folder, table) -> the guide's lines, the header first."""
    return {(folder, table): markdown_rows(rows) for table, folder, rows in TABLE.findall(text)}


def markdown_rows(text: str) -> list[list[str]]:
    """A Markdown table's cells, header first."""
    lines = (line.strip().removeprefix("|").removesuffix("|") for line in text.splitlines())
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [rows[0], *rows[2:]]


def found_rows(made: Made, table: str, columns: list[str], people: list[str]) -> Rows:
    """All rows of a deposit's table as text, under the contributor's ids; sorted."""
    ids = {pseudonym(KEY, made.dataset, person): person for person in people}
    rows = [{"id": ids.get(row["subject_id"], "?"), **row} for row in made.rows(table)]
    return sorted(tuple(as_text(row[name]) for name in columns) for row in rows)


def as_text(value: Any) -> str:
    """A value as a guide writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)
