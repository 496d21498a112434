from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from openpals.sources.files import MOST_LISTED, Problem
from openpals.sources.files.preflight import CHUNK

MIB = 1 << 20


def places(problems: list[Problem]) -> list[tuple[int | None, str | None]]:
    return [(problem.row, problem.column) for problem in problems]


@pytest.mark.parametrize(
    ("content", "columns", "expected"),
    [
        (b"id,score\n1,40\n", ("id", "score"), [("1", "40")]),
        (b"\xef\xbb\xbfid,score\r\n1,40\r\n", ("id", "score"), [("1", "40")]),
        (b" id ; score\n1;40,5\n", ("id", "score"), [("1", "40,5")]),
        (b"id\tscore\n1\t\n", ("id", "score"), [("1", None)]),
        (b'id,"score, total"\n1,"a\nb"\n', ("id", "score, total"), [("1", "a\nb")]),
        (b'id,"two\nlines"\n1,2\n', ("id", "two\nlines"), [("1", "2")]),
        (b"id,score\n#1,40\n", ("id", "score"), [("#1", "40")]),
        (b"id,score\n", ("id", "score"), []),
        ("id,note\n1,it’s\n".encode(), ("id", "note"), [("1", "it’s")]),
    ],
)
def test_csv_in_order_is_read_as_it_is(build_text, rows, content, columns, expected):
    text = build_text(content)

    assert text.columns == columns
    assert rows(text) == expected
    assert text.rows == len(expected)
    assert text.path.read_bytes() == content


def test_a_quote_within_a_value_is_text(build_text, rows):
    assert rows(build_text(b'id,height\n1,5"\n2,6\n')) == [("1", '5"'), ("2", "6")]


def test_a_name_like_a_pattern_is_read_as_that_file(build_text, rows):
    build_text(b"id\n2\n", "lab1.csv")

    assert rows(build_text(b"id\n1\n", "lab[1].csv")) == [("1",)]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "the file is empty"),
        (b" \n\r\n", "the file is empty"),
        (b"\n\nid,score\n1,2\n", "the first line is blank"),
        ("id,score\n1,2\n".encode("utf-16"), "UTF-16"),
        (b"id,score\r1,40\r", "carriage return only"),
        (b"id" * MIB, "first line is longer"),
    ],
)
def test_a_file_without_a_header_is_refused(refuse, content, what):
    (problem,) = refuse(content)

    assert what in problem.what
    assert (problem.file, problem.row, problem.column) == ("visits.csv", None, None)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        (b"id,score,score", "score"),
        (b"id,Score,score", "score"),
        (b"id,score,score.1", "score.1"),
        (b"id,score,", None),
    ],
)
def test_a_header_that_names_no_column_alone_is_refused(refuse, header, column):
    (problem,) = refuse(header + b"\n1,2,3\n")

    assert problem.column == column
    assert "column 3" in problem.what


@pytest.mark.parametrize(
    ("content", "place", "what"),
    [
        (b"id,score,note\n1,2,3\n2,4\0,5\n", (2, "score"), "NUL"),
        (b'id,score,note\n"1\n",2,3\n2,"a,b",it\x92s\n', (2, "note"), "not UTF-8"),
        (b"id,score,note\n1,2,caf\xc3", (1, "note"), "not UTF-8"),
        (b'id,score,note\n1,"2,3\n2,4,5\n', (1, "score"), "a quote is opened"),
        (b'id,score\n1,"2"3\n4,5\n', (1, "score"), "a quote is opened"),
        (b'id,height\n1,5\n2, "5, 6"\n', (2, "height"), "a blank stands before it"),
        (b"id,note\n" + b'1,"ab"\n' * (CHUNK // 7) + b'2,"x"y\n', (CHUNK // 7 + 1, "note"), "a quote is opened"),
        (b'id,score,note\n1,"2,3\n2,"4",5\n', (1, "score"), "a quote is opened"),
        (b"id,score,note\n1,2,3\nid,score,note\n", (2, None), "repeated"),
        (b"id,score,note\r\n1,2,3\r\nid,score,note", (2, None), "repeated"),
        (b"id,score,note\n1,2,3\n2," + b"x" * MIB + b",3\n", (2, "score"), "longer than 1 MiB"),
        (b"id,score,note\n1,2,3\n2,4,5,6,7\0\n", (2, None), "NUL"),
        (b'id,score,note\n1,5",3\n2,4,\xff\n', (2, "note"), "not UTF-8"),
        (b"id,score,note\n" + b"1,2,3\n" * 500_000 + b"1,\xff,3\n", (500_001, "score"), "not UTF-8"),
    ],
)
def test_a_fault_is_named_by_row_and_column(refuse, content, place, what):
    (problem,) = refuse(content)

    assert (problem.row, problem.column) == place
    assert what in problem.what


def test_a_bad_byte_in_the_header_has_no_row(refuse):
    (problem,) = refuse(b"id,sc\xf6re\n1,2\n")

    assert problem.row is None


def test_a_value_that_repeats_a_part_of_the_header_is_data(build_text, rows):
    assert rows(build_text(b"id,score\nid,scores\nxid,score\n")) == [("id", "scores"), ("xid", "score")]


@pytest.mark.parametrize("shift", range(-9, 10))
@pytest.mark.parametrize("fault", [b"id,score\n", b"1,2\0\n", b"1,\xff\n", "1,’\n".encode()])
def test_faults_are_found_across_the_seams_of_reading(build_text, refuse, fault, shift):
    before = CHUNK + shift - len(b"id,score\n")
    padding = b"0,1\n" * (before // 4 - 1)
    content = b"id,score\n" + padding + b"0," + b"1" * (before % 4 + 1) + b"\n" + fault + b"1,2\n"
    if fault == "1,’\n".encode():
        build_text(content)
    else:
        (problem,) = refuse(content)
        assert problem.row == before // 4 + 1


def test_all_kinds_of_fault_are_reported_in_the_order_of_the_file(refuse):
    problems = refuse(b"id,id,note\n1,2,\xff\n2,3,\0\nid,id,note\n")

    assert places(problems) == [(None, "id"), (1, "note"), (2, "note"), (3, None)]


def test_many_places_of_one_fault_are_summed_up(refuse):
    problems = refuse(b"id,note\n" + b"1,\x92\n" * 1000)

    assert places(problems) == [*((row, "note") for row in range(1, MOST_LISTED + 1)), (None, None)]
    assert "more places" in problems[-1].what


@pytest.mark.parametrize("shift", [0, 1, CHUNK // 2])
def test_lines_up_to_one_mebibyte_are_data(build_text, refuse, shift):
    before = b"id,note\n" + b"1,2\n" + b"3," + b"x" * shift + b"\n"
    longest = b"4," + b"x" * (MIB - 2)

    build_text(before + (longest + b"\n") * 3)
    (problem,) = refuse(before + longest + b"\n" + longest + b"x\n")
    assert (problem.row, problem.column) == (4, "note")


def test_many_repeated_headers_are_summed_up(refuse):
    problems = refuse(b"id,note\n" * 1000)

    assert len(problems) == MOST_LISTED + 1


def test_a_declared_encoding_is_turned_into_utf_8(build_text, rows):
    text = build_text(b"id,note\n1,it\x92s\n", encoding="windows-1252")

    assert rows(text) == [("1", "it’s")]
    assert text.kind == "csv"


def test_utf_16_can_be_declared(build_text, rows):
    assert rows(build_text("id,note\n1,é\n".encode("utf-16"), encoding="utf-16")) == [("1", "é")]


def test_a_byte_order_mark_overrules_the_declared_encoding(build_text, rows):
    text = build_text("id,note\n1,é\n".encode("utf-8-sig"), encoding="windows-1252")

    assert rows(text) == [("1", "é")]


def test_a_byte_outside_the_declared_encoding_is_named(refuse):
    (problem,) = refuse(b"id,note\n1,a\n2,b\x81\n", encoding="windows-1252")

    assert (problem.row, problem.column) == (2, "note")
    assert "declared encoding" in problem.what


def test_many_bytes_outside_the_declared_encoding_are_summed_up(refuse):
    problems = refuse(b"id,note\n" + b"1,\x81\n" * 30, encoding="windows-1252")

    assert len(problems) == MOST_LISTED + 1


@pytest.mark.parametrize("encoding", ["windows-12520", "base64"])
def test_an_unknown_encoding_is_refused(refuse, encoding):
    (problem,) = refuse(b"id\n1\n", encoding=encoding)

    assert "encoding" in problem.what


def test_no_report_holds_a_cell(refuse):
    problems = refuse(b'id,note\nSECRET,\xff\nSECRET,"SECRET\0\nSECRET\n')

    assert problems
    assert not [problem for problem in problems if "SECRET" in str(problem)]


MEASURED = """
import resource, sys
from pathlib import Path
from openpals.sources.files import SourceRefused, open_text
path = Path(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    open_text(path, path.name, path.parent)
except SourceRefused as refused:
    print(*((problem.row, problem.column, problem.what) for problem in refused.problems), sep="\\n")
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize("start", [b"id,note\n1,2\n2,x", b'id,note\n1,2\n2,"x'])
def test_a_huge_field_is_refused_in_little_memory(tmp_path: Path, start: bytes):
    path = tmp_path / "huge.csv"
    with path.open("wb") as handle:
        handle.write(start)
        handle.truncate(200 * MIB)  # sparse: all else reads as zeros

    run = [sys.executable, "-c", MEASURED, str(path)]
    path_to_us = os.pathsep.join(entry for entry in sys.path if entry)
    answer = subprocess.run(
        run, capture_output=True, text=True, check=True, env=os.environ | {"PYTHONPATH": path_to_us}
    )
    *problems, extra = answer.stdout.splitlines()

    assert any("(2, 'note', 'a line longer than 1 MiB" in problem for problem in problems)
    assert int(extra) < 100
