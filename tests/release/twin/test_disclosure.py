"""What may be told of people: enough of them, rounded, no extremes, nobody dominant."""

from __future__ import annotations

from collections import defaultdict
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.release.twin.naive import conditional as naive_conditional
from tests.release.twin.naive import shares as naive_shares

from openpals.privacy.counting.policy import default_count_policy
from openpals.release.twin.arrays import Coded
from openpals.release.twin.statistics import disclosure
from openpals.release.twin.statistics.conditional import conditional
from openpals.release.twin.statistics.disclosure import Disclosure, significant

RULES = Disclosure(default_count_policy())
LABELS = ("a", "b", "c", "")

rows = st.lists(st.tuples(st.integers(0, 39), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=400)
numbers = st.lists(
    st.tuples(st.integers(0, 59), st.floats(-1e6, 1e6) | st.integers(0, 5).map(float)), min_size=1, max_size=300
)


def columns(listed: list[tuple[int, int, int]]) -> tuple[np.ndarray, Coded, Coded]:
    person, parent, child = (np.array(column) for column in zip(*listed, strict=True))
    return person, Coded(parent, LABELS), Coded(child, LABELS)


@given(rows)
def test_shares_are_of_labels_that_enough_people_carry(listed: list[tuple[int, int, int]]) -> None:
    person, _, child = columns(listed)
    carried: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for who, _, at in listed:
        carried[LABELS[at]][str(who)] += 1

    told = RULES.shares(child, person, 40)

    assert told == naive_shares(carried)
    assert not told or sum(told.values()) == pytest.approx(1, abs=2e-4)


@given(rows)
def test_conditional_shares_count_each_row_once(listed: list[tuple[int, int, int]]) -> None:
    person, parent, child = columns(listed)
    expected = naive_conditional((str(who), LABELS[one], LABELS[other]) for who, one, other in listed)

    assert conditional(RULES, parent, child, person, 40) == expected


@given(rows)
def test_counting_by_sorting_gives_what_counting_by_place_gives(listed: list[tuple[int, int, int]]) -> None:
    person, _, child = columns(listed)
    by_place = disclosure.carried(child.at, person, 4, 40)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disclosure, "DENSE", 0)
        by_sorting = disclosure.carried(child.at, person, 4, 40)

    assert by_place.people.tolist() == by_sorting.people.tolist()
    assert by_place.rows.tolist() == by_sorting.rows.tolist()


@given(numbers)
def test_spread_is_of_groups_of_enough_people(listed: list[tuple[int, float]]) -> None:
    listed.sort(key=lambda pair: pair[1])
    person, values = np.array([who for who, _ in listed]), np.array([value for _, value in listed])

    told = RULES.spread(values, person)

    people = len(set(person.tolist()))
    if told is None:
        assert people < 11
    elif "values" in told:
        for value in told["values"]:
            assert len({who for who, one in listed if f"{one:.10g}" == value}) >= 11
    elif "means" in told:
        groups = len(told["means"])
        edges = [i * len(listed) // groups for i in range(groups + 1)]
        for mean, start, end in zip(told["means"], edges, edges[1:], strict=False):
            assert len(set(person[start:end].tolist())) >= 11
            assert mean == pytest.approx(values[start:end].mean(), rel=1e-3, abs=1e-6)
    else:
        assert people >= 11


def test_spread_tells_no_smallest_and_no_largest_number() -> None:
    values = np.array([-1000.0, *range(1, 99), 5000.0])

    told = RULES.spread(values)

    assert told is not None
    assert len(told["means"]) == 100 // 11
    assert told["means"][0] == pytest.approx((-1000 + sum(range(1, 11))) / 11, rel=1e-3)  # the lowest eleven
    assert told["means"][-1] == pytest.approx((5000 + sum(range(88, 99))) / 12, rel=1e-3)


def test_spread_of_few_people_is_mean_and_deviation() -> None:
    values = np.arange(12.0) + 0.5

    told = RULES.spread(values)

    assert told == {"mean": 6.0, "sd": pytest.approx(sqrt(143 / 12), rel=1e-2), "positive": True}
    assert RULES.spread(values[:10]) is None


def test_share_of_which_one_side_is_few_looks_like_a_share_of_nobody() -> None:
    few, nobody = np.arange(100) < 10, np.zeros(100, bool)

    assert RULES.share(few) == RULES.share(nobody) == 0.0
    assert RULES.share(~few) == RULES.share(~nobody) == 1.0
    assert RULES.share(np.arange(100) < 12) == 0.1429  # 15 of 105: 12 is printed as 15, 88 as 90
    assert RULES.share(np.arange(10) < 5) is None


@given(st.lists(st.floats(0, 1e3), min_size=11, max_size=60), st.floats(1e4, 1e9))
def test_nobody_makes_more_than_half_of_a_mean(others: list[float], giant: float) -> None:
    told = RULES.mean(np.array([*others, giant]))

    assert told is not None
    assert told <= 2 * sum(others) / (len(others) + 1) * 1.01 + 1e-9


@given(st.integers(11, 5_000))
def test_one_person_more_moves_a_count_by_one_step(count: int) -> None:
    assert RULES.rounded(count + 1) - RULES.rounded(count) in (0, 5, 10)


def test_code_that_only_one_person_brings_is_never_told() -> None:
    person, at = np.arange(41), np.array([0] * 20 + [1] * 20 + [2])

    assert RULES.shares(Coded(at, LABELS), person, 41) == RULES.shares(Coded(at[:40], LABELS), person[:40], 40)


@pytest.mark.parametrize(("value", "told"), [(0.0, 0.0), (1234.5, 1230.0), (-0.012345, -0.0123), (np.inf, 0.0)])
def test_significant_digits(value: float, told: float) -> None:
    assert significant(value) == told
