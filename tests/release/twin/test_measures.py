"""Distances, slopes and survival of known data; and that no measure counts a few."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.release.twin.conftest import Pool

from openpals.engine import Engine
from openpals.model.tables import Alsfrs, Subject, VitalStatus
from openpals.privacy.counting.policy import default_count_policy
from openpals.release.page.survey import MONTH, open_tables
from openpals.release.page.survival import survival
from openpals.release.twin.arrays import Coded, named
from openpals.release.twin.fidelity import fidelity, kolmogorov, step, told, total_variation
from openpals.release.twin.lines import lines, residual_variance, without_error
from openpals.release.twin.outcomes import outcomes
from openpals.release.twin.rows import People, Rows
from openpals.release.twin.table import DrawnRows, as_rows


def coded_texts(texts: list[str]) -> Coded:
    return named(np.arange(len(texts)), texts)


def test_total_variation_is_half_the_sum_of_differences() -> None:
    one, other = coded_texts(["a", "a", "b", "c"]), coded_texts(["a", "d"])

    assert total_variation(one, other) == pytest.approx((0 + 0.25 + 0.25 + 0.5) / 2)
    assert total_variation(one, one) == 0


def test_kolmogorov_distance_of_known_numbers() -> None:
    assert kolmogorov(np.array([1.0, 2, 3, 4]), np.array([3.0, 4, 5, 6])) == 0.5
    assert kolmogorov(np.array([1.0, 1]), np.array([1.0])) == 0
    assert kolmogorov(np.array([1.0]), np.array([])) == 1


@given(st.floats(0, 1), st.integers(11, 5000))
def test_distance_is_told_in_steps_of_eleven_people(distance: float, people: int) -> None:
    fine = step(people, 11)

    assert fine * people >= 11 - 1e-9
    assert abs(told(distance, people, 11) - distance) <= fine / 2 + 0.005


def test_distance_hides_how_many_of_a_few_there_are() -> None:
    assert {told(few / 100, 100, 11) for few in range(6)} == {0.0}


def test_line_through_points_is_the_textbooks() -> None:
    # y = 10, 8, 9, 5 on days 0, 30, 60, 90: slope -7 / 150 a day, at the first 10.1, residuals -0.1, -0.7, 1.7, -0.9.
    found = lines(np.zeros(4, np.int64), np.array([0.0, 30, 60, 90]), np.array([10.0, 8, 9, 5]))

    assert found.slope[0] == pytest.approx(-7 / 150)
    assert found.level[0] == pytest.approx(10.1)
    assert found.squares[0] == pytest.approx(0.01 + 0.49 + 2.89 + 0.81)
    assert residual_variance(found) == pytest.approx(4.2 / 2)
    assert found.slope_share[0] == pytest.approx(1 / 4500)
    assert found.beside[0] == pytest.approx(0.07 - 1.19 - 1.53)


def test_line_of_too_few_or_too_close_points_is_their_mean() -> None:
    found = lines(np.array([0, 0, 1, 1, 1]), np.array([0.0, 90, 0, 10, 20]), np.array([1.0, 3, 1, 2, 3]))

    assert np.isnan(found.slope).all()
    assert found.level.tolist() == [2, 2]


def test_estimates_without_their_error_spread_as_what_they_estimate() -> None:
    rng = np.random.default_rng(4)
    true, error = rng.normal(0, 2, 5000), rng.uniform(0.5, 4, 5000)
    estimates = true + rng.normal(0, 1, 5000) * np.sqrt(error)

    assert estimates.std() > 2.3
    assert without_error(estimates, error).std() == pytest.approx(2, rel=0.05)
    assert without_error(estimates, error).mean() == pytest.approx(estimates.mean())


def people(totals: dict[int, list[tuple[int, int]]], died: dict[int, int], size: int = 30) -> People:
    """People with totals by day, who died on a day or were last seen on day 400."""
    who = np.array([person for person, rows in totals.items() for _ in rows])
    rows = [row for listed in totals.values() for row in listed]
    subject = DrawnRows(Subject, np.arange(size), {"onset_site": coded_texts(["limb"] * size)},
                        {"last_contact_day": np.array([died.get(p, 400.0) for p in range(size)], float)})  # fmt: skip
    status = DrawnRows(VitalStatus, np.arange(size),
                       {"status": coded_texts(["died" if p in died else "alive" for p in range(size)])},
                       {"day": np.array([died.get(p, 400.0) for p in range(size)], float)})  # fmt: skip
    alsfrs = DrawnRows(Alsfrs, who, {}, {"day": np.array([day for day, _ in rows], float),
                                         "alsfrs_r_total": np.array([total for _, total in rows], float)})  # fmt: skip
    tables: dict[str, Rows] = {rows.table.name: as_rows(rows) for rows in (subject, status, alsfrs)}
    return People("d", size, tables)


def test_slopes_and_survival_of_known_people() -> None:
    known = people(
        {person: [(0, 40), (30, 39), (60, 38 - person % 2)] for person in range(30)},
        {person: 100 + person for person in range(12)},
    )

    found = outcomes(known, 11)

    # Slopes of -1 and -1.5 points in 30 days, half of each; 12 of 30 dead before day 180.
    assert found["slopes"]["limb"] == {"mean": -1.25, "sd": 0.25}
    assert found["survival"]["all"] == {"6": 60, "12": 60}


def test_survival_of_too_few_deaths_is_not_told() -> None:
    found = outcomes(people({person: [(0, 40)] for person in range(30)}, dict.fromkeys(range(10), 100)), 11)

    assert found == {}


def test_survival_agrees_with_that_of_the_page(pool: Pool) -> None:
    with Engine(pool.release) as engine:
        curves = survival(engine, open_tables(engine, pool.release / "tables"), default_count_policy())
    for dataset, one in pool.report["parts"].items():
        points = {step.day // MONTH: step.percent for step in curves[dataset]}
        for month, alive in one["outcomes"]["release"]["survival"]["all"].items():
            if int(month) in points:
                assert points[int(month)] == alive


def test_twin_keeps_slopes_and_survival(pool: Pool) -> None:
    for dataset, one in pool.report["parts"].items():
        release, twin = one["outcomes"]["release"], one["outcomes"]["twin"]
        assert twin["slopes"]["all"]["mean"] == pytest.approx(release["slopes"]["all"]["mean"], abs=0.35), dataset
        for month, alive in release["survival"]["all"].items():
            # Of 240 or 300 people, a few of whom are still followed in later months.
            assert twin["survival"]["all"].get(month, alive) == pytest.approx(alive, abs=20), (dataset, month)


def test_most_variables_are_near_to_the_release(pool: Pool) -> None:
    for dataset, one in pool.report["parts"].items():
        assert one["fidelity"]["variables"] > 50, dataset
        assert one["fidelity"]["median"] <= 0.1, dataset
        assert one["fidelity"]["90th centile"] <= 0.25, dataset


def test_release_compared_with_itself_is_the_same(pool: Pool) -> None:
    both = pool.samples[0].both
    found = fidelity(both, both, 11)

    assert {variable["distance"] for table in found.values() for variable in table["variables"].values()} <= {0.0, None}
    assert {table["rows_a_person"] for table in found.values()} == {0.0}


def test_table_that_the_twin_lacks_is_told_by_its_rows() -> None:
    known = people({person: [(0, 40)] for person in range(30)}, {})
    without = People("d", 30, {name: rows for name, rows in known.tables.items() if name != "alsfrs"})

    assert fidelity(known, without, 11)["alsfrs"] == {"rows_a_person": 1.0, "variables": {}}


def test_drawn_rows_become_rows_as_they_are_read() -> None:
    drawn = DrawnRows(
        VitalStatus, np.array([1, 0]), {"status": coded_texts(["died", "unknown"])}, {"day": np.array([3.0, np.nan])}
    )

    rows = as_rows(drawn)

    assert rows.person.tolist() == [0, 1]
    assert [rows.codes["status"].labels[at] for at in rows.codes["status"].at] == ["unknown", "died"]
