from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.files.conftest import read_rows

from openpals.sources.files import (
    MOST_LISTED,
    Problem,
    SourceRefused,
    open_text,
    structural_problems,
    structure,
)

MIB = 1 << 20


@pytest.mark.parametrize(
    ("content", "place", "what"),
    [
        (b"id,score\n1,2\n2\n", (2, None), "2 columns, this row 1"),
        (b"id,score\n1,2\n2,3,4\n5,6\n", (2, None), "2 columns, this row 3"),
        (b"id,score\n1\n2\n", (1, None), "2 columns, this row 1"),
        (b'id,score\n"1\n",2\n2,3,4\n', (2, None), "2 columns, this row 3"),
        (b"id,score\n1,2\r3\n", (1, None), "line end"),
    ],
)
def test_what_the_engine_cannot_split_is_named(build_text, rows, content, place, what):
    text = build_text(content)

    with pytest.raises(pa.ArrowInvalid):
        rows(text)
    problem = structural_problems(text.path, text.file)[0]
    assert (problem.row, problem.column) == place
    assert what in problem.what


@pytest.mark.parametrize(
    "content",
    [
        b"id,score\n1,2\r\n3,4\n",
        b"id,score\r\n1,2\r\n3,4\n",
        b"id,score\r\n1,2\n\n3,4",
    ],
)
def test_lines_may_end_in_either_way(build_text, rows, content):
    text = build_text(content)

    assert rows(text) == [("1", "2"), ("3", "4")]
    assert text.rows == 2


def test_value_of_three_megabytes_is_read(build_text, rows):
    text = build_text(b'id,score\n1,"' + (b"x" * 99 + b"\n") * 30_000 + b'"\n2,3\n')

    assert [len(score) for _, score in rows(text)] == [3_000_000, 1]


def test_many_bad_rows_are_summed_up(build_text):
    text = build_text(b"id,score\n" + b"1\n" * 500)

    problems = structural_problems(text.path, text.file)

    assert [problem.row for problem in problems] == [*range(1, MOST_LISTED + 1), None]


def test_a_file_in_order_has_no_structural_problem(build_text):
    text = build_text(b'id,score\r\n1,"a\nb"\r\n\r\n2,5"\r\n')

    assert structural_problems(text.path, text.file, rows=2) == []


def test_a_name_like_a_pattern_is_taken_literally(tmp_path):
    path = tmp_path / "lab[1].csv"
    path.write_bytes(b"id,score\n1\n")

    assert [problem.row for problem in structural_problems(path, "lab[1].csv")] == [1]


def test_an_unforeseen_failure_of_the_engine_is_a_problem_too(build_text, monkeypatch):
    def fail(*_: object) -> None:
        raise duckdb.IOException("IO Error: SECRET")

    text = build_text(b"id,score\n1,2\n")
    monkeypatch.setattr(structure, "_rejects", fail)

    (problem,) = structural_problems(text.path, text.file)
    assert problem.what == "it cannot be split into rows and columns"


def test_a_missing_header_is_a_structural_problem(tmp_path):
    path = tmp_path / "visits.csv"
    path.write_bytes(b"\n")

    assert [problem.what for problem in structural_problems(path, "visits.csv")] == ["the file is empty"]


def test_rows_the_engine_lost_are_reported(build_text):
    text = build_text(b"id,score\n1,2\n3,4\n")

    (problem,) = structural_problems(text.path, text.file, rows=1)
    assert problem.what == "the engine read 1 of 2 rows"


def test_the_end_of_a_file_is_never_lost(build_text, rows):
    text = build_text(b"a,b\n" + b"1,2\n" * 2_000_000 + b"3\n4,5\n")

    with pytest.raises(pa.ArrowInvalid):
        rows(text)
    (problem,) = structural_problems(text.path, text.file)
    assert problem.row == 2_000_001


cells = st.text(st.sampled_from("ab\"\n\r, ;#'é"), max_size=4)
tables = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=5)
)


@settings(max_examples=40)
@given(table=tables, quoted=st.booleans(), crlf=st.booleans(), closed=st.booleans())
def test_any_table_written_as_csv_is_read_whole(tmp_path_factory, table, quoted, crlf, closed):
    end = "\r\n" if crlf else "\n"

    def field(cell: str) -> str:
        needs_quotes = quoted or any(mark in cell for mark in '",\n\r') or not cell.strip()
        return '"' + cell.replace('"', '""') + '"' if needs_quotes else cell

    names = [f"column_{number}" for number in range(len(table[0]))]
    lines = [",".join(names), *(",".join(map(field, row)) for row in table)]
    path = tmp_path_factory.mktemp("csv") / "table.csv"
    path.write_bytes((end.join(lines) + (end if closed else "")).encode())

    text = open_text(path, path.name, path.parent)

    read = [[(cell or "").strip() for cell in row] for row in read_rows(text)]
    assert read == [[cell.strip() for cell in row] for row in table]
    assert text.rows == len(table)
    assert structural_problems(path, path.name, len(table)) == []


@settings(max_examples=40)
@given(
    good=st.lists(st.sampled_from(["1,2", '"1",2', '1,"a\nb"', '1,"a,""b"', ",", "#1,2"]), max_size=6),
    bad=st.sampled_from(["1", "1,2,3", '1,"2"x', '1,"2', '"', " "]),
    position=st.integers(0, 6),
)
def test_a_faulty_row_is_never_passed_over(tmp_path_factory, good, bad, position):
    position = min(position, len(good))
    path: Path = tmp_path_factory.mktemp("csv") / "table.csv"
    path.write_text("\n".join(["a,b", *good[:position], bad, *good[position:], ""]), "utf-8", newline="")
    problems = refused_or_unsplit(path)

    assert position + 1 in [problem.row for problem in problems]


def refused_or_unsplit(path: Path) -> list[Problem]:
    """The problems of a file, whether its bytes are refused or the engine's scan fails."""
    try:
        text = open_text(path, path.name, path.parent)
    except SourceRefused as refused:
        return refused.problems
    with pytest.raises(pa.ArrowInvalid):
        read_rows(text)
    return structural_problems(path, path.name)
