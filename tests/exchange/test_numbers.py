"""People's numbers: of so many digits, no two alike, and saying nothing of the pseudonyms."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openpals.exchange.numbers import TooManyPeople, numbered

IDS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=16, max_size=16), unique=True, max_size=80)


def numbers(ids: list[str], scope: str = "one", digits: int = 2) -> dict[str, int]:
    table = numbered(pa.array(ids, pa.string()), scope, digits)
    return dict(zip(table["subject_id"].to_pylist(), table["number"].to_pylist(), strict=True))


@given(IDS, st.text(max_size=20), st.sampled_from((2, 6, 7)))
def test_numbers_are_distinct_and_of_so_many_digits(ids: list[str], scope: str, digits: int) -> None:
    found = numbers(ids, scope, digits)
    assert set(found) == set(ids)
    assert len(set(found.values())) == len(ids)
    assert all(len(str(number)) == digits for number in found.values())


@given(IDS, st.randoms())
def test_numbers_do_not_depend_on_the_order_of_the_people(ids: list[str], random: object) -> None:
    other = list(ids)
    random.shuffle(other)  # type: ignore[attr-defined]
    assert numbers(ids) == numbers(other)


def test_every_number_is_given_before_none_is_left() -> None:
    ids = [f"{n:016}" for n in range(90)]
    assert sorted(numbers(ids).values()) == list(range(10, 100))


def test_one_person_too_many_is_refused() -> None:
    with pytest.raises(TooManyPeople, match="91 people need numbers of more than 2 digits"):
        numbers([f"{n:016}" for n in range(91)])


def test_numbers_of_two_exports_have_nothing_in_common() -> None:
    ids = [f"{n:016}" for n in range(2000)]
    one, other = numbers(ids, "one", 7), numbers(ids, "other", 7)
    assert sum(one[name] == other[name] for name in ids) < 3
    assert abs(np.corrcoef(list(one.values()), [other[name] for name in one])[0, 1]) < 0.1


def test_order_of_the_numbers_says_nothing_of_the_order_of_the_pseudonyms() -> None:
    ids = [f"{n:016}" for n in range(2000)]
    found = numbers(ids, digits=7)
    assert abs(np.corrcoef(range(2000), [found[name] for name in ids])[0, 1]) < 0.1
