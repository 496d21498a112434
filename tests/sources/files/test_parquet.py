from __future__ import annotations

import io
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest


def parquet(**columns: pa.Array) -> bytes:
    return table_bytes(pa.table(columns))


def table_bytes(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pa.array(["a ", "", None]), ["a", None, None]),
        (pa.array(["a", "b"], pa.large_string()), ["a", "b"]),
        (pa.array(["a", "b", "a"]).dictionary_encode(), ["a", "b", "a"]),
        (pa.array([1.0, 2.0, 1.0]).dictionary_encode(), ["1", "2", "1"]),
        (pa.array([63.0, 0.1, None, -0.0, 1e-7]), ["63", "0.1", None, "0", "0.0000001"]),
        (pa.array([float("nan"), 1e20]), [None, "100000000000000000000"]),
        (pa.array([1, None, -3], pa.int8()), ["1", None, "-3"]),
        (pa.array([True, False, None]), ["true", "false", None]),
        (pa.array([Decimal("63.00"), Decimal("-0.50")]), ["63", "-0.5"]),
        (pa.array([date(2020, 1, 2), None]), ["2020-01-02", None]),
        (pa.array([datetime(2020, 1, 2, 3, 4, 5)], pa.timestamp("ns")), ["2020-01-02T03:04:05"]),
        (pa.array([datetime(2020, 1, 2, 3, 4, tzinfo=UTC)]), ["2020-01-02T03:04:00+00:00"]),
        (pa.array([time(1, 2, 3)], pa.time64("ns")), ["01:02:03"]),
        (pa.array([None, None], pa.null()), [None, None]),
    ],
)
def test_every_kind_of_column_becomes_text(build_text, rows, values, expected):
    text = build_text(parquet(X=values), "dm.parquet")

    assert [row[0] for row in rows(text)] == expected
    assert text.rows == len(expected)


def test_labels_are_kept(build_text):
    field = pa.field("AGE", pa.int8(), metadata={"label": "Age"})
    table = pa.table([[1], [2]], schema=pa.schema([field, pa.field("SEX", pa.int8())]))

    assert build_text(table_bytes(table), "dm.parquet").labels == {"AGE": "Age"}


@pytest.mark.parametrize("content", [b"id,score\n1,2\n", parquet(X=pa.array([1, 2]))[:-9], b"PAR1PAR1"])
def test_what_is_not_whole_is_refused(refuse, content):
    (problem,) = refuse(content, "dm.parquet")

    assert "not a whole Parquet file" in problem.what


def test_a_damaged_page_is_refused(refuse, tmp_path):
    content = bytearray(parquet(X=pa.array([f"text {number}" for number in range(1000)])))
    content[4:400] = b"\xff" * 396

    (problem,) = refuse(bytes(content), "dm.parquet")
    assert "not a whole Parquet file" in problem.what
    assert not list((tmp_path / "scratch").iterdir())


@pytest.mark.parametrize(
    "values", [pa.array([[1], [2]]), pa.array([{"a": 1}]), pa.array([b"a"]), pa.array([1], pa.duration("s"))]
)
def test_cells_that_are_no_single_value_are_refused(refuse, values):
    (problem,) = refuse(parquet(X=values), "dm.parquet")

    assert (problem.row, problem.column) == (None, "X")


def test_text_that_is_not_utf_8_is_named(refuse):
    offsets, data = pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0"), pa.py_buffer(b"a\x92")
    values = pa.StringArray.from_buffers(2, offsets, data)

    (problem,) = refuse(parquet(X=values), "dm.parquet")
    assert (problem.row, problem.column) == (2, "X")


@pytest.mark.parametrize(("names", "column"), [(["AGE", "AGE"], "AGE"), (["AGE", "age "], "age"), (["AGE", ""], None)])
def test_names_must_differ(refuse, names, column):
    (problem,) = refuse(table_bytes(pa.table([[1], [2]], names=names)), "dm.parquet")

    assert problem.column == column


def test_no_columns(refuse):
    (problem,) = refuse(table_bytes(pa.table({})), "dm.parquet")

    assert "no columns" in problem.what
