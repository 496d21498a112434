from __future__ import annotations

from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from openpals.privacy.counting.intervals import Attacker, Known
from openpals.privacy.counting.policy import default_count_policy
from openpals.privacy.counting.suppression import Hidden, could_be
from openpals.release.page.counts import ALL, Columns, Counted, Share, alone, rows_of, share

POLICY = default_count_policy()
FEW, BESIDE = Hidden.FEW, Hidden.BESIDE


def counted(**columns: list[int]) -> Counted:
    return Columns({name: sum(counts) for name, counts in columns.items()}, POLICY).counted(columns)


def test_large_counts_are_rounded_and_zeros_among_them_are_shown() -> None:
    assert counted(a=[42, 0, 33]).cells == {"a": [40, 0, 35]}


def test_one_small_category_takes_another_along() -> None:
    # With 40 told (38 to 42) of 55 (53 to 57), and 11 or more beside it, the small one would be 8 at most.
    assert counted(a=[40, 3, 12]).cells == {"a": [BESIDE, FEW, 15]}


def test_an_empty_category_looks_like_the_small_one_beside_it() -> None:
    assert counted(a=[40, 3, 12, 0]).cells["a"][3] is FEW


def test_per_cent_are_of_what_is_printed_together() -> None:
    assert counted(a=[42, 0, 33]).whole == {"a": 75}


def test_sum_over_datasets_gives_nothing_away() -> None:
    shown = counted(a=[40, 3, 12], b=[500, 70, 80], c=[600, 90, 95]).cells

    # All 163 less 68 to 72 and 88 to 92 may be any few; what is hidden of a and b keeps the other sums open.
    assert shown == {
        "a": [BESIDE, FEW, 15], "b": [500, 70, BESIDE], "c": [600, 90, 95], ALL: [1140, 165, 185],
    }  # fmt: skip


def test_small_dataset_is_not_the_difference_of_the_others() -> None:
    # 5 is 113 to 117 less 48 to 52 and 58 to 62. Beside one other only, that one is hidden.
    assert Columns({"a": 5, "b": 50, "c": 60}, POLICY).told == {"a": FEW, "b": 50, "c": 60, ALL: 115}
    assert Columns({"a": 5, "b": 50}, POLICY).told == {"a": FEW, "b": BESIDE, ALL: 55}


def test_dataset_whose_people_are_hidden_is_hidden_in_every_table() -> None:
    shown = Columns({"a": 5, "b": 50}, POLICY).counted({"a": [5, 0], "b": [30, 20]})

    assert shown.whole["a"] is FEW
    assert shown.whole["b"] is BESIDE
    assert shown.cells["a"] == [FEW, FEW]


def test_dataset_of_which_nothing_can_be_told_is_left_out_and_the_sum_with_it() -> None:
    # Whoever knows that 18 people are printed as 20 (18 to 22) knows that two small parts are of 8 to 10 people.
    shown = Columns({"a": 18, "b": 300}, POLICY).counted({"a": [8, 10], "b": [100, 200]})

    assert shown.cells == {"a": [None, None], "b": [100, 200], ALL: [None, None]}


def test_people_of_one_dataset_are_one_number() -> None:
    assert Columns({"a": 306}, POLICY).told == {"a": 305}


def test_page_without_datasets_has_no_columns() -> None:
    assert Columns({}, POLICY).names == ()


@pytest.mark.parametrize(("count", "expected"), [(0, 0), (1, FEW), (10, FEW), (11, 15), (13, 15), (1_004, 1_000)])
def test_count_that_stands_alone(count: int, expected: object) -> None:
    assert alone(count, POLICY) == expected


def test_rows_of_few_people_are_hidden_and_their_total_with_them() -> None:
    rows = {"a": 300, "b": 4_321, "c": 0}

    assert rows_of(rows, {"a": False, "b": True, "c": False}, POLICY) == {"a": FEW, "b": 4_320, "c": FEW, ALL: None}
    assert rows_of(rows, {"a": True, "b": True, "c": False}, POLICY) == {"a": 300, "b": 4_320, "c": 0, ALL: 4_620}


tables = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 14) | st.integers(0, 60), min_size=shape[0], max_size=shape[0]),
        min_size=shape[1],
        max_size=shape[1],
    )
)


@settings(max_examples=150, deadline=None)
@given(tables)
@example([[20, 5, 30], [20, 30, 5]])
@example([[10, 0, 220], [34, 17, 0]])
@example([[8, 10], [100, 200]])
def test_no_small_count_follows_from_what_is_printed(columns: list[list[int]]) -> None:
    """The attacker knows the people of each dataset as the page prints them, the table, and the rules."""
    named = {f"d{i}": column for i, column in enumerate(columns)}
    page = Columns({name: sum(column) for name, column in named.items()}, POLICY)
    shown = page.counted(named).cells
    place = {cell: i for i, cell in enumerate(product(named, range(len(columns[0]))))}

    known = []
    for name, column in named.items():
        known += [Known([place[name, i]], *could_be(cell, POLICY)) for i, cell in enumerate(shown[name]) if _told(cell)]
        if _told(told := page.told[name]):
            known.append(Known([place[name, i] for i in range(len(column))], *could_be(told, POLICY)))
    for i, cell in enumerate(shown.get(ALL, [])):
        if _told(cell) and any(isinstance(shown[name][i], Hidden) for name in named):
            known.append(Known([place[name, i] for name in named], *could_be(cell, POLICY)))

    attacker = Attacker(len(place), known)
    for (name, i), number in place.items():
        assert _told(shown[name][i]) is not None
        if 0 < named[name][i] < POLICY.people:
            assert not isinstance(shown[name][i], int)
            low, high = attacker.interval([number])
            assert high - low + 1 >= POLICY.interval


def _told(cell: int | Hidden | None) -> bool:
    return cell is not None


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (0, 306, Share(0)), (306, 306, Share(100)), (153, 306, Share(51)),  # 155 of 305
        (3, 306, Share(4, "<")), (10, 306, Share(4, "<")), (300, 306, Share(96, ">")),
        (50, 100_000, Share(1, "<")), (99_950, 100_000, Share(99, ">")), (3, 10, None),
        (5, 11, Share(74, "<")),  # of 15
    ],
)  # fmt: skip
def test_share_never_tells_of_a_few(part: int, whole: int, expected: Share | None) -> None:
    assert share(part, whole, POLICY) == expected


@given(st.integers(11, 5000), st.integers(1, 10))
def test_share_is_the_same_for_all_small_parts(whole: int, part: int) -> None:
    if whole - part >= 11:
        assert share(part, whole, POLICY) == share(1, whole, POLICY)
        assert share(whole - part, whole, POLICY) == share(whole - 1, whole, POLICY)


@given(st.integers(11, 5000), st.integers(0, 5000))
def test_share_is_one_of_whole_per_cent(whole: int, part: int) -> None:
    found = share(min(part, whole), whole, POLICY)
    assert found is not None
    assert 0 <= found.percent <= 100
