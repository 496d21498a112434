from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from openpals.sources.files import Problem, SourceRefused, TextFile, csv_options, open_text

Build = Callable[..., TextFile]
Refuse = Callable[..., list[Problem]]


@pytest.fixture
def build_text(tmp_path: Path) -> Build:
    """Open bytes as a contributor's file of that name."""

    def build(content: bytes, name: str = "visits.csv", encoding: str | None = None) -> TextFile:
        path = tmp_path / name
        path.write_bytes(content)
        return open_text(path, name, tmp_path / "scratch", encoding)

    return build


@pytest.fixture
def refuse(build_text: Build) -> Refuse:
    """The problems for which bytes are refused."""

    def problems(content: bytes, name: str = "visits.csv", encoding: str | None = None) -> list[Problem]:
        with pytest.raises(SourceRefused) as refused:
            build_text(content, name, encoding)
        return refused.value.problems

    return problems


def _literal(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _rows(text: TextFile) -> list[tuple[str | None, ...]]:
    options = csv_options(text) if text.kind == "csv" else {}
    given = "".join(f", {name} = {_literal(value)}" for name, value in options.items())
    with duckdb.connect() as connection:
        scan = connection.execute(f"SELECT * FROM read_{text.kind}({_literal(text.path)}{given})")
        assert tuple(column[0] for column in scan.description or ()) == text.columns
        return scan.fetchall()


@pytest.fixture
def rows() -> Callable[[TextFile], list[tuple[str | None, ...]]]:
    """What the engine reads from a text file."""
    return _rows
