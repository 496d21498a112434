"""Cell suppression and local recoding: never a class below k, and everything printed is true."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.privacy.anonymity.plain import Column, Table, printed_rows, tables

from openpals.privacy.anonymity.combinations import AnonymityRefused, Combinations, combined
from openpals.privacy.anonymity.hierarchy import kept
from openpals.privacy.anonymity.limit import upper_limit
from openpals.privacy.anonymity.recoding import Recoding, full_domain, level_and_cells, local_recoding, proposed_levels
from openpals.privacy.anonymity.settling import settled

FORMS = {
    "cells": lambda people, k: level_and_cells(people, k, (0,) * len(people.heights)),
    "coarse cells": lambda people, k: level_and_cells(people, k, tuple(min(1, h) for h in people.heights)),
    "local": local_recoding,
    "cells, settled": lambda people, k: settled(level_and_cells(people, k, (0,) * len(people.heights))),
    "local, settled": lambda people, k: settled(local_recoding(people, k)),
}
few = settings(max_examples=60)
form = pytest.mark.parametrize("form", FORMS)


@form
@few
@given(tables(), st.integers(1, 6))
def test_class_below_k_is_never_printed_and_what_is_printed_is_true(form: str, table: Table, k: int) -> None:
    if k > len(table.rows):
        with pytest.raises(AnonymityRefused):
            FORMS[form](table.people(), k)
        return
    found = FORMS[form](table.people(), k)
    printed = printed_rows(found)

    assert all(size >= k for row, size in Counter(printed).items() if row is not None)
    for row, cells in zip(table.rows, printed, strict=True):
        assert cells is None or all(value is None or value in cell for value, cell in zip(row, cells, strict=True))
    assert found.counts.sum() == len(table.rows)
    assert printed.count(None) < k  # else they would have been a class
    assert "settled" not in form or None not in printed


@form
@few
@given(tables(), st.integers(1, 4), st.randoms(use_true_random=False))
def test_printed_rows_do_not_depend_on_the_order_of_rows(
    form: str, table: Table, k: int, shuffled: random.Random
) -> None:
    if k > len(table.rows):
        return
    rows = list(table.rows)
    shuffled.shuffle(rows)
    other = Table(table.columns, tuple(rows))

    def told(given: Table) -> Counter[object]:
        return Counter(zip(given.rows, printed_rows(FORMS[form](given.people(), k)), strict=True))

    assert told(other) == told(table)


@few
@given(tables(), st.integers(1, 5))
def test_no_recoding_exceeds_the_upper_limit_which_is_that_of_every_node(table: Table, k: int) -> None:
    if k > len(table.rows):
        return
    local = local_recoding(table.people(), k)
    limit = upper_limit(local)

    assert limit == pytest.approx(float(table.upper_limit(k)), abs=1e-9)
    assert upper_limit(level_and_cells(table.people(), k, (0,) * len(table.columns))) == pytest.approx(limit, abs=1e-9)
    for name, made in FORMS.items():
        assert 1 - made(table.people(), k).loss <= limit + 1e-9, name


@few
@given(tables())
def test_upper_limit_does_not_rise_with_k(table: Table) -> None:
    limits = [upper_limit(local_recoding(table.people(), k)) for k in range(1, min(5, len(table.rows)) + 1)]

    assert limits[0] == pytest.approx(1)
    assert all(b <= a + 1e-9 for a, b in pairwise(limits))


@few
@given(tables(), st.integers(1, 4))
def test_recoding_without_keys_of_64_bits_prints_no_class_below_k(table: Table, k: int) -> None:
    if k > len(table.rows):
        return
    with pytest.MonkeyPatch.context() as patch:
        for where in ("combinations", "lattice", "recoding"):
            patch.setattr(f"openpals.privacy.anonymity.{where}.LARGEST_KEY", 8)
        for name, made in FORMS.items():
            sizes = Counter(printed_rows(made(table.people(), k)))
            assert all(size >= k for row, size in sizes.items() if row is not None), name


SITE = Column(("limb", "bulbar", "spine"), ())
SEX = Column(("f", "m"), ())


def cells(rows: list[tuple[str | None, ...]], k: int) -> list[object]:
    """Each row as it is printed, * for an empty cell."""
    table = Table((SITE, SEX), tuple(rows))
    everything = [frozenset(column.values) for column in table.columns]
    return [
        row and tuple("*" if cell == whole else "".join(cell) for cell, whole in zip(row, everything, strict=True))
        for row in printed_rows(level_and_cells(table.people(), k, (0, 0)))
    ]


def test_cells_are_suppressed_in_the_cheaper_column_by_hand() -> None:
    # Three women with limb onset are a class. Of the others two pairs agree in the site, none in sex alone.
    rows = [("limb", "f")] * 3 + [("bulbar", "f"), ("bulbar", "m"), ("spine", "f"), ("spine", "m")]

    assert cells(rows, 2) == [("limb", "f")] * 3 + [("bulbar", "*")] * 2 + [("spine", "*")] * 2


def test_cell_that_was_empty_is_of_one_class_with_suppressed_ones() -> None:
    # One woman with bulbar onset is alone; two women whose site nobody recorded look as she does without it.
    rows = [("limb", "m")] * 2 + [(None, "f")] * 2 + [("bulbar", "f")]

    assert cells(rows, 2) == [("limb", "m")] * 2 + [("*", "f")] * 3


def test_what_is_left_over_is_dropped_if_not_settled() -> None:
    assert cells([("limb", "m")] * 3 + [("bulbar", "f")], 3) == [("limb", "m")] * 3 + [None]


def settle(rows: list[tuple[str | None, ...]], k: int) -> Recoding:
    table = Table((SITE, SEX), tuple(rows))
    return settled(level_and_cells(table.people(), k, (0, 0)))


def test_settling_takes_as_many_as_it_needs_from_classes_that_can_spare_them() -> None:
    found = settle([("limb", "m")] * 5 + [("bulbar", "f")], 3)

    assert sorted(found.classes()[1].tolist()) == [3, 3]
    assert len(found.counts) == 3  # the five men stand in two lines
    printed = printed_rows(found)
    assert [cells == printed[5] for cells in printed] == [False, False, False, True, True, True]


def test_settling_takes_a_whole_class_where_none_can_spare_any() -> None:
    found = settle([("limb", "m")] * 3 + [("bulbar", "f")], 3)

    assert found.classes()[1].tolist() == [4]


def test_settling_takes_first_from_those_who_lose_least() -> None:
    # Three with limb onset make a class without their sex, so that their site is all they have to lose.
    rows = [("limb", "f"), ("limb", "m"), ("limb", None)] + [("bulbar", "m")] * 3 + [("spine", "f")]
    found = printed_rows(settle(rows, 2))

    assert [row == found[6] for row in found] == [True, False, False, False, False, False, True]


def in_datasets(sizes: dict[int, list[str]]) -> Combinations:
    """People of one column, the sex, in datasets that are kept as they are."""
    pairs = [(dataset, sex) for dataset, people in sizes.items() for sex in people]
    datasets, sex = kept("dataset", list(sizes)), SEX.hierarchy("sex")
    return combined(
        [datasets, sex],
        [np.array([list(sizes).index(d) for d, _ in pairs]), np.array([sex.values.index(s) for _, s in pairs])],
        [0, 1],
    )


def test_people_of_two_datasets_are_never_of_one_class() -> None:
    people = in_datasets({0: ["f"] * 4 + ["m"], 1: ["m"] * 4})
    found = settled(level_and_cells(people, 4, (0, 0)))

    assert sorted(found.classes()[1].tolist()) == [4, 5]
    assert found.nodes[:, 0].tolist() == people.codes[found.combination, 0].tolist()


def test_dataset_that_is_smaller_than_k_is_one_class_or_refused() -> None:
    people = in_datasets({0: ["f"] * 5, 1: ["m", "f", "m"]})

    assert sorted(settled(level_and_cells(people, 4, (0, 0)), least=3).classes()[1].tolist()) == [3, 5]
    with pytest.raises(AnonymityRefused, match="Only 3 people are alike in dataset"):
        settled(level_and_cells(people, 4, (0, 0)))


def test_proposed_levels_lose_no_more_than_the_finest_ones() -> None:
    ages = Column(tuple("abcdefgh"), ((0, 0, 1, 1, 2, 2, 3, 3),))
    table = Table((ages, SEX), tuple((age, sex) for age in "abcdefgh" for sex in "fm"))
    people = table.people()

    levels = proposed_levels(people, 2)

    assert level_and_cells(people, 2, levels).loss < level_and_cells(people, 2, (0, 0)).loss
    # All nine choices looked at: nothing is better than bands of two with the sex, 8 x 2 people in classes of 2.
    every = {(a, s): level_and_cells(people, 2, (a, s)).loss for a in range(3) for s in range(2)}
    assert every[levels] == min(every.values())


def test_full_domain_at_given_levels_drops_small_classes() -> None:
    table = Table((SITE, SEX), (("limb", "f"),) * 3 + (("limb", "m"),))
    found = full_domain(table.people(), 2, (0, 0))

    assert found.dropped.sum() == 1
    assert printed_rows(found)[3] is None
