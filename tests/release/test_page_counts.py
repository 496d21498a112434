from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from openpals.release.page.counts import ALL, Hidden, Share, protect, share

FEW, BESIDE = Hidden.FEW, Hidden.BESIDE


def test_large_counts_and_zeros_among_them_are_shown() -> None:
    assert protect({"a": [40, 0, 30]}, 11) == {"a": [40, 0, 30]}


def test_one_small_category_takes_the_next_smallest_along() -> None:
    assert protect({"a": [40, 3, 12]}, 11) == {"a": [40, FEW, BESIDE]}


def test_an_empty_category_looks_like_the_small_one_beside_it() -> None:
    assert protect({"a": [40, 3, 12, 0]}, 11) == {"a": [40, FEW, BESIDE, FEW]}


def test_two_small_categories_that_are_enough_together_stay_alone() -> None:
    assert protect({"a": [40, 6, 8]}, 11) == {"a": [40, FEW, FEW]}


def test_two_small_categories_that_are_few_together_take_a_third() -> None:
    assert protect({"a": [40, 2, 3]}, 11) == {"a": [BESIDE, FEW, FEW]}


def test_another_dataset_hides_the_same_so_that_the_sum_gives_nothing_away() -> None:
    shown = protect({"a": [40, 3, 12], "b": [500, 70, 80], "c": [600, 90, 95]}, 11)
    assert shown["a"] == [40, FEW, BESIDE]
    assert shown["b"] == [500, BESIDE, BESIDE]
    assert shown["c"] == [600, 90, 95]
    assert shown[ALL] == [1140, 163, 187]


def test_small_dataset_is_not_the_difference_of_the_others() -> None:
    assert protect({"a": [5], "b": [50], "c": [60]}, 11) == {"a": [FEW], "b": [BESIDE], "c": [60], ALL: [115]}


counts = st.integers(1, 5).flatmap(
    lambda rows: st.lists(
        st.lists(st.integers(0, 14) | st.integers(0, 60), min_size=rows, max_size=rows),
        min_size=1,
        max_size=4,
    )
)


@settings(max_examples=400)
@given(counts)
@example([[20, 5, 30], [20, 30, 5]])
@example([[10, 0, 220], [34, 17, 0]])
def test_no_small_count_follows_from_what_is_shown(columns: list[list[int]]) -> None:
    """The attacker knows the printed totals of columns, each row's sum, and which categories are empty."""
    named = {f"d{i}": column for i, column in enumerate(columns)}
    shown = protect(named, 11)
    everything = named | ({ALL: [sum(row) for row in zip(*columns, strict=True)]} if len(columns) > 1 else {})
    places = [(name, i) for name, cells in shown.items() for i, cell in enumerate(cells)
              if isinstance(cell, Hidden) and everything[name][i]]  # fmt: skip
    equations = []
    if len(columns[0]) > 1:
        totals = protect({name: [sum(column)] for name, column in named.items()}, 11)
        told = [name for name, (total,) in totals.items() if isinstance(total, int)]
        equations += [[place[0] == name for place in places] for name in told]
    if len(columns) > 1:
        equations += [[(place[1] == i) * (-1 if place[0] == ALL else 1) for place in places]
                      for i in range(len(columns[0]))]  # fmt: skip
    known = np.array(equations, dtype=float).reshape(len(equations), len(places))
    rank = np.linalg.matrix_rank(known) if known.size else 0
    for i, (name, row) in enumerate(places):
        if everything[name][row] < 11 and known.size:
            alone = np.eye(len(places))[i]
            assert np.linalg.matrix_rank(np.vstack([known, alone])) > rank
    for name, column in everything.items():
        for cell, count in zip(shown[name], column, strict=True):
            assert cell == count or (cell is (FEW if count < 11 else BESIDE))
            assert isinstance(cell, Hidden) or not 0 < cell < 11


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (0, 306, Share(0)), (306, 306, Share(100)), (153, 306, Share(50)),
        (3, 306, Share(4, "<")), (10, 306, Share(4, "<")), (300, 306, Share(96, ">")),
        (50, 100_000, Share(1, "<")), (99_950, 100_000, Share(99, ">")), (3, 10, None),
        (5, 11, Share(100, "<")),
    ],
)  # fmt: skip
def test_share_never_tells_of_a_few(part: int, whole: int, expected: Share | None) -> None:
    assert share(part, whole, 11) == expected


@given(st.integers(11, 5000), st.integers(1, 10))
def test_share_is_the_same_for_all_small_parts(whole: int, part: int) -> None:
    if whole - part >= 11:
        assert share(part, whole, 11) == share(1, whole, 11)
        assert share(whole - part, whole, 11) == share(whole - 1, whole, 11)
