"""What the statistics of two releases that differ by one person say of that person."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from tests.release.twin.conftest import Pool
from tests.release.twin.test_statistics import words

from openpals.privacy.counting.policy import default_count_policy
from openpals.release.twin.parts import Part
from openpals.release.twin.rows import People
from openpals.release.twin.sample import Sample, looked_at
from openpals.release.twin.statistics import describe
from openpals.release.twin.statistics.disclosure import Disclosure


@pytest.fixture
def members(pool: Pool) -> People:
    """Those of the members whose data the statistics are of."""
    return pool.used(pool.dataset("members"))


def statistics(people: People) -> dict[str, Any]:
    nobody = people.some(np.zeros(people.size, bool))
    part = Part(people.part, people.part, people.size, 1.0, frozenset(), True)
    told = describe([Sample(part, people, people, nobody)], default_count_policy(), "model")
    found: dict[str, Any] = told["parts"][people.part]
    return found


def leaves(told: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], float]]:
    """Every number with the way to it."""
    if isinstance(told, dict):
        for key, value in told.items():
            yield from leaves(value, (*path, key))
    elif isinstance(told, list):
        for place, value in enumerate(told):
            yield from leaves(value, (*path, str(place)))
    elif isinstance(told, int | float) and not isinstance(told, bool):
        yield path, float(told)


@pytest.mark.parametrize("person", [0, 17, 50, 95])
def test_no_code_and_no_share_of_a_few_comes_or_goes_with_one_person(members: People, person: int) -> None:
    everybody, without = members, members.some(np.arange(members.size) != person)
    one, other = statistics(everybody), statistics(without)

    for name, rows in everybody.tables.items():
        for codes in rows.codes.values():
            for at in set(codes.at[rows.person == person].tolist()):
                code = codes.labels[at]
                carrying = len(set(rows.person[codes.at == at].tolist()))
                if carrying < 11 and code and sum(code in c.labels for c in rows.codes.values()) == 1:
                    assert code not in set(words(one["tables"].get(name, {}))) - set(words(other))


def test_number_of_people_moves_by_one_step_or_not_at_all(members: People) -> None:
    counted = {statistics(members.some(np.arange(members.size) != who))["people"] for who in range(6)}

    assert members.size == 192
    assert counted == {190}
    assert statistics(members)["people"] == 190


def test_extreme_person_moves_no_mean_of_a_group_by_more_than_an_eleventh(members: People) -> None:
    months = -members.tables["subject"].numbers["onset_day"] / 30
    longest = 360.0
    extreme = np.where(np.arange(members.size) == 3, longest, months)

    before, after = (Disclosure(default_count_policy()).spread(numbers) for numbers in (months, extreme))

    assert before is not None
    assert after is not None
    assert len(before["means"]) == len(after["means"]) > 1
    for usual, moved in zip(before["means"], after["means"], strict=True):
        assert abs(moved - usual) <= longest / 11


def test_numbers_of_the_statistics_are_rounded(members: People) -> None:
    for path, value in leaves(statistics(members)):
        assert len(Decimal(repr(value)).normalize().as_tuple().digits) <= 4, (path, value)


@pytest.mark.parametrize(
    ("people", "rows", "most"),
    [(100, 1.0, 100), (850_000, 1.0, 10_000), (10_000, 200.0, 1_000), (50, 1e9, 1)],
)
def test_as_many_people_are_looked_at_as_their_rows_allow(people: int, rows: float, most: int) -> None:
    assert looked_at(Part("d", "d", people, rows, frozenset(), True)) == most


def test_people_used_and_left_out_are_all_who_are_looked_at(pool: Pool) -> None:
    (sample,) = (sample for sample in pool.samples if sample.part.name == pool.dataset("members"))

    assert (sample.part.people, sample.used.size, sample.left_out.size) == (240, 192, 48)
    assert sum(len(sample.both.tables[name]) for name in sample.both.tables) == sum(
        len(part.tables[name]) for part in (sample.used, sample.left_out) for name in part.tables
    )
