from __future__ import annotations

import numpy as np
import pytest

from openpals.privacy.counting.policy import default_count_policy
from openpals.privacy.counting.spreads import CentileRefused, Step, centile, dominated, mean, survival

POLICY = default_count_policy()


def test_mean_is_of_enough_people_and_of_three_digits() -> None:
    ages = np.array([50.0 + n for n in range(10)] + [61.0, np.nan])

    assert mean(ages, POLICY) == 55.1  # 606 / 11 = 55.0909
    assert mean(ages[:10], POLICY) is None


def test_mean_that_two_people_make_is_not_told() -> None:
    doses = np.array([1.0] * 18 + [500.0, 400.0])

    assert dominated(doses, POLICY)  # 900 of 918
    assert mean(doses, POLICY) is None


def test_mean_that_one_person_makes_is_not_told() -> None:
    # 1,000 and 0 of 1,099 is less than two largest may make with 0.95, but 99 is less than a tenth of 1,000.
    assert mean(np.array([1000.0, *[9.9] * 10]), POLICY) is None


def test_mean_of_nothing_but_zeros_is_told() -> None:
    assert mean(np.zeros(11), POLICY) == 0


def test_centile_is_the_mean_of_a_bin_and_never_an_extreme() -> None:
    values = np.arange(110.0)  # ten bins of eleven people

    assert centile(values, 50, POLICY) == 60.0  # 55 to 65
    assert centile(values, 5, POLICY) == 5.0  # 0 to 10, of which the smallest is not seen
    assert centile(values, 95, POLICY) == 104.0


def test_centile_further_out_is_refused() -> None:
    with pytest.raises(CentileRefused, match="from 5 to 95"):
        centile(np.arange(110.0), 99, POLICY)


def test_centile_of_too_few_people_is_not_told() -> None:
    assert centile(np.arange(10.0), 50, POLICY) is None


def test_survival_goes_down_by_eleven_deaths_or_more() -> None:
    # Of 100 people one dies every ten days: three a month, so the fourth month brings the first eleven.
    days = np.arange(1, 101) * 10.0
    steps = survival(days, np.ones(100, bool), POLICY)

    assert steps[:3] == [Step(0, 100, 100), Step(120, 88, 90), Step(240, 76, 75)]
    assert all(step.day % 30 == 0 for step in steps)
    assert min(step.at_risk for step in steps) >= POLICY.people


def test_survival_of_few_people_is_empty() -> None:
    assert survival(np.arange(12.0), np.ones(12, bool), POLICY) == []


def test_one_death_is_no_step() -> None:
    died = np.zeros(50, bool)
    died[3] = True

    assert survival(np.arange(50.0) * 20, died, POLICY) == [Step(0, 100, 50)]
