"""Cubes and their answers: who is told together, what differs between answers, what a release's people are."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.privacy.counting.crowd import DIMENSIONS, crowd, dimension

from openpals.engine import Engine
from openpals.privacy.counting.answer import answer, percent
from openpals.privacy.counting.cube import (
    NOT_TOLD,
    CubeRefused,
    build_cube,
    cube_as_data,
    cube_of_data,
    small_changes,
)
from openpals.privacy.counting.dimension import Dimension
from openpals.privacy.counting.intervals import Attacker, Known
from openpals.privacy.counting.people import People, PeopleRefused, people_of, read_people
from openpals.privacy.counting.policy import default_count_policy
from openpals.privacy.counting.question import ask
from openpals.privacy.counting.suppression import could_be

POLICY = default_count_policy()
SMALL = (dimension("sex", 2), dimension("age", 3), dimension("site", 3))


def people_with(*rows: tuple[int, tuple[int, ...]]) -> People:
    """So many people with these bands."""
    codes = np.array([bands for count, bands in rows for _ in range(count)], np.int16)
    return People(SMALL, codes.reshape(-1, len(SMALL)))


some_bands = st.tuples(*(st.integers(0, len(one.bands) - 1) for one in SMALL))
some_people = (
    st.lists(st.tuples(st.integers(1, 30), some_bands), min_size=1, max_size=12)
    .map(lambda rows: people_with(*rows))
    .filter(lambda people: len(people) >= 13)
)


@st.composite
def nested_questions(draw: Callable) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Two questions, the second for a part of the people of the first."""
    first, second = {}, {}
    for one in SMALL:
        bands = draw(st.lists(st.sampled_from(one.codes), min_size=1, unique=True))
        first[one.name] = bands
        second[one.name] = draw(st.lists(st.sampled_from(bands), min_size=1, unique=True))
    return first, second


def test_people_alike_are_told_by_all_their_bands() -> None:
    cube = build_cube(people_with((40, (0, 1, 2)), (14, (1, 1, 2))), POLICY, "2026.1")

    assert cube.labelled() == {(0, 1, 2): 40, (1, 1, 2): 15}


def test_few_people_are_told_with_others_and_only_by_what_they_share() -> None:
    cube = build_cube(people_with((40, (0, 1, 2)), (9, (0, 2, 2)), (8, (0, 0, 2))), POLICY, "2026.1")

    assert cube.labelled() == {(0, 1, 2): 40, (0, NOT_TOLD, 2): 15}  # 9 and 8, of one sex and site


def test_who_is_left_over_is_in_no_count() -> None:
    cube = build_cube(people_with((40, (0, 1, 2)), (5, (1, 0, 0))), POLICY, "2026.1")

    assert cube.labelled() == {(0, 1, 2): 40}


def test_too_few_people_have_no_cube() -> None:
    with pytest.raises(CubeRefused, match="fewer than 13"):
        build_cube(people_with((12, (0, 1, 2))), POLICY, "2026.1")


@settings(max_examples=60)
@given(some_people)
def test_every_group_is_of_enough_people_who_share_its_bands(people: People) -> None:
    cube = build_cube(people, POLICY, "2026.1")
    for label, count in cube.labelled().items():
        alike = ((people.codes == np.array(label)) | (np.array(label) == NOT_TOLD)).all(axis=1).sum()
        assert count >= 15
        assert alike >= max(13, count - 2)
    assert abs(int(cube.counts.sum()) - len(people)) <= 2 * len(cube.counts) + 12


@settings(max_examples=60)
@given(some_people, st.randoms(use_true_random=False))
def test_order_of_people_says_nothing(people: People, random: object) -> None:
    order = np.random.default_rng(random.randint(0, 9)).permutation(len(people))  # type: ignore[attr-defined]
    shuffled = People(people.dimensions, people.codes[order])

    assert cube_as_data(build_cube(shuffled, POLICY, "1")) == cube_as_data(build_cube(people, POLICY, "1"))


@settings(max_examples=100)
@given(some_people, nested_questions())
def test_nested_answers_differ_by_nobody_or_by_eleven_at_least(
    people: People, questions: tuple[dict[str, list[str]], dict[str, list[str]]]
) -> None:
    cube = build_cube(people, POLICY, "2026.1")
    larger, smaller = (
        answer(cube, POLICY, ask(cube.dimensions, POLICY, where)).total.at_least or 0 for where in questions
    )

    assert larger == smaller or larger - smaller >= POLICY.difference


@settings(max_examples=60)
@given(some_people, st.lists(st.sampled_from([one.name for one in SMALL]), min_size=1, unique=True))
def test_truth_lies_between_at_least_and_at_most(people: People, by: list[str]) -> None:
    cube = build_cube(people, POLICY, "2026.1")
    found = answer(cube, POLICY, ask(cube.dimensions, POLICY, None, by))
    columns = [i for i, one in enumerate(SMALL) if one.name in by]
    slack = 2 * len(cube.counts) + 12  # what rounding and those left over can make
    for line in found.lines:
        at = [[label for _, label in SMALL[c].bands].index(text) for c, text in zip(columns, line.bands, strict=True)]
        true = int((people.codes[:, columns] == at).all(axis=1).sum())
        if line.count.at_least is not None and line.count.at_most is not None:
            assert line.count.at_least - slack <= true <= line.count.at_most + slack
            assert true >= 11


@settings(max_examples=30)
@given(some_people)
def test_every_count_of_few_people_stays_open(people: People) -> None:
    """The attacker knows the whole cube, and solves for the people of each cell of every breakdown."""
    cube = build_cube(people, POLICY, "2026.1")
    for by in (["sex"], ["sex", "age"], ["sex", "age", "site"]):
        columns = [cube.number(name) for name in by]
        cells = list(np.ndindex(*(len(SMALL[c].bands) for c in columns)))
        at = [(g, cell) for g, bands in enumerate(cube.bands[:, columns].tolist()) for cell in cells
              if all(band in (NOT_TOLD, one) for band, one in zip(bands, cell, strict=True))]  # fmt: skip
        known = [
            Known([i for i, (group, _) in enumerate(at) if group == g], *could_be(int(count), POLICY))
            for g, count in enumerate(cube.counts)
        ]
        attacker = Attacker(len(at), known)
        for cell in cells:
            true = int((people.codes[:, columns] == cell).all(axis=1).sum())
            there = [i for i, (_, one) in enumerate(at) if one == cell]
            if 0 < true < POLICY.people and there:
                low, high = attacker.interval(there)
                assert low == 0
                assert high >= POLICY.people


def test_tables_add_up_whatever_they_are_counted_by() -> None:
    cube = build_cube(crowd(2_000, 4), POLICY, "2026.1")
    for name in ("sex", "age", "region"):
        found = answer(cube, POLICY, ask(cube.dimensions, POLICY, None, [name]))
        parts = sum(line.count.at_least or 0 for line in found.lines) + (found.not_told.at_least or 0)
        assert parts == found.total.at_least


def test_cell_of_an_answer_is_the_answer_to_its_question() -> None:
    cube = build_cube(crowd(2_000, 4), POLICY, "2026.1")
    cells = answer(cube, POLICY, ask(cube.dimensions, POLICY, {"sex": ["sex1"]}, ["age"])).lines
    for (code, _), line in zip(DIMENSIONS[1].bands, cells, strict=True):
        alone = answer(cube, POLICY, ask(cube.dimensions, POLICY, {"sex": ["sex1"], "age": [code]}))
        assert alone.total == line.count


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(50, 100, "50"), (5, 2000, "<1"), (1995, 2000, ">99"), (100, 100, "100"), (None, 100, ""), (15, 0, "")],
)
def test_percent_is_whole_and_never_all_or_nothing_by_rounding(part: int | None, whole: int, shown: str) -> None:
    assert percent(part, whole) == shown


def test_cube_survives_being_kept_as_json() -> None:
    cube = build_cube(crowd(500, 4), POLICY, "2026.1")
    again = cube_of_data(json.loads(json.dumps(cube_as_data(cube))), POLICY)

    assert cube_as_data(again) == cube_as_data(cube)
    assert again.dimensions == cube.dimensions


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data.pop("groups"), "no cube"),
        (lambda data: data["groups"][0].__setitem__(-1, 5), "fewer than 11"),
        (lambda data: data["groups"][0].__setitem__(0, 9), "a band that it does not have"),
        (lambda data: data["groups"].append(data["groups"][0]), "a group twice"),
    ],
)
def test_spoilt_cube_is_refused(change: Callable[[dict], object], message: str) -> None:
    data = cube_as_data(build_cube(crowd(500, 4), POLICY, "2026.1"))
    change(data)
    with pytest.raises(CubeRefused, match=message):
        cube_of_data(data, POLICY)


def test_next_release_by_other_bands_is_refused() -> None:
    previous = build_cube(people_with((40, (0, 1, 2))), POLICY, "2026.1")
    other = people_of((dimension("sex", 3), *SMALL[1:]), {one.name: np.zeros(40, np.int16) for one in SMALL})
    with pytest.raises(CubeRefused, match="previous release"):
        build_cube(other, POLICY, "2026.2", previous)


def test_datasets_come_and_go_between_releases() -> None:
    def pool(*datasets: str) -> tuple[Dimension, Dimension]:
        bands = tuple((name, name) for name in (*datasets, "missing"))
        return Dimension("dataset", "Dataset", bands), dimension("sex", 2)

    before = People(pool("a", "b"), np.array([(0, 1)] * 40 + [(1, 0)] * 20, np.int16))
    after = People(pool("b", "c"), np.array([(0, 0)] * 22 + [(1, 1)] * 30, np.int16))
    previous = build_cube(before, POLICY, "2026.1")

    cube = build_cube(after, POLICY, "2026.2", previous)

    assert previous.labelled() == {(0, 1): 40, (1, 0): 20}
    assert cube.labelled() == {(0, 0): 20, (1, 1): 30}  # two more people of dataset b are not seen
    assert small_changes(previous, cube, POLICY) == 0


def test_group_that_was_told_stays_told_down_to_eleven_people() -> None:
    previous = build_cube(people_with((40, (0, 1, 2)), (13, (1, 0, 0))), POLICY, "2026.1")
    fewer = people_with((40, (0, 1, 2)), (11, (1, 0, 0)))

    assert build_cube(fewer, POLICY, "2026.2", previous).labelled() == previous.labelled()
    assert build_cube(fewer, POLICY, "2026.2").labelled() == {(0, 1, 2): 40}


def test_release_shows_a_change_only_of_eleven_people_or_more() -> None:
    previous = build_cube(people_with((40, (0, 1, 2))), POLICY, "2026.1")
    assert build_cube(people_with((48, (0, 1, 2))), POLICY, "2026.2", previous).labelled() == {(0, 1, 2): 40}
    assert build_cube(people_with((53, (0, 1, 2))), POLICY, "2026.2", previous).labelled() == {(0, 1, 2): 55}
    plain = build_cube(people_with((48, (0, 1, 2))), POLICY, "2026.2")
    assert small_changes(previous, plain, POLICY) == 1


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """Two people in one dataset, one of whom is in another as well; visits in no order."""
    subject = {
        "subject_id": ["a", "b", "b"],
        "dataset": ["one", "one", "two"],
        "sex": ["male", None, "female"],
        "age": [39, 80, 80],
        "condition": ["als", "als", "als"],
        "onset_site": ["limb", "unknown", None],
    }
    alsfrs = {
        "subject_id": ["a", "a", "a", "b"],
        "dataset": ["one", "one", "one", "two"],
        "day": [30, 0, 0, 5],
        "alsfrs_r_total": [12, 40, 30, None],
    }
    for name, columns in (("subject", subject), ("alsfrs", alsfrs)):
        pq.write_table(pa.table(columns), tmp_path / f"{name}.parquet")
    return tmp_path


def bands_of(people: People) -> list[tuple[str, ...]]:
    return sorted(
        tuple(one.codes[code] for one, code in zip(people.dimensions, row, strict=True)) for row in people.codes
    )


def test_people_of_a_release_are_counted_once_and_by_their_first_value(tables: Path, tmp_path: Path) -> None:
    with Engine(tmp_path, threads=1) as engine:
        people = read_people(engine, tables, POLICY)

    assert [one.name for one in people.dimensions] == [one.name for one in POLICY.dimensions]
    assert bands_of(people) == [
        ("one", "als", "male", "0-39", "missing", "limb", "25-30"),
        ("several", "als", "female", "80+", "missing", "missing", "missing"),
    ]


def test_subjects_of_one_person_are_counted_once(tables: Path, tmp_path: Path) -> None:
    subject = pq.read_table(tables / "subject.parquet")
    subject = subject.set_column(0, "subject_id", pa.array(["a", "b", "c"]))
    pq.write_table(subject.append_column("person_id", pa.array([None, "p", "p"])), tables / "subject.parquet")
    alsfrs = pq.read_table(tables / "alsfrs.parquet")
    totals = alsfrs.set_column(0, "subject_id", pa.array(["a", "a", "a", "c"]))
    totals = totals.set_column(3, "alsfrs_r_total", pa.array([12, 40, 30, 45]))
    pq.write_table(totals, tables / "alsfrs.parquet")

    with Engine(tmp_path, threads=1) as engine:
        people = read_people(engine, tables, POLICY)

    assert bands_of(people) == [
        ("one", "als", "male", "0-39", "missing", "limb", "25-30"),
        ("several", "als", "female", "80+", "missing", "missing", bands_of(people)[1][-1]),
    ]
    assert bands_of(people)[1][-1] != "missing"  # the other subject's total is the person's


def test_folder_without_people_is_refused(tmp_path: Path) -> None:
    with Engine(tmp_path, threads=1) as engine, pytest.raises(PeopleRefused, match=r"subject\.parquet"):
        read_people(engine, tmp_path, POLICY)
