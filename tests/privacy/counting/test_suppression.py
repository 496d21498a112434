"""What is hidden of printed tables: the linear program against counting every table that fits."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openpals.privacy.counting.intervals import Attacker, Contradiction, Known
from openpals.privacy.counting.policy import default_count_policy
from openpals.privacy.counting.suppression import Hidden, TableRefused, could_be, intervals, printed, protect

POLICY = default_count_policy()
# The same rules on numbers so small that every table can be gone through: below 3 is few, rounded to 2.
TINY = replace(POLICY, people=3, rounding=2, large_rounding=2, large=100, interval=3)
FEW, BESIDE = Hidden.FEW, Hidden.BESIDE


def test_large_counts_are_rounded_and_totals_are_sums_of_what_is_shown() -> None:
    told = protect(np.array([42, 33, 12]), POLICY)

    assert told.shown == {(0,): 40, (1,): 35, (2,): 15, (3,): 90}


def test_small_count_is_hidden_and_empty_one_beside_it_looks_alike() -> None:
    told = protect(np.array([40, 3, 52, 0]), POLICY)

    assert [told.shown[(i,)] for i in (1, 3)] == [FEW, FEW]
    assert isinstance(told.shown[(4,)], int)


def test_empty_cell_is_shown_where_nobody_near_is_few() -> None:
    assert protect(np.array([40, 0, 52]), POLICY).shown[(1,)] == 0


def test_hidden_count_that_would_follow_takes_another_along() -> None:
    exact = replace(POLICY, rounding=1, large_rounding=1, weaker={})
    told = protect(np.array([40, 3, 12]), exact)

    # Beside 12, which is known to be 11 or more, 3 could be 4 at most.
    assert told.shown == {(0,): BESIDE, (1,): FEW, (2,): 12, (3,): 55}


def test_row_and_column_totals_around_a_hidden_cell_leave_it_open() -> None:
    table = np.array([[40, 3, 12], [500, 70, 80], [600, 90, 95]])
    found = intervals(protect(table, POLICY), POLICY)

    assert all(high - low + 1 >= POLICY.interval for low, high in found.values())
    assert found[0, 1] == (0, 10)


def test_three_dimensions_are_proved_over_whole_numbers() -> None:
    table = np.random.default_rng(3).negative_binomial(1, 1 / 40, (2, 3, 3))
    told = protect(table, POLICY)

    assert all(high - low + 1 >= POLICY.interval for low, high in intervals(told, POLICY).values())


def test_table_of_too_many_dimensions_is_refused() -> None:
    with pytest.raises(TableRefused, match="one to three dimensions"):
        protect(np.ones((2, 2, 2, 2), int), POLICY)


def test_what_fits_no_table_is_a_contradiction() -> None:
    with pytest.raises(Contradiction):
        Attacker(1, [Known([0], 3, 4), Known([0], 5, 6)]).interval([0])


@given(st.integers(11, 3_000))
def test_printed_count_could_be_the_true_one(count: int) -> None:
    low, high = could_be(printed(count, POLICY), POLICY)
    assert low <= count <= high
    assert printed(count, POLICY) > 10
    assert high - low <= POLICY.large_rounding


def fitting(told: dict[tuple[int, ...], int | Hidden], shape: tuple[int, ...], most: int) -> list[np.ndarray]:
    """Every table of counts up to ``most`` that fits all that is shown."""
    found = []
    sums = {place for place in told if any(at == size for at, size in zip(place, shape, strict=True))}
    cells = [place for place in told if place not in sums]
    ranges = []
    for place in cells:
        low, high = could_be(told[place], TINY)
        ranges.append(range(int(low), int(min(high, most)) + 1))
    for counts in product(*ranges):
        table = np.array(counts).reshape(shape)
        for place in sums:
            under = tuple(slice(None) if at == size else at for at, size in zip(place, shape, strict=True))
            shown = [told[one] for one in cells if all(size == at or at == o
                     for o, at, size in zip(one, place, shape, strict=True))]  # fmt: skip
            low, high = could_be(told[place], TINY)
            hidden = isinstance(told[place], Hidden) or any(isinstance(one, Hidden) for one in shown)
            if hidden and not low <= table[under].sum() <= high:
                break
        else:
            found.append(table)
    return found


@settings(max_examples=15)
@given(st.sampled_from([(3,), (4,), (2, 2), (2, 3)]).flatmap(
    lambda shape: st.lists(st.integers(0, 5), min_size=int(np.prod(shape)), max_size=int(np.prod(shape))).map(
        lambda counts: np.array(counts).reshape(shape))))  # fmt: skip
def test_intervals_are_those_of_all_tables_that_fit(table: np.ndarray) -> None:
    most = 11
    try:
        told = protect(table, TINY)
    except TableRefused:
        return
    tables = fitting(told.shown, table.shape, most)
    assert any((one == table).all() for one in tables)
    for place, (low, high) in intervals(told, TINY).items():
        under = tuple(slice(None) if at == size else at for at, size in zip(place, table.shape, strict=True))
        sums = [int(one[under].sum()) for one in tables]
        assert low == min(sums)
        assert high == max(sums) or high > most or max(sums) >= most
        assert high - low + 1 >= TINY.interval


counts = st.tuples(st.integers(1, 4), st.integers(1, 5)).flatmap(
    lambda shape: st.lists(
        st.integers(0, 14) | st.integers(0, 80) | st.just(0), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]
    ).map(lambda found: np.array(found).reshape(shape))
)


@settings(max_examples=60)
@given(counts)
def test_no_few_people_are_shown_or_follow(table: np.ndarray) -> None:
    told = protect(table, POLICY)
    assert all(isinstance(value, Hidden) or value == 0 or value >= 15 for value in told.shown.values())
    for low, high in intervals(told, POLICY).values():
        assert high - low + 1 >= POLICY.interval


@settings(max_examples=20)
@given(counts)
def test_nothing_is_hidden_without_need(table: np.ndarray) -> None:
    told = protect(table, POLICY)
    assert told.hidden == [] or min(table.min(), table.sum()) < POLICY.people
