"""What the rows of one person say together: classes of joined rows, and sensitive values that follow from them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openpals.engine import Engine
from openpals.model.parquet import parquet_schema
from openpals.model.tables import Subject
from openpals.privacy.joined import links_that_tell
from openpals.privacy.policy import Policy, default_policy
from openpals.privacy.risk import Unprotected, joined_risk

THREE = replace(default_policy(), people=3)
CLASSES = replace(THREE, sensitive=())

Rows = list[tuple[int, str, str | None]]  # link (-1: none), dataset, sex


def table(rows: Rows, **more: list[Any]) -> pa.Table:
    plain = {"condition": "als", "index_event": "first_report"}
    made = [
        {**plain, "subject_id": f"p{i}", "dataset": dataset, "sex": sex, "person_id": None if link < 0 else f"q{link}"}
        for i, (link, dataset, sex) in enumerate(rows)
    ]
    for name, values in more.items():
        for row, value in zip(made, values, strict=True):
            row[name] = value
    return pa.Table.from_pylist(made, parquet_schema(Subject))


def telling(rows: Rows, policy: Policy = CLASSES, **more: list[Any]) -> list[bool]:
    link = np.array([row[0] for row in rows], np.int64)
    return links_that_tell(table(rows, **more), link, int(link.max(initial=-1)) + 1, policy).tolist()


def pairs(*people: tuple[str | None, str | None]) -> Rows:
    return [(i, dataset, sex) for i, both in enumerate(people) for dataset, sex in zip("ab", both, strict=True)]


def test_joined_combination_of_two_tells_where_three_are_asked() -> None:
    # Each row alone is one of five like it; both together are of three, and of two.
    people = [("female", "female")] * 3 + [("female", None)] * 2
    assert telling(pairs(*people)) == [False, False, False, True, True]


def test_order_of_rows_does_not_matter_but_which_dataset_says_what_does() -> None:
    rows = pairs(("female", None), ("female", None), ("female", None), (None, "female"))
    assert telling(rows) == telling(rows[::-1]) == [False, False, False, True]


def test_who_is_in_other_datasets_is_of_another_class() -> None:
    rows = [*pairs(*[("male", "male")] * 3), (3, "a", "male"), (3, "c", "male")]
    assert telling(rows) == [False, False, False, True]


def test_people_of_one_dataset_hide_no_link() -> None:
    rows: Rows = [*pairs(("male", "male")), *[(-1, "a", "male")] * 50, *[(-1, "b", "male")] * 50]
    assert telling(rows) == [True]


def test_nobody_linked_gives_nothing() -> None:
    assert telling([(-1, "a", "male")]) == []


def test_sensitive_cell_hidden_in_one_row_must_not_stand_in_the_other() -> None:
    people = pairs(*[("male", "male")] * 3)
    (gene,) = (one for one in THREE.sensitive if one.name == "gene")
    assert "sod1" not in gene.harmless

    assert telling(people, THREE, gene=[None, "sod1"] * 3) == [True] * 3
    assert telling(people, THREE, gene=[None, "sod1", None, "sod1", None, None]) == [False] * 3
    assert telling(people, THREE, gene=[None] * 6) == [False] * 3


@given(
    st.lists(
        st.tuples(st.integers(-1, 9), st.sampled_from("abc"), st.sampled_from(["female", "male", None])),
        unique_by=lambda row: (row[0], row[1]),
        max_size=40,
    ),
    st.integers(1, 4),
)
def test_every_joined_combination_that_is_left_has_enough_people(rows: Rows, least: int) -> None:
    tells = telling(rows, replace(CLASSES, people=least))
    joined: dict[int, list[tuple[str, str]]] = {}
    for link, dataset, sex in sorted(rows, key=lambda row: row[:2]):
        if link >= 0:
            joined.setdefault(link, []).append((dataset, str(sex)))
    size = Counter(map(tuple, joined.values()))
    for link, said in joined.items():
        assert tells[link] == (size[tuple(said)] < least)


def written(rows: Rows, folder: Path) -> Path:
    pq.write_table(table(rows), folder / "subject.parquet")
    return folder / "subject.parquet"


def test_written_file_is_measured_anew(tmp_path: Path) -> None:
    people = [("female", "male")] * 4 + [("male", None)] * 3
    path = written([*pairs(*people), (-1, "a", "other")], tmp_path)

    with Engine(tmp_path, threads=1) as engine:
        assert joined_risk(engine, path, THREE) == {"people": 7, "classes": 2, "smallest_class": 3}


def test_written_file_with_a_joined_class_too_small_is_refused(tmp_path: Path) -> None:
    path = written(pairs(*[("male", "male")] * 3, ("male", None)), tmp_path)

    with Engine(tmp_path, threads=1) as engine, pytest.raises(Unprotected, match="is not shared by 3 people"):
        joined_risk(engine, path, THREE)


def test_written_file_without_linked_people_has_no_joined_risk(tmp_path: Path) -> None:
    with Engine(tmp_path, threads=1) as engine:
        assert joined_risk(engine, written([(-1, "a", "male")], tmp_path), THREE) == {}
