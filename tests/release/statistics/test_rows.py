"""Reading a release's tables: who counts, on whose axis, in which group."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openpals.model.instruments import ALSFRS_R_RESPIRATORY, SHARED_ITEMS
from openpals.model.parquet import parquet_schema
from openpals.model.tables import TABLES
from openpals.release.statistics.reference import GROUPS
from openpals.release.statistics.rows import Assessments, read_assessments

WHOLE = dict.fromkeys((*SHARED_ITEMS, *ALSFRS_R_RESPIRATORY), 4)


def subject(id: str, **facts: Any) -> dict[str, Any]:
    usual = {"dataset": "a", "condition": "als", "onset_day": -300, "onset_site": "limb", "index_event": "first_visit"}
    return {"subject_id": id, **usual, **facts}


def assessed(id: str, day: int, dataset: str = "a", **items: int | None) -> dict[str, Any]:
    return {"subject_id": id, "dataset": dataset, "day": day, "scale": "alsfrs_r", **WHOLE, **items}


def read(folder: Path, subjects: list[dict[str, Any]], rows: list[dict[str, Any]]) -> Assessments | None:
    for name, lines in (("subject", subjects), ("alsfrs", rows)):
        schema = parquet_schema(TABLES[name])
        columns = {field.name: [line.get(field.name) for line in lines] for field in schema}
        pq.write_table(pa.table(columns, schema), folder / f"{name}.parquet")
    return read_assessments(folder)


def found(folder: Path, subjects: list[dict[str, Any]], rows: list[dict[str, Any]]) -> Assessments:
    told = read(folder, subjects, rows)
    assert told is not None
    return told


def groups(told: Assessments) -> list[set[str]]:
    return [{group for group in GROUPS if told.inside[group][person]} for person in range(told.people)]


def test_scores_are_sums_of_items(tmp_path: Path) -> None:
    told = found(tmp_path, [subject("p")], [assessed("p", 0, speech=1, cutting=2, walking=0, orthopnea=3)])
    scores = {"total": 38, "bulbar": 9, "fine_motor": 10, "gross_motor": 8, "respiratory": 11}
    assert {name: values.tolist() for name, values in told.scores.items()} == {k: [v] for k, v in scores.items()}


def test_item_that_is_missing_leaves_its_domain_and_the_total_open(tmp_path: Path) -> None:
    told = found(tmp_path, [subject("p")], [assessed("p", 0, dyspnea=None)])
    scores = {"total": -1, "bulbar": 12, "fine_motor": 12, "gross_motor": 12, "respiratory": -1}
    assert {name: values.tolist() for name, values in told.scores.items()} == {k: [v] for k, v in scores.items()}


def test_days_are_since_onset(tmp_path: Path) -> None:
    told = found(tmp_path, [subject("p", onset_day=-90)], [assessed("p", 0), assessed("p", 31)])
    assert told.day.tolist() == [90, 121]


def test_rows_before_onset_and_after_ten_years_are_left_out(tmp_path: Path) -> None:
    rows = [assessed("p", day) for day in (-301, -300, 3314, 3315)]
    assert found(tmp_path, [subject("p")], rows).day.tolist() == [0, 3614]


@pytest.mark.parametrize(
    "facts", [{"onset_day": None}, {"condition": "pls"}, {"condition": "gene_carrier"}, {"condition": "alzheimer"}]
)
def test_people_without_als_or_onset_do_not_count(tmp_path: Path, facts: dict[str, Any]) -> None:
    told = found(tmp_path, [subject("p", **facts), subject("q")], [assessed("p", 0), assessed("q", 0)])
    assert (told.people, len(told.person)) == (1, 1)
    assert read(tmp_path, [subject("p", **facts)], [assessed("p", 0)]) is None


def test_forms_of_als_count(tmp_path: Path) -> None:
    assert found(tmp_path, [subject("p", condition="flail_arm")], [assessed("p", 0)]).people == 1


@pytest.mark.parametrize(
    ("site", "group"),
    [("bulbar", "bulbar"), ("limb", "limb"), ("spine", "other"), ("other", "other"), ("limb_and_bulbar", "other")],
)
def test_site_of_onset_is_the_group(tmp_path: Path, site: str, group: str) -> None:
    told = found(tmp_path, [subject("p", onset_site=site)], [assessed("p", 0)])
    assert groups(told) == [{"everyone", group}]


@pytest.mark.parametrize("site", ["unknown", None])
def test_unknown_site_is_in_everyone_only(tmp_path: Path, site: str | None) -> None:
    assert groups(found(tmp_path, [subject("p", onset_site=site)], [assessed("p", 0)])) == [{"everyone"}]


def test_linked_subjects_are_one_person_each_on_the_axis_of_its_onset(tmp_path: Path) -> None:
    """The trial counts from its first visit, ten months after onset; the platform from joining, two years after it."""
    subjects = [
        subject("p", person_id="who", dataset="trial", onset_site=None),
        subject("q", person_id="who", dataset="zmembers", onset_day=-720, onset_site="bulbar"),
    ]
    told = found(tmp_path, subjects, [assessed("p", 0, "trial"), assessed("q", 0, "zmembers"), assessed("q", 30, "z")])
    assert (told.people, told.person.tolist()) == (1, [0, 0, 0])
    assert sorted(told.day.tolist()) == [300, 720, 750]
    assert groups(told) == [{"everyone", "bulbar"}]


def test_of_two_sites_of_a_person_the_first_dataset_decides(tmp_path: Path) -> None:
    subjects = [
        subject("p", person_id="who", dataset="b", onset_site="bulbar"),
        subject("q", person_id="who", dataset="a", onset_site="limb"),
    ]
    told = found(tmp_path, subjects, [assessed("p", 0, "b"), assessed("q", 0)])
    assert groups(told) == [{"everyone", "limb"}]


def test_people_are_numbered_in_the_order_of_their_pseudonyms(tmp_path: Path) -> None:
    subjects = [subject("c"), subject("a", onset_site="bulbar"), subject("b", person_id="z")]
    told = found(tmp_path, subjects, [assessed(id, 10 * n) for n, id in enumerate("abc")])
    assert sorted(zip(told.person.tolist(), told.day.tolist(), strict=True)) == [(0, 300), (1, 320), (2, 310)]
    assert groups(told)[0] == {"everyone", "bulbar"}


def test_some_people_keep_their_order(tmp_path: Path) -> None:
    told = found(tmp_path, [subject(id) for id in "abc"], [assessed(id, n) for n, id in enumerate("abc")])
    some = told.of(np.array([True, False, True]))
    assert (some.people, some.person.tolist(), some.day.tolist()) == (2, [0, 1], [300, 302])


def test_release_without_assessments_has_none(tmp_path: Path) -> None:
    pq.write_table(parquet_schema(TABLES["subject"]).empty_table(), tmp_path / "subject.parquet")
    assert read_assessments(tmp_path) is None
