"""Strata: what is told of courses and survival, by hand-computed numbers, invariants, and the attack cases."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.privacy.counting.crowd import crowd, dimension

from openpals.privacy.counting.cohort import describe
from openpals.privacy.counting.cube import NOT_TOLD, Cube, CubeRefused, build_cube, group_people
from openpals.privacy.counting.people import People
from openpals.privacy.counting.policy import default_count_policy
from openpals.privacy.counting.question import Question, ask
from openpals.privacy.counting.strata import (
    COURSE_QUARTERS,
    LEAST,
    How,
    Leaving,
    Outcomes,
    Scored,
    Strata,
    Stratum,
    build_strata,
    strata_as_data,
    strata_of_data,
)

POLICY = default_count_policy()
SEX = (dimension("sex", 2),)


def outcomes(people: int, seed: int) -> Outcomes:
    """A third die, at any time within four years; scores go down, and are missing more and more."""
    rng = np.random.default_rng(seed)
    scores = 40 - 2 * np.arange(COURSE_QUARTERS) + rng.normal(0, 5, (people, COURSE_QUARTERS))
    scores[rng.random(scores.shape) < np.linspace(0.05, 0.9, COURSE_QUARTERS)] = np.nan
    return Outcomes(rng.integers(0, 16, people), rng.random(people) < 0.35, scores)


def strata_of(
    people: People, seed: int, previous: Strata | None = None, before: Cube | None = None
) -> tuple[Cube, Strata]:
    cube, group = group_people(people, POLICY, "2026.1", before)
    return cube, build_strata(cube, group, outcomes(len(people), seed), POLICY, previous)


def test_group_of_a_person_is_the_one_that_the_cube_counts() -> None:
    people = crowd(600, 1)
    cube, group = group_people(people, POLICY, "2026.1")
    assert cube.labelled() == build_cube(people, POLICY, "2026.1").labelled()
    for person in range(0, 600, 37):
        if group[person] == NOT_TOLD:
            continue
        label = cube.bands[group[person]]
        assert all(told in (NOT_TOLD, own) for told, own in zip(label, people.codes[person], strict=True))
    assert [POLICY.rounded(int(size)) for size in np.bincount(group[group != NOT_TOLD])] == cube.counts.tolist()


def test_one_stratum_tells_deaths_last_contacts_and_scores_by_hand() -> None:
    """Of 80 people 10 die in quarter 0, 10 in quarter 2, 20 in quarter 3, and one more in quarter 9; 39 are last
    seen in quarter 5. The ten of quarter 0 are told with those of quarter 2; it
    ends with quarter 3, to which 40 are followed."""
    quarter = np.array([0] * 10 + [2] * 10 + [3] * 20 + [9] + [5] * 39)
    died = np.array([True] * 41 + [False] * 39)
    scores = np.full((80, COURSE_QUARTERS), np.nan)
    scores[:, 0], scores[:40, 1], scores[:12, 2] = 40, 30, 20
    people = People(SEX, np.zeros((80, 1), np.int16))
    cube, group = group_people(people, POLICY, "2026.1")
    (one,) = build_strata(cube, group, Outcomes(quarter, died, scores), POLICY).strata
    assert one.leaving == (Leaving(How.DIED, 0, 2, 20), Leaving(How.DIED, 3, 3, 20), Leaving(How.END, 3, 3, 40))
    assert one.course == (Scored(0, 80, 40.0), Scored(1, 40, 30.0))  # twelve are too few


def test_survival_is_the_actuarial_estimate_by_hand() -> None:
    """100 people: 20 deaths in quarter 0, 40 in quarter 1; 40 last seen in quarter 1.
    0: 1 - 20/100 = 0.80. 1: 0.80 * (1 - 40 / (80 - 40 / 2)) = 0.2667, but nobody is followed after it."""
    cube = Cube("2026.1", "p", SEX, np.array([[0]], np.int16), np.array([100]))
    leaving = (Leaving(How.DIED, 0, 0, 20), Leaving(How.DIED, 1, 1, 40), Leaving(How.SEEN, 1, 1, 40))
    found = describe(cube, Strata("2026.1", "p", (Stratum(("sex0",), (0,), 100, leaving, ()),)), POLICY, Question())
    assert [(one.month, one.percent, one.at_risk) for one in found.survival] == [(0, 100, 100), (3, 80, 80)]


def test_course_of_two_strata_weighs_by_people_by_hand() -> None:
    cube = Cube("2026.1", "p", SEX, np.array([[0], [1]], np.int16), np.array([100, 300]))
    told = [Stratum((f"sex{i}",), (i,), n, (), (Scored(0, n, m),)) for i, n, m in ((0, 100, 40.0), (1, 300, 36.0))]
    both = describe(cube, Strata("2026.1", "p", tuple(told)), POLICY, Question())
    assert [(one.month, one.people, one.mean) for one in both.course] == [(0, 400, 37.0)]
    one = describe(cube, Strata("2026.1", "p", tuple(told)), POLICY, Question((("sex", ("sex0",)),)))
    assert ([x.mean for x in one.course], one.curves_of) == ([40.0], 100)


def test_curve_is_near_the_one_made_of_the_rows() -> None:
    """Exponential deaths at a rate of 0.1 a quarter: exp(-0.1 q) is alive after q quarters. 3,000 people: the standard
    error is below one in a hundred; spans of 13 and their rounding add about as much."""
    people = crowd(3_000, 4)
    rng = np.random.default_rng(5)
    death, seen = rng.exponential(10, 3_000), rng.uniform(4, 30, 3_000)
    found = Outcomes(np.minimum(death, seen).astype(int), death < seen, np.full((3_000, COURSE_QUARTERS), np.nan))
    cube, group = group_people(people, POLICY, "2026.1")
    curve = describe(cube, build_strata(cube, group, found, POLICY), POLICY, Question()).survival
    told = [(one.percent, 100 * np.exp(-0.1 * one.month / 3)) for one in curve if one.month <= 36]
    assert len(told) > 8
    assert max(abs(percent - true) for percent, true in told) <= 3


@settings(max_examples=25)
@given(st.integers(60, 900), st.integers(0, 2**32 - 1))
def test_every_cell_is_of_enough_people_and_every_group_in_one_stratum(people: int, seed: int) -> None:
    cube, strata = strata_of(crowd(people, seed), seed)
    groups = [number for one in strata.strata for number in one.groups]
    assert len(groups) == len(set(groups))
    for one in strata.strata:
        assert one.people == sum(cube.counts[list(one.groups)])
        assert one.people >= LEAST - 10  # of exact people; numbers are rounded
        assert all(cell.people >= 15 and cell.people % 5 == 0 for cell in one.leaving)
        assert all(point.people >= 15 and point.people % 5 == 0 for point in one.course)
        for how in (How.DIED, How.SEEN):
            spans = [cell for cell in one.leaving if cell.how is how]
            assert not spans or spans[0].first == 0
            assert all(after.first == before.last + 1 for before, after in pairwise(spans))


def test_order_of_people_does_not_matter() -> None:
    people, found = crowd(700, 3), outcomes(700, 3)
    turned = np.random.default_rng(1).permutation(700)
    cube, group = group_people(people, POLICY, "2026.1")
    other, again = group_people(People(people.dimensions, people.codes[turned]), POLICY, "2026.1")
    mixed = Outcomes(found.quarter[turned], found.died[turned], found.scores[turned])
    assert build_strata(cube, group, found, POLICY) == build_strata(other, again, mixed, POLICY)


def test_case_04_curves_differ_by_whole_strata() -> None:
    cube, strata = strata_of(crowd(2_000, 6), 6)
    codes = {one.name: one.codes for one in cube.dimensions}
    for name in ("age", "region", "month"):
        numbers = [
            describe(cube, strata, POLICY, ask(cube.dimensions, POLICY, {name: codes[name][: i + 1]})).curves_of or 0
            for i in range(len(codes[name]))
        ]
        assert all(after == before or after - before >= LEAST - 10 for before, after in pairwise(numbers))


def test_case_09_release_against_the_next_one_without_one_person() -> None:
    people = crowd(900, 7)
    people = People(people.dimensions[:3], people.codes[:, :3])
    found = outcomes(900, 7)
    cube, group = group_people(people, POLICY, "2026.1")
    before = build_strata(cube, group, found, POLICY)
    told = {one.label: (one.leaving, one.course) for one in before.strata}
    for person in range(0, 900, 60):
        kept = np.arange(900) != person
        next_cube, next_group = group_people(People(people.dimensions, people.codes[kept]), POLICY, "2026.2", cube)
        left = Outcomes(found.quarter[kept], found.died[kept], found.scores[kept])
        after = build_strata(next_cube, next_group, left, POLICY, before)
        assert {one.label: (one.leaving, one.course) for one in after.strata} == told


def test_strata_are_the_same_after_being_kept() -> None:
    cube, strata = strata_of(crowd(600, 2), 2)
    assert strata_of_data(json.loads(json.dumps(strata_as_data(strata))), cube, POLICY) == strata


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda data: data.pop("strata"), "no strata"),
        (lambda data: data["strata"][0].update(groups=[99_999]), "do not fit"),
        (lambda data: data["strata"].append(data["strata"][0]), "do not fit"),
        (lambda data: data.update(version="2026.2"), "do not fit"),
        (lambda data: data["strata"][0]["leaving"][0].update(people=4), "fewer than 11"),
        (lambda data: data["strata"][0]["course"][0].update(people=4), "fewer than 11"),
    ],
    ids=["empty", "unknown group", "stratum twice", "other release", "few left", "few scored"],
)
def test_spoilt_strata_are_refused(spoil: object, says: str) -> None:
    cube, strata = strata_of(crowd(600, 2), 2)
    data = json.loads(json.dumps(strata_as_data(strata)))
    spoil(data)  # type: ignore[operator]
    with pytest.raises(CubeRefused, match=says):
        strata_of_data(data, cube, POLICY)
