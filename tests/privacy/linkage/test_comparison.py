"""Levels, their shares by chance, and candidates: the same as one pair at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.privacy.linkage import naive
from tests.privacy.linkage.made import Person, facts, two

from openpals.privacy.linkage.candidates import candidates
from openpals.privacy.linkage.codes import joined
from openpals.privacy.linkage.comparison import FIELDS, Field, levels, shares
from openpals.privacy.linkage.features import features
from openpals.privacy.linkage.patterns import blocked, pattern

NAMES = [None, "Smith", "Smyth", "Smithson", "Lee", "Jones", "Baines", "Zmith"]
DATES = [
    None,
    "1957-03-12",
    "1957-12-03",
    "1957-03-30",
    "1957-08-12",
    "1958-03-12",
    "1957",
    "1957-03",
    "--03-12",
    "1957---12",
]

person = st.fixed_dictionaries(
    {
        "family_name": st.sampled_from(NAMES),
        "given_name": st.sampled_from([None, "Ann", "Anna", "Bill", "William", "Hannah"]),
        "birth_date": st.sampled_from(DATES),
        "sex": st.sampled_from([None, "f", "m"]),
        "middle_name": st.sampled_from([None, "A", "B"]),
        "city": st.sampled_from([None, "Rome", "Oslo"]),
    }
)
people = st.lists(person, min_size=1, max_size=12)


def plain(rows: list[Person]) -> list[dict[str, str | None]]:
    made = {name: column.to_pylist() for name, column in features(facts(rows)).items()}
    return [{name: column[i] for name, column in made.items()} for i in range(len(rows))]


def every_pair(left: list[Person], right: list[Person]) -> tuple[np.ndarray, np.ndarray]:
    places = np.arange(len(left) * len(right))
    return places // len(right), places % len(right)


def level_of(field: str, one: Person, other: Person) -> str:
    which = next(f for f in FIELDS if f.name == field)
    found = levels(which, *two([one], [other]), (np.array([0]), np.array([0])))
    return which.labels[int(found[0])]


@pytest.mark.parametrize(
    ("fact", "field", "one", "other", "label"),
    [
        ("family_name", "family name", "Müller", "MULLER", "exact"),
        ("family_name", "family name", "Smith", "Smyth", "sound"),
        ("family_name", "family name", "Kowalski", "Kowinsky", "prefix"),
        ("family_name", "family name", "Rzmos", "Ramos", "suffix"),
        ("family_name", "family name", "Smith", "Jones", "else"),
        ("family_name", "family name", "Smith", None, "missing"),
        ("given_name", "given name", "Bill", "William", "sound"),
        ("birth_date", "birth date", "1957-03-12", "1957-03-12", "exact"),
        ("birth_date", "birth date", "1957-03-12", "1957-12-03", "month and day swapped"),
        ("birth_date", "birth date", "1957-03-12", "1957-03-21", "year and month"),
        ("birth_date", "birth date", "1957-03-12", "1957-03-22", "all but tens of day"),
        ("birth_date", "birth date", "1957-03-12", "1957-03-17", "all but ones of day"),
        ("birth_date", "birth date", "1957-03-12", "1957-05-12", "year and day"),
        ("birth_date", "birth date", "1957-03-12", "1975-03-12", "month and day"),
        ("birth_date", "birth date", "1957-03-12", "1957-10-30", "year"),
        ("birth_date", "birth date", "1957-03-12", "1960-10-30", "else"),
        ("birth_date", "birth date", "1957-03-12", "1957-03", "missing"),
        ("birth_date", "part of birth date", "1957-03-12", "1957-03", "year and month"),
        ("birth_date", "part of birth date", "1957---12", "1957-03-12", "year and day"),
        ("birth_date", "part of birth date", "--03-12", "1957", "missing"),
        ("birth_date", "part of birth date", "1957-03-12", "1957-03-12", "missing"),
        ("birth_date", "part of birth date", "1957-03", "1958-03-12", "else"),
        ("sex", "sex", "F", "female", "exact"),
    ],
)
def test_level(fact: str, field: str, one: str, other: str | None, label: str) -> None:
    assert level_of(field, {fact: one}, {fact: other}) == label
    assert level_of(field, {fact: other}, {fact: one}) == label


@given(people, people)
def test_levels_are_those_of_each_pair_alone(left: list[Person], right: list[Person]) -> None:
    here, there = plain(left), plain(right)
    one, other = every_pair(left, right)
    for field in FIELDS:
        found = levels(field, *two(left, right), (one, other))
        assert found.tolist() == [naive.level(field, here[i], there[j]) for i, j in zip(one, other, strict=True)]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
@settings(max_examples=40)
@given(left=people, right=people)
def test_shares_are_those_of_all_pairs(field: Field, left: list[Person], right: list[Person]) -> None:
    expected, missing = naive.shares(field, plain(left), plain(right))
    found = shares(field, *two(left, right))

    assert found.levels == pytest.approx(expected, abs=1e-12)
    assert found.missing == pytest.approx(missing, abs=1e-12)


@given(people, people)
def test_candidates_are_all_pairs_that_share_a_combination(left: list[Person], right: list[Person]) -> None:
    found = candidates(*two(left, right))

    assert set(zip(found.left.tolist(), found.right.tolist(), strict=True)) == naive.candidates(
        plain(left), plain(right)
    )
    assert found.left_out == 0


@given(people, people)
def test_whether_a_pair_is_a_candidate_follows_from_its_levels(left: list[Person], right: list[Person]) -> None:
    codes = two(left, right)
    pairs = every_pair(left, right)
    kinds = pattern([levels(field, *codes, pairs) for field in FIELDS])
    expected = naive.candidates(plain(left), plain(right))

    assert {(i, j) for i, j, kind in zip(*pairs, kinds, strict=True) if blocked()[kind]} == expected


def test_value_that_everybody_has_makes_no_candidates() -> None:
    names = [f"{first}o{second}o{third}" for first in "abcdefgh" for second in "abcdefgh" for third in "abcdefgh"]
    crowd = [{"birth_date": "1900-01-01", "family_name": name, "given_name": name[::-1]} for name in names]
    found = candidates(*two(crowd, crowd))

    assert found.left_out == 512 * 512
    assert len(found.left) < 512 * 512


def test_combinations_stay_apart_where_numbers_would_overflow() -> None:
    columns = [np.array([0, 1, 0, 1, -1]), *(np.array([2**31 - 2, 2**31 - 2, 0, 2**31 - 2, 5]) for _ in range(4))]
    found = joined(columns)
    assert found[1] == found[3]
    assert len(set(found.tolist())) == 4
