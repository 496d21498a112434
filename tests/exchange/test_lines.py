"""Lines of CSV that the engine makes, read by Python's own reader."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openpals.engine import Engine
from openpals.exchange.lines import line, quoted, quoted_text, write_lines
from openpals.exchange.told import as_text

TEXTS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=12)
ROWS = st.lists(st.tuples(st.none() | TEXTS, st.none() | TEXTS), min_size=1, max_size=8)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(tmp_path_factory.mktemp("engine"), threads=1)


@given(ROWS)
def test_any_text_is_read_back(engine: Engine, rows: list[tuple[str | None, str | None]]) -> None:
    table = engine.table(
        pa.table({name: pa.array(one, pa.string()) for name, one in zip("ab", zip(*rows, strict=True), strict=True)})
    )
    made = engine.result(table.select(line=line([quoted(table.a), quoted(table.b)])))["line"].to_pylist()
    read = list(csv.reader(io.StringIO("".join(made), newline="")))
    assert sorted(read) == sorted([a or "", b or ""] for a, b in rows)


@given(TEXTS)
def test_text_is_quoted_alike_in_and_out_of_the_engine(engine: Engine, text: str) -> None:
    table = engine.table(pa.table({"a": [text]}))
    assert engine.result(table.select(a=quoted(table.a)))["a"].to_pylist() == [quoted_text(text)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((0.0, "0"), (12.0, "12"), (-3.0, "-3"), (0.1, "0.1"), (0.0001, "0.0001"), (1e9, "1000000000")),
        *((88.4017, "88.4017"), (0.5, "0.5"), (10.05, "10.05"), (7, "7"), (-390, "-390"), (None, None)),
    ],
)
def test_number_has_as_few_digits_as_give_it_again(engine: Engine, value: Any, text: str | None) -> None:
    kind = pa.int32() if isinstance(value, int) else pa.float64()
    table = engine.table(pa.table({"a": pa.array([value], kind)}))
    assert engine.result(table.select(a=as_text(table.a)))["a"].to_pylist() == [text]


@pytest.mark.parametrize("bom", [True, False])
def test_file_holds_the_header_and_every_line_of_every_batch(tmp_path: Path, bom: bool) -> None:
    batch = pa.record_batch({"line": ["1,a\n", "2,ä\n", "3,\n"]})
    rows = write_lines(
        tmp_path / "x.csv", ["id", "what, if"], [batch.slice(1), batch.slice(0, 1), batch.slice(0, 0)], bom
    )
    assert rows == 3
    content = (tmp_path / "x.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") is bom
    assert content.decode("utf-8-sig") == 'id,"what, if"\n2,ä\n3,\n1,a\n'
