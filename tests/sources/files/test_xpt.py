from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import polars as pl
import pyreadstat
import pytest

from openpals.sources.files import MOST_LISTED, xpt

ROW = {
    "NUM": [63.0, 0.1, None, -7.25, 1e20],
    "TXT": ["x  ", "", "its", "caf", None],
    "DAY": [date(2020, 1, 2), None, date(1959, 12, 31), date(1960, 1, 1), date(9999, 12, 31)],
    "AT": [datetime(2020, 1, 2, 3, 4, 5), None, datetime(1960, 1, 1), None, None],
    "TM": [time(1, 2, 3), None, time(0, 0), None, None],
}
LABELS = ["Number", "Text", "Day", "Day and time", None]


@pytest.fixture
def transport(tmp_path: Path):
    """The bytes of an XPT file of these columns."""

    def write(columns: dict[str, list[object]], version: int = 5, **options: object) -> bytes:
        path = tmp_path / "made.xpt"
        frame = pl.DataFrame(columns, strict=False)
        pyreadstat.write_xport(frame, path, table_name="DM", file_format_version=version, **options)
        return path.read_bytes()

    return write


@pytest.mark.parametrize("version", [5, 8])
def test_values_become_text(build_text, rows, transport, version):
    text = build_text(transport(ROW, version, column_labels=LABELS), "dm.xpt")

    assert text.kind == "parquet"
    assert text.rows == 5
    assert text.labels == dict(zip(ROW, LABELS[:4], strict=False))
    assert rows(text) == [
        ("63", "x", "2020-01-02", "2020-01-02T03:04:05", "01:02:03"),
        ("0.1", None, None, None, None),
        (None, "its", "1959-12-31", "1960-01-01T00:00:00", "00:00:00"),
        ("-7.25", "caf", "1960-01-01", None, None),
        ("100000000000000000000", None, "9999-12-31", None, None),
    ]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("DATE9.", 21916.0, "2020-01-02"),
        ("E8601DA10.", 21916.0, "2020-01-02"),
        ("MMDDYY10.", 21916.5, "2020-01-02"),
        ("DATETIME20.", 1893553445.5, "2020-01-02T03:04:05.500000"),
        ("E8601DT19.", 1893553445.0, "2020-01-02T03:04:05"),
        ("TIME8.", 3723.0, "01:02:03"),
        ("TIME8.", 90000.0, "90000"),
        ("DATE9.", 1e9, "1000000000"),
        ("BEST12.", 21916.0, "21916"),
    ],
)
def test_a_number_with_a_sas_format_becomes_the_moment_it_shows(kind, value, expected):
    decode = xpt._Decoder("dm.xpt", None)

    assert xpt._texts([value, None], kind, "DAY", 0, decode) == [expected, None]


def test_rows_are_read_in_chunks_blank_ones_too(build_text, rows, transport, monkeypatch):
    monkeypatch.setattr(xpt, "CHUNK", 1)
    cells = [f"row {number}" for number in range(1, 401)]
    cells[155:165] = [None] * 10  # across the end of the second chunk, of 80 rows each

    text = build_text(transport({"T": cells}), "dm.xpt")

    assert text.rows == 400
    assert [row[0] for row in rows(text)] == cells


def test_no_rows(build_text, rows, transport):
    text = build_text(transport({"N": pl.Series([], dtype=pl.Float64)}), "dm.xpt")

    assert (text.rows, rows(text)) == (0, [])


@pytest.fixture
def apostrophe(transport) -> bytes:
    """A Windows-1252 apostrophe in row 3, column TXT."""
    content = transport(ROW)
    return content.replace(b"its", b"i\x92s")


def test_a_windows_byte_is_named(refuse, apostrophe):
    (problem,) = refuse(apostrophe, "dm.xpt")

    assert (problem.row, problem.column) == (3, "TXT")
    assert 'encoding = "windows-1252"' in problem.remedy


def test_a_windows_byte_is_read_when_declared(build_text, rows, apostrophe):
    assert rows(build_text(apostrophe, "dm.xpt", "windows-1252"))[2][1] == "i’s"


def test_utf_8_needs_no_declaration(build_text, rows, transport):
    content = transport(ROW).replace(b"caf", "cé".encode())

    assert rows(build_text(content, "dm.xpt"))[3][1] == "cé"


def test_a_byte_outside_the_declared_encoding_is_named(refuse, transport):
    (problem,) = refuse(transport(ROW).replace(b"its", b"i\x81s"), "dm.xpt", "windows-1252")

    assert (problem.row, problem.column) == (3, "TXT")


def test_many_bad_bytes_are_summed_up(refuse, transport):
    content = transport({"T": ["its"] * 50}).replace(b"its", b"i\x92s")

    assert len(refuse(content, "dm.xpt")) == MOST_LISTED + 1


def test_a_bad_byte_in_a_label_is_named(refuse, transport):
    content = transport({"N": [1.0]}, column_labels=["Its name"]).replace(b"Its", b"I\x92s")

    (problem,) = refuse(content, "dm.xpt")
    assert (problem.row, problem.column) == (None, "N")


@pytest.mark.parametrize("cut", [80, 1, 240, 4000])
def test_a_file_cut_short_is_refused(refuse, transport, cut):
    content = transport({"T": ["a text of some length, longer than a card of eighty bytes" * 2] * 100})

    (problem,) = refuse(content[:-cut], "dm.xpt")
    assert "cut short" in problem.what


def test_a_file_cut_in_its_header_is_refused(refuse, transport):
    (problem,) = refuse(transport(ROW)[:400], "dm.xpt")

    assert "cut short" in problem.what


def test_a_second_data_set_is_refused(refuse, transport):
    one = transport(ROW)

    (problem,) = refuse(one + one[240:], "dm.xpt")
    assert "more than one data set" in problem.what


def test_a_file_without_variables_is_refused(refuse, transport):
    content = transport(ROW)
    digits = content.index(b"HEADER RECORD*******NAMESTR") + 54

    (problem,) = refuse(content[:digits] + b"0000" + content[digits + 4 :], "dm.xpt")
    assert "not a SAS transport file" in problem.what


def test_a_file_with_damaged_descriptions_is_refused(refuse, transport):
    content = transport(ROW).replace(b"HEADER RECORD*******MEMBER", b"HEADER RECORD*******MEMBUR")

    (problem,) = refuse(content, "dm.xpt")
    assert "not a SAS transport file" in problem.what


def test_another_format_is_refused(refuse):
    (problem,) = refuse(b"id,score\n1,40\n", "dm.xpt")

    assert "not a SAS transport file" in problem.what
