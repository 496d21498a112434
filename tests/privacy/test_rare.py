"""Rare values are merged, then suppressed; a row that must have one is left out and counted."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openpals.engine import Engine
from openpals.privacy.rare import Left, without_rare_values

Rows = list[tuple[int, str, str | None]]


def left(folder: Path, rows: Rows, people: int = 3) -> tuple[list[tuple[str, str, str | None]], dict[str, int]]:
    table = pa.table(
        {
            "subject_id": pa.array([f"s{person}" for person, _, _ in rows], pa.string()),
            "term": pa.array([term for _, term, _ in rows], pa.string()),
            "class": pa.array([group for _, _, group in rows], pa.string()),
        }
    )
    with Engine(folder, threads=1) as engine:
        made: Left = without_rare_values(
            engine, engine.table(table), {"class": "OTHER", "term": "OTHER"}, ["term"], people
        )
        found = [(row["subject_id"], row["term"], row["class"]) for row in engine.rows(made.rows)]
    return sorted(found, key=str), made.suppressed


def test_rare_terms_of_enough_people_become_one(tmp_path: Path) -> None:
    rows: Rows = [(1, "A", "x"), (2, "A", "x"), (3, "A", "x"), (4, "B", "x"), (5, "C", "x"), (6, "D", "x")]

    found, suppressed = left(tmp_path, rows)
    assert [term for _, term, _ in found] == ["A", "A", "A", "OTHER", "OTHER", "OTHER"]
    assert suppressed == {}


def test_rows_of_rare_terms_of_too_few_people_are_left_out_and_counted(tmp_path: Path) -> None:
    rows: Rows = [(1, "A", "x"), (2, "A", "x"), (3, "A", "x"), (4, "B", "x"), (4, "B", "x"), (5, "C", None)]

    found, suppressed = left(tmp_path, rows)
    assert [row[:2] for row in found] == [("s1", "A"), ("s2", "A"), ("s3", "A")]
    assert suppressed == {"term": 3}


def test_value_that_others_rows_made_common_is_rare_without_them(tmp_path: Path) -> None:
    # Class y has three people only as long as the one of term B is there.
    rows: Rows = [(1, "A", "y"), (2, "A", "y"), (3, "A", None), (4, "B", "y")]

    found, suppressed = left(tmp_path, rows)
    assert found == [("s1", "A", None), ("s2", "A", None), ("s3", "A", None)]
    assert suppressed == {"term": 1}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(1, 6), st.sampled_from("ABC"), st.sampled_from(["x", "y", None])), max_size=25),
    st.integers(1, 4),
)
def test_every_value_left_is_of_enough_people_and_every_row_accounted_for(
    tmp_path: Path, rows: Rows, people: int
) -> None:
    found, suppressed = left(tmp_path, rows, people)
    carried: dict[tuple[int, str | None], set[str]] = defaultdict(set)
    for person, *values in found:
        for at, value in enumerate(values):
            carried[at, value].add(person)

    assert len(found) + sum(suppressed.values()) == len(rows)
    assert all(len(who) >= people for (_, value), who in carried.items() if value is not None)
    assert all(term is not None for _, term, _ in found)


@pytest.mark.parametrize("people", [1, 2])
def test_nothing_is_left_out_where_nothing_is_rare(tmp_path: Path, people: int) -> None:
    assert left(tmp_path, [(1, "A", "x"), (2, "A", "x")], people) == ([("s1", "A", "x"), ("s2", "A", "x")], {})


def test_value_is_carried_by_people_and_not_by_their_rows_in_several_datasets(tmp_path: Path) -> None:
    table = pa.table({"subject_id": ["a", "b", "c"], "who": [1, 1, 2], "term": ["A", "A", "A"]})
    with Engine(tmp_path, threads=1) as engine:
        by_subject = without_rare_values(engine, engine.table(table), {"term": "OTHER"}, [], 3)
        by_person = without_rare_values(engine, engine.table(table), {"term": "OTHER"}, [], 3, "who")
        found = [{row["term"] for row in engine.rows(made.rows)} for made in (by_subject, by_person)]

    assert found == [{"A"}, {None}]
