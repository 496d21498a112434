"""Weights, probabilities and assignment: as one pair at a time, and right about people who are hard to tell apart."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.privacy.linkage import naive
from tests.privacy.linkage.made import Overlapping, Person, overlapping, two
from tests.privacy.linkage.test_comparison import plain

from openpals.privacy.linkage.assignment import one_to_one, probabilities
from openpals.privacy.linkage.match import LEAST, Pairs, match
from openpals.privacy.linkage.patterns import NUMBER, blocked
from openpals.privacy.linkage.weights import Chance, chance, fit

PEOPLE = 1500


@cache
def crowd() -> Overlapping:
    return overlapping(PEOPLE, seed=1)


def with_extra(left: list[Person], right: list[Person]) -> tuple[Pairs, set[tuple[int, int]]]:
    """Matches of the crowd with these people added behind it on both sides; the pairs among the added."""
    found = match(*two(crowd().left + left, crowd().right + right))
    pairs = {
        (i - PEOPLE, j - PEOPLE): p
        for i, j, p in zip(found.left.tolist(), found.right.tolist(), found.probability.tolist(), strict=True)
        if i >= PEOPLE and j >= PEOPLE
    }
    return found, {pair for pair, p in pairs.items() if p >= 0.99}


ANN: Person = {
    "given_name": "Annabel",
    "middle_name": "Q",
    "family_name": "Featherstone",
    "birth_date": "1957-03-12",
    "sex": "f",
    "city": "Leeds",
}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"middle_name": None},
        {"city": "Bath"},
        {"family_name": "Featherstonehaugh"},
        {"family_name": "Olafsdottir"},  # married
        {"birth_date": "1957-12-03"},  # month and day swapped
        {"birth_date": "1957-03"},
        {"given_name": "ANNAB\u00c9L"},
        {"given_name": "Anabel", "city": None},
        {"sex": None},
    ],
    ids=lambda change: "-".join(map("{0[0]}={0[1]}".format, change.items())) or "same",
)
def test_person_is_known_again(change: Person) -> None:
    _, accepted = with_extra([ANN], [{**ANN, **change}])
    assert accepted == {(0, 0)}


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("twin sister", {"given_name": "Rosalind", "middle_name": "E"}),
        ("twin brother", {"given_name": "Thomas", "middle_name": "E", "sex": "m"}),
        ("twin without middle name", {"given_name": "Rosalind", "middle_name": None}),
        ("mother of the same name", {"birth_date": "1931-07-30", "middle_name": "T"}),
    ],
)
def test_relative_is_not_taken_for_the_person(what: str, change: Person) -> None:
    _, accepted = with_extra([ANN], [{**ANN, **change}])
    assert accepted == set(), what


def test_both_twins_are_told_apart() -> None:
    twin = {**ANN, "given_name": "Rosalind", "middle_name": "E"}
    _, accepted = with_extra([ANN, twin], [twin, ANN])
    assert accepted == {(0, 1), (1, 0)}


def test_person_listed_twice_is_linked_to_neither() -> None:
    found, accepted = with_extra([ANN], [ANN, dict(ANN)])
    assert accepted == set()
    assert found.probability.max() > 0.99  # others are


@pytest.mark.parametrize("birth_date", ["1957-03-25", "1957-11-30"])  # another day altogether; month and day wrong
def test_whole_dates_that_contradict_are_asked_about_and_never_accepted(birth_date: str) -> None:
    found, _ = with_extra([ANN], [{**ANN, "birth_date": birth_date}])
    (place,) = np.flatnonzero((found.left == PEOPLE) & (found.right == PEOPLE))

    assert found.contradictory[place]
    assert not found.accepted[place]
    assert found.probability[place] >= 0.5


def test_dates_with_one_part_wrong_or_unknown_do_not_contradict() -> None:
    for birth_date in ("1957-03-13", "1957-05-12", "1967-03-12", "1957-12-03", "1957-03", None):
        found, _ = with_extra([ANN], [{**ANN, "birth_date": birth_date}])
        (place,) = np.flatnonzero((found.left == PEOPLE) & (found.right == PEOPLE))
        assert not found.contradictory[place], birth_date


def test_common_name_is_worth_less_than_a_rare_one() -> None:
    names = [one["family_name"] for one in crowd().left]
    common = max(set(names), key=names.count)
    rare: Person = {**ANN, "given_name": "Xenia", "birth_date": "1957-03-12", "city": None, "middle_name": None}
    at = {}
    for name in (common, "Featherstone"):
        one = {**rare, "family_name": name}
        found = match(*two([*crowd().left, one], [*crowd().right, {**one, "birth_date": "1957-09-12"}]))
        both = (found.left == PEOPLE) & (found.right == PEOPLE)
        at[name] = float(found.probability[both].max(initial=0.0))
    assert at[common] < at["Featherstone"]


def test_people_with_realistic_errors_a_sixth_in_both() -> None:
    right = accepted = wrong = true = 0
    best = np.zeros((2, 99), int)
    for seed in range(4):
        made = overlapping(3000, seed=10 + seed)
        found = match(*two(made.left, made.right))
        correct = np.array([pair in made.truth for pair in zip(found.left.tolist(), found.right.tolist(), strict=True)])
        sure = found.probability >= 0.99
        accepted, wrong = accepted + int(sure.sum()), wrong + int((~correct[sure]).sum())
        right, true = right + int(correct[sure].sum()), true + len(made.truth)
        for at in range(99):
            above = found.probability >= (at + 1) / 100
            best[0, at] += int(correct[above].sum())
            best[1, at] += int(above.sum())
    precision, recall = best[0] / best[1], best[0] / true
    assert wrong <= accepted / 3000
    assert right / true >= 0.93
    assert np.minimum(precision, recall).max() >= 0.985


def test_nobody_in_both_gives_no_links() -> None:
    made = overlapping(1200, seed=5)
    gone = {j for _, j in made.truth}
    found = match(*two(made.left, [one for j, one in enumerate(made.right) if j not in gone]))
    assert not (found.probability >= 0.99).any()


def test_result_does_not_depend_on_the_order_of_people() -> None:
    made = overlapping(400, seed=6)
    found = match(*two(made.left, made.right))
    turned = match(*two(made.left[::-1], made.right[::-1]))
    pairs, again = (
        {(int(i), int(j)) for i, j, p in zip(one.left, one.right, one.probability, strict=True) if p >= 0.5}
        for one in (found, turned)
    )
    assert pairs == {(399 - i, 399 - j) for i, j in again}
    assert sorted(found.probability) == pytest.approx(sorted(turned.probability))


@settings(max_examples=4)
@given(st.integers(0, 10_000))
def test_pairs_are_those_of_plain_fellegi_sunter(seed: int) -> None:
    made = overlapping(24, seed)
    found = match(*two(made.left, made.right))
    left, right = plain(made.left), plain(made.right)
    pairs = sorted(naive.candidates(left, right))
    prior = found.model.matches / (24 * 24)
    odds = naive.log_odds(left, right, pairs, [own.tolist() for own in found.model.same], prior)
    expected = naive.one_to_one(odds, LEAST)

    assert {
        (int(i), int(j)): p for i, j, p in zip(found.left, found.right, found.probability.tolist(), strict=True)
    } == pytest.approx(expected, rel=1e-6)


@cache
def possible_chance() -> Chance:
    """By which every pattern can occur."""
    counted = chance(*two(crowd().left[:300], crowd().right[:300]))
    levels = tuple(own * 0.9 + 0.1 / len(own) for own in counted.levels)
    return Chance(levels, tuple(0.1 for _ in counted.missing), np.maximum(counted.together, 0.1))


@settings(max_examples=6)
@given(st.integers(0, 2**32), st.integers(1, 200), st.integers(0, 1_000_000))
def test_likelihood_never_falls(seed: int, kinds: int, others: int) -> None:
    rng = np.random.default_rng(seed)
    counts = np.zeros(NUMBER, int)
    counts[rng.choice(np.flatnonzero(blocked()), kinds)] = rng.integers(0, 40, kinds)
    likelihood = np.array(fit(counts, float(counts.sum() + others + 1), 60, possible_chance()).likelihood)

    assert (np.diff(likelihood) >= -1e-9 * np.abs(likelihood[:-1])).all()


def test_model_finds_how_many_are_in_both() -> None:
    found = match(*two(crowd().left, crowd().right))
    assert found.model.matches == pytest.approx(len(crowd().truth), rel=0.1)


def test_rivals_share_what_they_have() -> None:
    found = probabilities(np.array([0, 0, 1]), np.array([0, 1, 2]), np.log([9.0, 9.0, 9.0]))
    assert found == pytest.approx([9 / 19, 9 / 19, 9 / 10])


def test_best_pairs_stand_and_each_row_once() -> None:
    stands = one_to_one(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([0.9, 0.8, 0.95, 0.1]))
    assert stands.tolist() == [False, True, True, False]
