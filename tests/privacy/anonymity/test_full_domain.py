"""The optimal levels are those that looking at every node finds."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.privacy.anonymity.plain import Column, Table, printed_rows, tables

from openpals.privacy.anonymity import combinations as module
from openpals.privacy.anonymity import full_domain as search
from openpals.privacy.anonymity.combinations import AnonymityRefused
from openpals.privacy.anonymity.full_domain import optimal_levels
from openpals.privacy.anonymity.recoding import full_domain

AGES = Column(("20", "25", "30", "35"), ((0, 0, 1, 1),))
SEX = Column(("f", "m"), ())

# Two women of 20 and 25, two men of 30 and 35, one man of 35 more.
FIVE = Table((AGES, SEX), (("20", "f"), ("25", "f"), ("30", "m"), ("35", "m"), ("35", "m")))


def test_optimum_of_five_people_computed_by_hand() -> None:
    # At k = 2 nothing dropped: ages in bands, loss of a cell 1/3, of 10 cells 5/3. Ages as they are: three are dropped.
    found = optimal_levels(FIVE.people(), 2, 0)

    assert found.levels == (1, 0)
    assert found.loss == pytest.approx(5 / 3 / 10)
    assert (found.suppressed, found.nodes) == (0, 6)


def test_optimum_drops_rows_where_that_loses_least() -> None:
    # Twenty of one age and one other: dropping that one loses 2 cells of 42, bands 21/3, and k = 2 is reached by both.
    table = Table((AGES, SEX), (("20", "f"),) * 20 + (("25", "f"),))

    assert optimal_levels(table.people(), 2, 0.05).levels == (0, 0)
    assert optimal_levels(table.people(), 2, 0.05).suppressed == 1
    assert optimal_levels(table.people(), 2, 0.04).levels == (1, 0)


@settings(max_examples=150)
@given(tables(), st.integers(1, 6), st.sampled_from([0, 0.1, 0.3, 1]))
def test_optimum_is_that_of_every_node(table: Table, k: int, share: float) -> None:
    people = table.people()
    if k > len(table.rows):
        with pytest.raises(AnonymityRefused, match="more than the"):
            optimal_levels(people, k, share)
        return
    least = table.least_loss(k, int(share * len(table.rows) + 1e-9))
    if least == 1:
        with pytest.raises(AnonymityRefused, match="nothing would be left"):
            optimal_levels(people, k, share)
        return

    found = optimal_levels(people, k, share)

    assert found.loss == pytest.approx(float(least), abs=1e-12)
    shown = full_domain(people, k, found.levels)
    assert shown.loss == pytest.approx(found.loss, abs=1e-12)
    printed = printed_rows(shown)
    assert printed.count(None) == found.suppressed <= share * len(table.rows)
    assert all(size >= k for row, size in Counter(printed).items() if row is not None)


@settings(max_examples=30)
@given(tables(), st.integers(1, 4))
def test_optimum_is_found_without_keys_of_64_bits(table: Table, k: int) -> None:
    if k > len(table.rows) or table.least_loss(k, len(table.rows)) == 1:
        return
    normal = optimal_levels(table.people(), k)
    with pytest.MonkeyPatch.context() as patch:
        for where in ("combinations", "lattice", "recoding"):
            patch.setattr(f"openpals.privacy.anonymity.{where}.LARGEST_KEY", 8)
        patch.setattr(search, "LARGEST_TABLE", 0)
        narrow = optimal_levels(table.people(), k)
    assert (narrow.levels, narrow.suppressed) == (normal.levels, normal.suppressed)
    assert narrow.loss == normal.loss


@settings(max_examples=40)
@given(tables(), st.integers(1, 4), st.randoms(use_true_random=False))
def test_optimum_does_not_depend_on_the_order_of_rows(table: Table, k: int, shuffled: random.Random) -> None:
    if k > len(table.rows) or table.least_loss(k, len(table.rows)) == 1:
        return
    rows = list(table.rows)
    shuffled.shuffle(rows)

    assert optimal_levels(Table(table.columns, tuple(rows)).people(), k) == optimal_levels(table.people(), k)


@settings(max_examples=40)
@given(tables())
def test_loss_of_the_optimum_does_not_fall_with_k_nor_rise_with_the_limit(table: Table) -> None:
    def losses(share: float) -> list[float]:
        found = []
        for k in range(1, min(5, len(table.rows)) + 1):
            try:
                found.append(optimal_levels(table.people(), k, share).loss)
            except AnonymityRefused:
                found.append(1.0)
        return found

    strict, loose = losses(0), losses(0.5)
    assert all(a <= b + 1e-12 for a, b in pairwise(strict))
    assert all(b <= a + 1e-12 for a, b in zip(strict, loose, strict=True))


def test_weights_decide_which_column_is_generalised() -> None:
    table = Table((Column(("a", "b"), ()), Column(("a", "b"), ())), (("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")))

    assert optimal_levels(table.people([1, 2]), 2, 0).levels == (1, 0)
    assert optimal_levels(table.people([2, 1]), 2, 0).levels == (0, 1)
    assert optimal_levels(table.people([2, 1]), 2, 0).loss == pytest.approx(float(Fraction(1, 3)))


@pytest.mark.parametrize(
    ("k", "share", "told"),
    [
        (0, 1, "k = 0 protects nobody"),
        (-3, 1, "k = -3 protects nobody"),
        (6, 1, "k = 6 is more than the 5 people"),
        (2, 1.5, "between 0 and 1"),
        (5, 0, "nothing would be left"),
    ],
)
def test_what_cannot_be_had_is_refused(k: int, share: float, told: str) -> None:
    with pytest.raises(AnonymityRefused, match=told):
        optimal_levels(FIVE.people(), k, share)


def test_nobody_is_refused() -> None:
    with pytest.raises(AnonymityRefused, match="no people"):
        Table((SEX,), ()).people()


def test_weight_for_each_column_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AnonymityRefused, match="one weight"):
        FIVE.people([1])
    with pytest.raises(AnonymityRefused, match="one weight"):
        FIVE.people([1, -1])


def test_lattice_too_large_to_search_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_NODES", 5)
    with pytest.raises(AnonymityRefused, match="6 ways to choose levels"):
        optimal_levels(FIVE.people(), 2)
    assert module.LARGEST_KEY == 2**62
