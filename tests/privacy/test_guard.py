"""The last guard finds what could be identity, names the column, and never the value."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openpals.privacy.guard import leaks

IDS = pa.chunked_array([["01-701-1015"]])


def write(folder: Path, table: str = "adverse_event", **columns: list[str]) -> Path:
    subject = {"subject_id": ["abcdefghijklmnop"], "dataset": ["trial"]}
    pq.write_table(pa.table({**subject, "term": ["HEADACHE"], **columns}), folder / f"{table}.parquet")
    return folder


def test_clean_table_passes(tmp_path: Path) -> None:
    assert leaks(write(tmp_path, severity=["mild"]), IDS) == []


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("ask jo@example.org", "an e-mail address"),
        ("see www.example.org", "a web address"),
        ("fell on 2021-03-04", "a date"),
        ("fell on 3/4/2021", "a date"),
        ("fell 4 March 2021", "a date"),
        ("call +49 89 1234567", "a telephone number"),
        ("from 192.168.17.4", "a network address"),
        ("ssn 078-05-1120", "a number that people are listed by"),
        ("01-701-1015", "an original identifier"),
        ("x" * 101, "free text"),
    ],
)
def test_identity_in_a_term_is_found_and_not_repeated(tmp_path: Path, value: str, what: str) -> None:
    found = leaks(write(tmp_path, term=[value]), IDS)

    assert what in {leak.what for leak in found}
    assert {(leak.table, leak.column) for leak in found} == {("adverse_event", "term")}
    assert all(value not in str(leak) for leak in found)


def test_word_outside_the_vocabulary_is_found(tmp_path: Path) -> None:
    assert [leak.what for leak in leaks(write(tmp_path, severity=["awful"]), IDS)] == ["not a code of its vocabulary"]


def test_id_that_is_no_pseudonym_is_found(tmp_path: Path) -> None:
    found = leaks(write(tmp_path, subject_id=["01-701-1015"]), IDS)

    assert {leak.what for leak in found} == {"not a pseudonym", "an original identifier"}


def test_column_and_file_that_the_model_does_not_know_are_leaks(tmp_path: Path) -> None:
    write(tmp_path, initials=["JD"])
    (tmp_path / "notes.txt").write_text("x")

    assert [(leak.table, leak.column) for leak in leaks(tmp_path, IDS)] == [
        ("adverse_event", "initials"),
        ("notes.txt", "*"),
    ]
