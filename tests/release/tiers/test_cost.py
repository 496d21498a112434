"""What coarsening costs, computed by hand."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from openpals.privacy.trajectory import Courses
from openpals.release.tiers.cost import coarsening_cost, slopes, survival_cost, survival_estimates


def courses(rows: list[tuple[int, int, int]]) -> Courses:
    person, day, total = (np.array([row[i] for row in rows], np.int64) for i in range(3))
    return Courses(person, day, {"exact": total, "band": total // 4})


def test_slope_is_least_squares_in_points_a_month() -> None:
    found = courses([(0, 0, 40), (0, 60, 38), (0, 120, 30), (1, 0, 40), (1, 300, 30)])

    # Over 0, 60 and 120 days: -10 / 120 a day. Two totals are too few.
    assert slopes(found.person, found.day, found.values["exact"], 3) == pytest.approx(
        [-30 * 10 / 120, np.nan, np.nan], nan_ok=True
    )


def test_three_totals_within_three_months_make_no_slope() -> None:
    found = courses([(0, 0, 40), (0, 40, 38), (0, 89, 30)])

    assert np.isnan(slopes(found.person, found.day, found.values["exact"], 1)).all()


def test_cost_of_months_and_bands_is_the_difference_of_mean_slopes() -> None:
    # Eleven people alike: days 10, 35, 100 lie in months 0, 1, 3, with middles 14.5, 44.5, 104.5.
    rows = [(person, day, total) for person in range(11) for day, total in ((10, 40), (35, 38), (100, 31))]
    found = {(one["period"], one["value"]): one["slope"] for one in coarsening_cost(courses(rows), 11, None, 11)}
    exact = float(np.polyfit([10, 35, 100], [40, 38, 31], 1)[0] * 30)
    months = float(np.polyfit([14.5, 44.5, 104.5], [40, 38, 31], 1)[0] * 30)
    banded = float(np.polyfit([10, 35, 100], [41.5, 37.5, 29.5], 1)[0] * 30)

    assert found["day", "exact"]["mean"] == pytest.approx(exact, abs=1e-4)
    assert found["month", "exact"]["difference"] == pytest.approx(months - exact, abs=1e-4)
    assert found["day", "band"]["difference"] == pytest.approx(banded - exact, abs=1e-4)
    assert {one["spread"] for one in found.values()} == {0.0}


def test_cost_of_fewer_than_eleven_people_is_not_told() -> None:
    rows = [(person, day, 40) for person in range(10) for day in (0, 50, 100)]

    assert {str(one["slope"]) for one in coarsening_cost(courses(rows), 10, None, 11)} == {"{}"}


def test_survival_is_kaplan_meiers() -> None:
    # Of 40 people 11 die on day 100, 11 on day 300 and 18 are followed to day 800.
    time = np.array([200] * 11 + [600] * 11 + [1600] * 18)
    died = np.array([True] * 22 + [False] * 18)

    assert survival_estimates(time, died, 11) == {"median": 300.0, "alive_12": 0.45, "alive_24": 0.45}


def test_survival_is_not_told_of_few_deaths_or_few_followed() -> None:
    assert survival_estimates(np.array([200] * 40), np.array([True] * 10 + [False] * 30), 11) == {}
    found = survival_estimates(np.array([200] * 20 + [1000] * 20), np.array([True] * 20 + [False] * 20), 11)
    assert found == {"median": 100.0, "alive_12": 0.5, "alive_24": None}


def test_quarters_move_the_median_to_the_middle_of_its_quarter() -> None:
    times = pa.table({"time": [100] * 20 + [800] * 20, "died": [1] * 20 + [0] * 20})

    found = survival_cost(times, 90, 11)

    # Day 100 lies in the quarter of days 90 to 179.
    assert (found["median"], found["median_difference"]) == (134.5, 34.5)
    assert (found["alive_12"], found["alive_12_difference"]) == (0.5, 0.0)
