"""The measure against hand-computed numbers, against a naive one, and what must hold of any."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.privacy.trajectory.naive import matching, population

from openpals.privacy.trajectory import COARSENINGS, Coarsening, Population, measure
from openpals.privacy.trajectory.known import draw
from openpals.privacy.trajectory.measure import ANCHORED, FACTS, UNANCHORED, Knowledge, Risk

DAY, MONTH = Coarsening("day", "exact"), Coarsening("month", "band")


def risks(found: list[Risk], knows: str = "sex", coarsening: Coarsening = DAY) -> dict[int, tuple[float, float]]:
    """By number of facts: share singled out, mean risk."""
    return {
        one.facts: (one.singled_out, one.average)
        for one in found
        if (one.knows, one.period, one.value) == (knows, coarsening.period, coarsening.value)
    }


def test_measure_of_four_people_is_that_computed_by_hand() -> None:
    # Three women and a man. On day 0 the women have 40, 40 and 41; on day 30 all have 36.
    rows = [(0, 0, 40), (0, 30, 36), (1, 0, 40), (1, 30, 36), (2, 0, 41), (2, 30, 36), (3, 0, 40), (3, 30, 36)]
    people = population(rows, [0, 0, 0, 1])

    found = measure(people, [DAY, MONTH], facts=(2,), knows=("facts", "sex"))

    # Day, sex: 0 and 1 fit each other, 2 and 3 are alone. Without sex 3 fits 0 and 1 as well.
    assert risks(found)[2] == (0.5, pytest.approx((1 / 2 + 1 / 2 + 1 + 1) / 4))
    assert risks(found, "facts")[2] == (0.25, pytest.approx((1 / 3 * 3 + 1) / 4))
    # In bands 40 and 41 are the same.
    assert risks(found, "sex", MONTH)[2] == (0.25, pytest.approx((1 / 3 * 3 + 1) / 4))


def test_facts_in_the_same_period_with_the_same_band_are_one_fact() -> None:
    people = population([(0, 1, 40), (0, 2, 41), (1, 3, 42)], [0, 0])

    assert risks(measure(people, [MONTH], facts=(2,), knows=("sex",)), coarsening=MONTH)[2] == (0.0, 0.5)


def test_onset_and_treatment_single_out_who_differs_in_them() -> None:
    rows = [(person, 0, 40) for person in range(4)]
    people = population(rows, [0] * 4, [-300, -300, -330, None], [(0, 7, 10), (1, 7, 11), (2, 8, 10)])

    found = measure(people, [DAY], facts=(1,))

    assert risks(found, "sex")[1] == (0.0, 0.25)
    # Of three with an onset one has a month of its own.
    assert risks(found, "sex and onset")[1] == (pytest.approx(1 / 3), pytest.approx((0.5 + 0.5 + 1) / 3))
    assert risks(found, "sex and treatment")[1] == (1.0, 1.0)
    assert {one.knows: one.targets for one in found} == {
        "facts": 4, "sex": 4, "sex and onset": 3, "sex and treatment": 3, "sex, onset and treatment": 3,
        "sex, without day 0": 4,
    }  # fmt: skip


def test_start_is_seen_by_the_period_like_the_facts() -> None:
    people = population([(0, 0, 40), (1, 0, 40)], [0, 0], None, [(0, 7, 10), (1, 7, 11)])

    found = measure(people, [DAY, MONTH], facts=(1,), knows=("sex and treatment",))

    assert risks(found, "sex and treatment")[1] == (1.0, 1.0)
    assert risks(found, "sex and treatment", MONTH)[1] == (0.0, 0.5)


def test_shift_of_all_days_hides_from_day_0_alone() -> None:
    # The second course is the first, five days later; the third declines otherwise.
    rows = [(0, 0, 40), (0, 30, 36), (1, 5, 40), (1, 35, 36), (2, 0, 40), (2, 31, 36)]
    people = population(rows, [0, 0, 0])

    found = measure(people, [DAY], facts=(2,), knows=("sex", UNANCHORED))

    assert risks(found)[2] == (1.0, 1.0)
    assert risks(found, UNANCHORED)[2] == (pytest.approx(1 / 3), pytest.approx((0.5 + 0.5 + 1) / 3))


def test_people_with_too_few_facts_do_not_count() -> None:
    people = population([(0, 0, 40), (0, 30, 36), (1, 0, 40)], [0, 0])

    found = measure(people, [DAY], facts=(1, 2, 3), knows=("sex",))

    assert [one.targets for one in found] == [2, 1, 0]
    assert (found[2].singled_out, found[2].low, found[2].high) == (0.0, 0.0, 1.0)


def test_one_person_with_rows_of_two_datasets_is_looked_for_in_both() -> None:
    # The first is in a trial and on the platform; each of the others shares one of the two facts.
    rows = [(0, 0, 40), (0, 400, 20), (1, 0, 40), (2, 400, 20)]
    people = population(rows, [0, 0, 0], datasets=[2, 1, 1])

    found = measure(people, [DAY], facts=(1, 2), knows=("sex",), among=people.datasets > 1)

    assert risks(found) == {1: (0.0, 0.5), 2: (1.0, 1.0)}


def test_same_seed_gives_the_same_and_another_seed_another_draw() -> None:
    rng = np.random.default_rng(5)
    rows = [(i % 50, int(day), int(total)) for i, (day, total) in enumerate(rng.integers(0, 40, (400, 2)))]
    people = population(rows, [0] * 50)

    drawn = [draw(people.courses, 50, FACTS, 10, seed).rows.tolist() for seed in (1, 1, 2)]

    assert drawn[0] == drawn[1] != drawn[2]
    assert measure(people, [DAY], targets=10) == measure(people, [DAY], targets=10)


facts = st.lists(st.tuples(st.integers(0, 4), st.integers(-100, 300), st.integers(20, 27)), min_size=1, max_size=40)
sexes = st.lists(st.integers(-1, 1), min_size=5, max_size=5)


@given(facts, sexes, st.sampled_from(COARSENINGS))
@settings(max_examples=150, deadline=None)
def test_measure_counts_whom_the_naive_one_counts(
    rows: list[tuple[int, int, int]], sex: list[int], printed: Coarsening
) -> None:
    people = population(rows, sex)
    known = draw(people.courses, people.people, FACTS, 1_000, 3)
    names: tuple[Knowledge, ...] = ("facts", "sex", UNANCHORED)
    found = {(one.knows, one.facts): one for one in measure(people, [printed], seed=3, knows=names)}

    for knows in names:
        for m in FACTS:
            number = [
                len(matching(people, int(person), known_facts(people, known.rows[i, :m], printed), printed,
                             knows != UNANCHORED, knows != "facts"))
                for i, person in enumerate(known.person.tolist()) if known.counts[m][i]
            ]  # fmt: skip
            assert found[knows, m].targets == len(number)
            assert found[knows, m].singled_out == pytest.approx(sum(n == 1 for n in number) / max(1, len(number)))
            assert found[knows, m].average == pytest.approx(sum(1 / n for n in number) / max(1, len(number)))


def known_facts(people: Population, rows: np.ndarray, printed: Coarsening) -> list[tuple[int, int]]:
    value = people.courses.values[printed.value]
    return [(int(people.courses.day[row]), int(value[row])) for row in rows]


NESTED = [
    (Coarsening(fine_period, fine_value), Coarsening(period, value))
    for fine_period, period in (("day", "day"), ("day", "week"), ("day", "month"), ("month", "quarter"))
    for fine_value, value in (("items", "exact"), ("exact", "band"), ("exact", "exact"))
]


@given(facts, sexes, st.lists(st.integers(-20, 0) | st.none(), min_size=5, max_size=5), st.sampled_from(NESTED))
@settings(max_examples=150, deadline=None)
def test_coarser_never_singles_out_more(
    rows: list[tuple[int, int, int]],
    sex: list[int],
    months: list[int | None],
    pair: tuple[Coarsening, Coarsening],
) -> None:
    starts = [(person, day % 3, day) for person, day, _ in rows if day % 2]
    people = population(rows, sex, [None if one is None else 30 * one for one in months], starts)
    fine, coarse = (measure(people, [one]) for one in pair)

    for sharp, blunt in zip(fine, coarse, strict=True):
        assert (sharp.knows, sharp.facts, sharp.targets) == (blunt.knows, blunt.facts, blunt.targets)
        assert blunt.singled_out <= sharp.singled_out
        assert blunt.average <= sharp.average + 1e-9


@given(facts, sexes, st.sampled_from(COARSENINGS))
@settings(max_examples=100, deadline=None)
def test_more_facts_never_single_out_fewer(
    rows: list[tuple[int, int, int]], sex: list[int], printed: Coarsening
) -> None:
    # Of those alone who have five facts, so that all numbers of facts are of the same people.
    people = population(rows, sex)
    many = np.bincount(people.courses.person, minlength=people.people) >= max(FACTS)
    found = measure(people, [printed], among=many)

    for knows in (*ANCHORED, UNANCHORED):
        shares = [one for one in found if one.knows == knows]
        for fewer, more in pairwise(shares):
            assert fewer.singled_out <= more.singled_out
            assert fewer.average <= more.average + 1e-9


@given(facts, sexes, st.sampled_from(COARSENINGS))
@settings(max_examples=60, deadline=None)
def test_knowing_more_about_a_person_never_singles_out_fewer(
    rows: list[tuple[int, int, int]], sex: list[int], printed: Coarsening
) -> None:
    starts = [(person, 0, day) for person, day, _ in rows]
    found = measure(population(rows, sex, [-30 * i for i in range(5)], starts), [printed])
    share = {(one.knows, one.facts): one.average for one in found}

    for m in FACTS:
        assert share["facts", m] <= share["sex", m] + 1e-9
        assert share["sex", m] <= share["sex and onset", m] + 1e-9 <= share["sex, onset and treatment", m] + 2e-9
        assert share[UNANCHORED, m] <= share["sex", m] + 1e-9
