from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from openpals.sources.files import Problem, SourceRefused, TextFile, numbered_rows, open_text

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


def read_rows(text: TextFile) -> list[tuple[str | None, ...]]:
    """What the product's own reader gives, row by row."""
    table = numbered_rows(text, text.columns).read_all()
    assert table["_row"].to_pylist() == list(range(1, table.num_rows + 1))
    return list(zip(*(table[name].to_pylist() for name in text.columns), strict=True))


@pytest.fixture
def rows() -> Callable[[TextFile], list[tuple[str | None, ...]]]:
    """What is read from a text file."""
    return read_rows
