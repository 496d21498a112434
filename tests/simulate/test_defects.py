"""Seeding: no row twice, at least three, and an account that adds up."""

from __future__ import annotations

import numpy as np
import pytest

from openpals.simulate.defects import LEAST, Seeder, TooFewPeople, has, sets
from openpals.simulate.files import Tables


@pytest.fixture
def tables() -> Tables:
    return {"VISITS": [{"id": str(number), "score": "1"} for number in range(100)]}


@pytest.fixture
def seeder(tables: Tables) -> Seeder:
    return Seeder(np.random.Generator(np.random.PCG64(1)), tables)


def test_rows_are_changed_once(seeder: Seeder, tables: Tables) -> None:
    for score in ("7", "8", "9"):
        seeder.change("R04", "VISITS", 0.2, sets(score=score))

    assert [sum(row["score"] == score for row in tables["VISITS"]) for score in "789"] == [20, 20, 20]
    assert seeder.result().counts == {"R04": 60}


def test_at_least_three(seeder: Seeder) -> None:
    assert len(seeder.rows("VISITS", 0.0001)) == LEAST == 3


def test_too_few_are_refused(seeder: Seeder) -> None:
    with pytest.raises(TooFewPeople, match=r"VISITS: 3 rows .* only 0 fit"):
        seeder.rows("VISITS", 0.01, lambda row: row["score"] == "5")


def test_a_table_that_the_release_lacks_is_passed_over(seeder: Seeder) -> None:
    seeder.change("R04", "GRIP", 0.5, sets(score="7"))

    assert seeder.result().counts == {}


def test_repeats_are_silent_and_contradictions_are_not(seeder: Seeder, tables: Tables) -> None:
    seeder.repeat("VISITS", 0.05, has("score"))
    seeder.contradict("VISITS", 0.05, sets(score="2"))

    assert len(tables["VISITS"]) == 110
    assert seeder.result().counts == seeder.result().silent == {"R01": 5}


def test_protected_rows_stay(seeder: Seeder, tables: Tables) -> None:
    seeder.protect(tables["VISITS"][:90])
    seeder.change("R04", "VISITS", 0.1, sets(score="7"))

    assert {row["score"] for row in tables["VISITS"][:90]} == {"1"}


@pytest.mark.parametrize(("rate", "accepted"), [(0.03, 0.05), (0.05, 0.1), (0.12, 0.15)])
def test_accepted_losses_are_rounded_up(seeder: Seeder, rate: float, accepted: float) -> None:
    seeder.change("R04", "VISITS", rate, sets(score="7"))

    assert seeder.accepted_losses() == accepted
