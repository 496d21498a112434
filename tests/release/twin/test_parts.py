"""Large datasets are told by condition; and no more is read than it takes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openpals.model.parquet import parquet_schema
from openpals.model.tables import TABLES
from openpals.release.twin import parts, sample
from openpals.release.twin.parts import find_parts
from openpals.release.twin.report import called
from openpals.release.twin.sample import read_samples
from openpals.release.twin.write import synthetic_ids

PEOPLE = {"a": 900, "b": 100}
ROWS = {"a": {"subject": 900, "el_escorial": 1800}, "b": {"subject": 100}}


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Dataset a: 600 with another condition, 270 with ALS of whom each has six rows, 30 with PLS; dataset b: 100."""
    monkeypatch.setattr(parts, "LARGE", 500)
    monkeypatch.setattr(parts, "APART", 100)
    ids = synthetic_ids(1000).to_pylist()
    dice = np.random.default_rng(2).permutation(1000)
    conditions = np.array(["other"] * 600 + ["als"] * 270 + ["pls"] * 30 + ["als"] * 100)[dice]
    datasets = np.array(["a"] * 900 + ["b"] * 100)[dice]
    subject = pa.table({"subject_id": ids, "dataset": datasets, "condition": conditions, **empty("subject")})
    pq.write_table(subject, tmp_path / "subject.parquet", row_group_size=100)
    sick = [i for i in range(1000) if conditions[i] == "als" and datasets[i] == "a" for _ in range(6)]
    rows = {"subject_id": [ids[i] for i in sick], "dataset": ["a"] * len(sick), **empty("el_escorial", len(sick)),
            "category": ["definite"] * len(sick)}  # fmt: skip
    pq.write_table(pa.table(rows), tmp_path / "el_escorial.parquet", row_group_size=200)
    return tmp_path


def empty(name: str, size: int = 1000) -> dict[str, pa.Array]:
    fields = [field for field in parquet_schema(TABLES[name])
              if field.name not in ("subject_id", "dataset", "condition")]  # fmt: skip
    return {field.name: pa.nulls(size, field.type) for field in fields}


def test_large_dataset_is_told_by_its_frequent_conditions(tables: Path) -> None:
    found = find_parts(tables, PEOPLE, ROWS)

    told = {part.name: (part.dataset, part.people, part.alone) for part in found.parts}
    assert told == {
        "a|*": ("a", 30, False),
        "a|als": ("a", 270, False),
        "a|other": ("a", 600, False),
        "b": ("b", 100, True),
    }
    assert {part.name: part.rows for part in found.parts} == {
        "a|*": 1.0, "a|als": pytest.approx(6, rel=0.1), "a|other": 1.0, "b": 1.0,
    }  # fmt: skip


def test_small_dataset_is_one_part(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "LARGE", 900)

    assert [part.name for part in find_parts(tables, PEOPLE, ROWS).parts] == ["a", "b"]
    assert find_parts(tables, PEOPLE, ROWS).parts[0].rows == 2


def test_samples_are_the_first_people_of_each_part_with_their_rows(
    tables: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample, "MOST_ROWS", 300)  # 50 people of six rows
    monkeypatch.setattr(sample, "FARTHEST", 500)

    found = {one.part.name: one for one in read_samples(tables, PEOPLE, ROWS)}

    als = found["a|als"]
    assert als.both.size in range(45, 56)
    assert np.bincount(als.both.tables["el_escorial"].person).tolist() == [6] * als.both.size
    assert als.used.size == int(0.8 * als.both.size)
    assert 250 < found["a|other"].both.size < 350  # of the first 500 people of the release
    assert found["b"].both.size == 100  # however far they are spread
    assert set(found["a|other"].both.tables) == set(found["b"].both.tables) == {"subject"}


@pytest.mark.parametrize(
    ("part", "name"),
    [("trials", "trials"), ("members|als", "members (als)"), ("members|*", "members (other conditions)")],
)
def test_part_is_called_by_dataset_and_condition(part: str, name: str) -> None:
    assert called(part) == name
