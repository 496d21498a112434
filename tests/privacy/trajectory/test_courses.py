"""Courses read out of a release's tables, and the measure of the whole release."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.release.tiers.people import crowd, items, write_tables

from openpals.model.vocabulary import vocabulary
from openpals.privacy.trajectory import People, Population, read_outcomes, read_people, read_population, trajectory_risk
from openpals.privacy.trajectory.courses import MISSING, NO_ONSET

A, B, C = "a" * 16, "b" * 16, "c" * 16


def assessment(who: str, day: int, total: int | None, **more: Any) -> dict[str, Any]:
    scores = {} if total is None else {"alsfrs_r_total": total, **items(total)}
    return {"subject_id": who, "day": day, **scores, **more}


def read(tables: Path) -> tuple[People, Population]:
    people = read_people(tables)
    population = read_population(tables, people)
    assert population is not None
    return people, population


def test_totals_with_their_days_are_the_facts(tmp_path: Path) -> None:
    tables = write_tables(tmp_path / "tables", {
        "subject": [{"subject_id": A, "sex": "female", "onset_day": -300}, {"subject_id": B}],
        "alsfrs": [assessment(A, 0, 40), assessment(A, 30, None), assessment(B, 5, 39), assessment(B, 9, 41)],
    })  # fmt: skip

    people, found = read(tables)

    assert people.ids.to_pylist() == [A, B]
    assert found.sex.tolist() == [vocabulary("sex").codes.index("female"), MISSING]
    assert found.onset.tolist() == [-300, NO_ONSET]
    assert found.courses.person.tolist() == [0, 1, 1]
    assert found.courses.day.tolist() == [0, 5, 9]
    assert found.courses.values["exact"].tolist() == [40, 39, 41]
    assert found.courses.values["band"].tolist() == [10, 9, 10]
    assert len(set(found.courses.values["items"].tolist())) == 3


def test_same_total_of_other_items_is_another_fact(tmp_path: Path) -> None:
    other = assessment(B, 0, 40) | {"speech": 2, "dyspnea": 4, "walking": 4}
    tables = write_tables(tmp_path / "tables", {
        "subject": [{"subject_id": A}, {"subject_id": B}, {"subject_id": C}],
        "alsfrs": [assessment(A, 0, 40), other, assessment(C, 0, 40)],
    })  # fmt: skip

    items_of = read(tables)[1].courses.values["items"].tolist()

    assert items_of[0] == items_of[2] != items_of[1]


def test_person_in_two_datasets_has_the_rows_of_both(tmp_path: Path) -> None:
    tables = write_tables(tmp_path / "tables", {
        "subject": [{"subject_id": A, "onset_day": -60}, {"subject_id": A, "dataset": "members", "sex": "male"},
                    {"subject_id": B}],
        "alsfrs": [assessment(A, 0, 40), assessment(A, 400, 20, dataset="members"), assessment(B, 0, 40)],
    })  # fmt: skip

    people, found = read(tables)
    risk = trajectory_risk(tables, people, found)

    assert found.people == 2
    assert found.datasets.tolist() == [2, 1]
    # What either row says holds for the person.
    assert (found.onset.tolist(), found.sex.tolist()) == (
        [-60, NO_ONSET], [vocabulary("sex").codes.index("male"), MISSING],
    )  # fmt: skip
    assert risk["people_in_several_datasets"] == 1
    assert {(one["facts"], one["targets"]) for one in risk["in_several_datasets"]} == {(1, 1), (2, 1), (3, 0), (5, 0)}


def test_starts_are_those_of_coded_and_dated_treatments_of_people_with_courses(tmp_path: Path) -> None:
    tables = write_tables(tmp_path / "tables", {
        "subject": [{"subject_id": A}, {"subject_id": B}],
        "alsfrs": [assessment(A, 0, 40)],
        "treatment": [{"subject_id": A, "treatment": "riluzole", "start_day": 12},
                      {"subject_id": A, "treatment": "baclofen"},
                      {"subject_id": B, "treatment": "riluzole", "start_day": 7}],
        "concomitant_medication": [
            {"subject_id": A, "ingredient": "BACLOFEN", "treatment": "baclofen", "start_day": 3},
            {"subject_id": A, "ingredient": "WATER", "start_day": 4},
        ],
    })  # fmt: skip

    starts = read(tables)[1].starts

    codes = vocabulary("treatment").codes
    assert [(codes[i], day) for i, day in zip(starts.treatment.tolist(), starts.day.tolist(), strict=True)] == [
        ("riluzole", 12), ("baclofen", 3),
    ]  # fmt: skip


def test_answers_are_told_apart_by_instrument_item_and_score(tmp_path: Path) -> None:
    answer = {"subject_id": A, "day": 3, "instrument": "X", "item": "1", "score": 2.0}
    tables = write_tables(tmp_path / "tables", {
        "subject": [{"subject_id": A}],
        "outcome_response": [answer, answer | {"instrument": "Y"}, answer | {"item": "2"}, answer | {"score": 3.0}],
    })  # fmt: skip

    found = read_outcomes(tables, read_people(tables))

    assert found is not None
    assert sorted(found.courses.values["exact"].tolist()) == [0, 1, 2, 3]


@pytest.mark.parametrize("rows", [[], [assessment(A, 0, None)]])
def test_release_without_totals_has_no_courses(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    tables = write_tables(tmp_path / "tables", {"subject": [{"subject_id": A}], **({"alsfrs": rows} if rows else {})})

    assert read_population(tables, read_people(tables)) is None
    assert read_outcomes(tables, read_people(tables)) is None


def test_whole_measure_is_plain_data_and_the_same_again(tmp_path: Path) -> None:
    tables = write_tables(tmp_path / "tables", crowd(60, 4, 0.5))
    people, found = read(tables)

    risk = trajectory_risk(tables, people, found)

    assert risk == trajectory_risk(tables, *read(tables))
    assert (risk["people"], risk["facts"]) == (60, 240)
    assert len(risk["alsfrs"]) == 12 * 6 * 4  # codings, knowledge, numbers of facts
    assert risk["in_several_datasets"] == risk["outcomes"] == []
    assert all(one["low"] <= one["singled_out"] <= one["high"] for one in risk["alsfrs"])
