"""Visits: the nearest to plan is the planned one, and numbers follow time."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from openpals.simulate.sdtm.timing import Days
from openpals.simulate.sdtm.visits import Visits, planned_day, visits_of

NOBODY: tuple[np.ndarray, Days] = (np.empty(0, np.int64), np.empty(0, "timedelta64[D]"))


def seen(*visits: tuple[int, int]) -> tuple[np.ndarray, Days]:
    people, days = zip(*visits, strict=True)
    return np.array(people), np.array(days, "timedelta64[D]")


def named(visits: Visits) -> list[tuple[int, int, str | None, int | None]]:
    columns = visits.columns()
    return list(
        zip(
            visits.person.tolist(),
            visits.start.astype(int).tolist(),
            columns["VISIT"].to_pylist(),
            columns["VISITDY"].to_pylist(),
            strict=True,
        )
    )


def test_visits_are_named_after_the_nearest_month() -> None:
    found = visits_of(seen((0, 0), (0, 33), (0, 88), (1, 0)), NOBODY)
    # A month is 30.4375 days: month 1 is planned for study day 31, month 3 for 92.
    assert named(found) == [
        (0, 0, "BASELINE", 1),
        (0, 33, "MONTH 1", 31),
        (0, 88, "MONTH 3", 92),
        (1, 0, "BASELINE", 1),
    ]


def test_visits_too_many_in_a_month_are_unscheduled() -> None:
    found = visits_of(seen((0, 0), (0, 20), (0, 29), (0, 35), (0, 41)), NOBODY)
    assert [name for _, _, name, _ in named(found)] == [
        "BASELINE",
        "UNSCHEDULED 2.01",
        "MONTH 1",
        "UNSCHEDULED 3.01",
        "UNSCHEDULED 3.02",
    ]
    assert found.number.tolist() == [2, 2.01, 3, 3.01, 3.02]


def test_visits_before_the_first_one_are_one_screening() -> None:
    found = visits_of(seen((0, 0), (1, 0)), seen((0, -20), (0, -14), (0, 45)))
    assert named(found) == [(0, -20, "SCREENING", None), (0, 0, "BASELINE", 1), (1, 0, "BASELINE", 1)]
    assert found.end.astype(int).tolist() == [-14, 0, 0]
    people, days = seen((0, -17), (0, 0), (0, 45), (1, -3))
    assert found.at(people, days)["VISIT"].to_pylist() == ["SCREENING", "BASELINE", None, None]


def test_visits_of_nobody_are_none() -> None:
    found = visits_of(NOBODY, NOBODY)
    assert named(found) == []
    assert found.at(*seen((0, 3)))["VISITNUM"].to_pylist() == [None]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-60, 900)), min_size=1))
def test_visits_are_numbered_in_the_order_of_time(days: list[tuple[int, int]]) -> None:
    found = visits_of(seen(*days), NOBODY)
    for person in set(found.person.tolist()):
        own = found.person == person
        assert (np.diff(found.start[own].astype(int)) > 0).all()
        assert (np.diff(found.number[own]) > 0).all()
    place = found.place(*seen(*days))
    assert (place >= 0).all()
    assert {(int(p), max(int(d), -1)) for p, d in days} == {
        (int(found.person[i]), max(int(found.start[i].astype(int)), -1)) for i in set(place.tolist())
    }
    planned = found.planned & (found.number >= 2)
    offsets = found.start[planned].astype(int) + 1 - planned_day(found.month[planned])
    assert (np.abs(offsets) <= 16).all()
