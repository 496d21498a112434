"""Hierarchies: what a value becomes at each level, and what is no hierarchy."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from openpals.privacy.anonymity.hierarchy import (
    Hierarchy,
    HierarchyRefused,
    from_bands,
    from_levels,
    from_parents,
    kept,
)

SITES = {"spine": "other", "both": "other", "other": "*", "limb": "*", "bulbar": "*"}


def labels(hierarchy: Hierarchy, level: int) -> list[object]:
    return [hierarchy.labels[node] for node in hierarchy.levels[level][: hierarchy.missing]]


def test_tree_keeps_what_lies_high_until_all_become_the_root() -> None:
    found = from_parents("site", tuple(SITES), SITES)

    assert labels(found, 0) == ["spine", "both", "other", "limb", "bulbar"]
    assert labels(found, 1) == ["other", "other", "other", "limb", "bulbar"]
    assert labels(found, 2) == [None] * 5
    assert found.height == 2


def test_tree_counts_the_leaves_under_each_node() -> None:
    found = from_parents("site", tuple(SITES), SITES)

    assert found.leaves[found.levels[1]].tolist() == [3, 3, 3, 1, 1, 5]
    assert found.leaves[found.root] == 5


def test_value_that_does_not_change_keeps_its_node() -> None:
    found = from_parents("site", tuple(SITES), SITES)

    assert found.levels[0][3] == found.levels[1][3]
    assert found.levels[0][2] != found.levels[1][2]  # `other` alone is not `other` with the rest


def test_bands_are_printed_as_their_middle_and_cut_at_the_ends() -> None:
    found = from_bands("age", 0, 90, [5, 10])

    assert [labels(found, level)[50] for level in range(4)] == [50, 52, 54, None]
    assert [labels(found, level)[90] for level in range(3)] == [90, 90, 90]
    assert found.leaves[found.levels[2][[50, 90]]].tolist() == [10, 1]


def test_bands_of_days_lie_at_multiples_of_their_width_below_zero_too() -> None:
    found = from_bands("day", -360, 0, [90], step=30)

    assert labels(found, 1) == [-330] * 3 + [-240] * 3 + [-150] * 3 + [-60] * 3 + [0]


def test_codes_of_numbers_beyond_open_ends_are_the_ends() -> None:
    found = from_bands("day", -360, 0, [90], step=30, ends_open=True)

    assert found.codes(pa.array([-9000, -345, 0, 30, None])).tolist() == [0, 0, 12, 12, found.missing]


def test_codes_of_empty_cells_are_at_the_root_on_every_level() -> None:
    found = from_parents("site", tuple(SITES), SITES)

    cells = pa.chunked_array([["limb", None], ["both"]])
    assert found.codes(cells).tolist() == found.codes(cells.dictionary_encode()).tolist() == [3, 5, 1]
    assert all(level[found.missing] == found.root for level in found.levels)


@pytest.mark.parametrize("values", [pa.array([91]), pa.array([-1]), pa.array([50, 120, None])])
def test_number_outside_its_hierarchy_is_refused_without_being_told(values: pa.Array) -> None:
    with pytest.raises(
        HierarchyRefused, match=r"age: 1 cells hold a value that its hierarchy does not know"
    ) as refused:
        from_bands("age", 0, 90, [5]).codes(values)
    assert "120" not in str(refused.value)


def test_code_outside_its_hierarchy_is_refused() -> None:
    with pytest.raises(HierarchyRefused, match="site: 2 cells"):
        from_parents("site", tuple(SITES), SITES).codes(pa.array(["limb", "toe", "toe"]))


@pytest.mark.parametrize(
    ("parents", "told"),
    [
        ({"a": "b", "b": "a"}, "a belongs to b belongs to a, which is a cycle"),
        ({"a": "a", "b": "*"}, "a belongs to a, which is a cycle"),
        ({"a": "*", "b": "top"}, "'top' belongs to nothing"),
        ({"a": "*"}, "'b' belongs to nothing"),
        ({"a": "*", "b": "*", "*": "c"}, "a second root was named"),
        ({"a": "*", "b": "*", "c": "*"}, "no value lies below c"),
        ({"a": "*", "b": "*", "c": "d", "d": "c"}, "no value lies below c, d"),
    ],
)
def test_tree_that_is_none_is_refused(parents: dict[str, str], told: str) -> None:
    with pytest.raises(HierarchyRefused, match=told):
        from_parents("x", ("a", "b"), parents)


@pytest.mark.parametrize(
    ("low", "high", "widths", "told"),
    [
        (0, 90, [5, 12], "bands of 12 cannot be made of bands of 5"),
        (0, 90, [10, 5], "bands of 5 cannot be made of bands of 10"),
        (0, 90, [1], "bands of 1 cannot be made of bands of 1"),
        (90, 0, [5], "there are no values"),
    ],
)
def test_bands_that_do_not_fit_are_refused(low: int, high: int, widths: list[int], told: str) -> None:
    with pytest.raises(HierarchyRefused, match=told):
        from_bands("x", low, high, widths)


@pytest.mark.parametrize(
    ("values", "groups", "told"),
    [
        (["a", "b", "c"], [["x", "x", "y"], ["p", "q", "q"]], "splits a group"),
        (["a", "b"], [["x"]], "1 groups for 2 values"),
        (["a", "a"], [], "each of them once"),
        ([], [], "needs values"),
    ],
)
def test_levels_that_are_no_tree_are_refused(values: list[str], groups: list[list[str]], told: str) -> None:
    with pytest.raises(HierarchyRefused, match=told):
        from_levels("x", values, groups)


def test_column_that_is_kept_has_one_level() -> None:
    found = kept("dataset", [0, 1])

    assert found.height == 0
    assert found.levels[0].tolist() == [0, 1, found.root]


def test_level_above_is_found_from_the_level_itself() -> None:
    found = from_bands("age", 0, 90, [5, 10])

    for level, up in enumerate(found.above):
        assert np.array_equal(up[found.levels[level]], found.levels[level + 1])


def test_printed_nodes_are_labels_of_the_columns_type() -> None:
    found = from_bands("age", 0, 90, [5])

    printed = found.printed(np.array([found.levels[1][52], found.root]), pa.int32())
    assert (printed.type, printed.to_pylist()) == (pa.int32(), [52, None])
