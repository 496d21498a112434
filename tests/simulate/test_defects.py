"""Seeding: no row twice, at least three, and an account that adds up."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest

from openpals.simulate.defects import LEAST, Row, Seeder, TooFewPeople, accepted, has, sets


@pytest.fixture
def seeder() -> Seeder:
    visits = pa.table({"id": np.arange(100), "score": pa.array([1.5] * 100), "note": pa.nulls(100)})
    return Seeder(np.random.Generator(np.random.PCG64(1)), {"VISITS": visits})


def visits(seeder: Seeder) -> list[Row]:
    return [{name: cell or "" for name, cell in row.items()} for row in seeder.spoilt()["VISITS"].to_pylist()]


def test_rows_are_changed_once(seeder: Seeder) -> None:
    for score in ("7", "8", "9"):
        seeder.change("R04", "VISITS", 0.2, sets(score=score))

    counts = Counter(row["score"] for row in visits(seeder))
    assert counts == {"1.5": 40, "7": 20, "8": 20, "9": 20}
    assert seeder.account().counts == {"R04": 60}


def test_untouched_cells_stand_as_they_were_written(seeder: Seeder) -> None:
    seeder.change("R04", "VISITS", 0.5, sets(score="x"))

    rows = visits(seeder)
    assert sorted(int(row["id"]) for row in rows) == list(range(100))
    assert {row["note"] for row in rows} == {""}


def test_at_least_three(seeder: Seeder) -> None:
    assert len(seeder.rows("VISITS", 0.0001)) == LEAST == 3


def test_too_few_are_refused(seeder: Seeder) -> None:
    with pytest.raises(TooFewPeople, match=r"VISITS: 3 rows .* only 0 fit"):
        seeder.rows("VISITS", 0.01, lambda row: row["score"] == "5")


def test_a_table_that_the_release_lacks_is_passed_over(seeder: Seeder) -> None:
    seeder.change("R04", "GRIP", 0.5, sets(score="7"))

    assert seeder.account().counts == {}


def test_repeats_are_silent_and_contradictions_are_not(seeder: Seeder) -> None:
    seeder.repeat("VISITS", 0.05, has("score"))
    seeder.contradict("VISITS", 0.05, sets(score="2"))

    assert len(visits(seeder)) == 110
    assert seeder.account().counts == seeder.account().silent == {"R01": 5}


def test_protected_rows_stay(seeder: Seeder) -> None:
    seeder.protect("VISITS", np.arange(90))
    seeder.change("R04", "VISITS", 0.1, sets(score="7"))

    assert {row["score"] for row in visits(seeder) if int(row["id"]) < 90} == {"1.5"}


@pytest.mark.parametrize(("rate", "share"), [(0.03, 0.05), (0.05, 0.1), (0.12, 0.15)])
def test_accepted_losses_are_rounded_up(seeder: Seeder, rate: float, share: float) -> None:
    seeder.change("R04", "VISITS", rate, sets(score="7"))

    assert accepted(seeder.losses().values()) == share
