"""Merging rare values, against a plain implementation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis.backends.duckdb import Backend

from openpals.privacy.rare import merge_rare_values

Cell = tuple[str, str | None]  # whose it is, what it says

BECOMES = ("other", "")
SCHEMA = pa.schema([("row", pa.int64()), ("subject_id", pa.string()), ("value", pa.string())])

cells = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(["x", "y", "z", "Z", "x ", "other", None])), max_size=40
)
thresholds = st.integers(1, 6)


@pytest.fixture(scope="module")
def engine() -> Iterator[Backend]:
    """An engine; every example may have the same one."""
    backend = ibis.duckdb.connect(threads=1)
    yield backend
    backend.disconnect()


def merged(engine: Backend, given: Sequence[Cell], people: int, becomes: str) -> list[Cell]:
    """The cells in the order in which they were given."""
    rows = [{"row": row, "subject_id": subject, "value": value} for row, (subject, value) in enumerate(given)]
    table = ibis.memtable(pa.Table.from_pylist(rows, SCHEMA))
    found = engine.to_pyarrow(merge_rare_values(table, "value", people, becomes)).to_pylist()
    assert sorted(row["row"] for row in found) == list(range(len(given)))
    return [(row["subject_id"], row["value"]) for row in sorted(found, key=lambda row: row["row"])]


def carriers(given: Sequence[Cell]) -> Mapping[str, set[str]]:
    found = defaultdict(set)
    for subject, value in given:
        if value is not None:
            found[value].add(subject)
    return found


def plainly_merged(given: Sequence[Cell], people: int, becomes: str) -> list[Cell]:
    rare = {value for value, subjects in carriers(given).items() if len(subjects) < people}
    cells = [(subject, (becomes or None) if value in rare else value) for subject, value in given]
    still_rare = {value for value, subjects in carriers(cells).items() if len(subjects) < people}
    return [(subject, None if value in still_rare else value) for subject, value in cells]


@pytest.mark.parametrize("becomes", BECOMES)
@settings(max_examples=50)
@given(cells=cells, people=thresholds)
def test_rare_values_are_merged_as_plainly(engine: Backend, becomes: str, cells: list[Cell], people: int) -> None:
    assert merged(engine, cells, people, becomes) == plainly_merged(cells, people, becomes)


@pytest.mark.parametrize("becomes", BECOMES)
@settings(max_examples=50)
@given(cells=cells, people=thresholds)
def test_no_value_of_too_few_people_remains(engine: Backend, becomes: str, cells: list[Cell], people: int) -> None:
    left = carriers(merged(engine, cells, people, becomes))

    assert {value: subjects for value, subjects in left.items() if len(subjects) < people} == {}


@pytest.mark.parametrize("becomes", BECOMES)
@settings(max_examples=50)
@given(cells=cells, people=thresholds)
def test_merging_again_changes_nothing(engine: Backend, becomes: str, cells: list[Cell], people: int) -> None:
    once = merged(engine, cells, people, becomes)

    assert merged(engine, once, people, becomes) == once
