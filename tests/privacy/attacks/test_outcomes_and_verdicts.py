"""Outcomes and verdicts, by hand."""

from __future__ import annotations

import pytest

from openpals.privacy.attacks.outcome import NotRun, Tally, counted
from openpals.privacy.attacks.verdict import Verdict, from_told, judged, not_run
from openpals.privacy.limits import Limit, LimitRefused, limit_of


def test_outcome_of_no_tries_is_not_run() -> None:
    with pytest.raises(NotRun, match="nobody"):
        counted("x", "y", 0, 0, 0.0)


def test_tally_guess_is_the_mean_chance() -> None:
    assert Tally(4, 1, 0.5 + 0.25 + 0.25 + 1.0).outcome("x", "y").guess == 0.5


@pytest.mark.parametrize(
    ("limit", "successes", "verdict"),
    [
        (Limit(at_most=0.09), 9, Verdict.PASSED),
        (Limit(at_most=0.09), 10, Verdict.FAILED),
        (Limit(over_guessing=0.05), 7, Verdict.PASSED),
        (Limit(over_guessing=0.05), 8, Verdict.FAILED),
        (Limit(reason="the agreement"), 100, Verdict.REPORTED),
    ],
)
def test_verdict_at_the_threshold(limit: Limit, successes: int, verdict: Verdict) -> None:
    result = judged("register", "Register", counted("x", "y", 100, successes, 0.02), limit)
    assert result.verdict is verdict


def test_verdict_of_luck_is_no_failure() -> None:
    # 6 of 10 coins: more than 0.55, and nothing that guessing would not reach.
    result = judged("order", "Order", counted("x", "y", 10, 6, 0.5), Limit(over_guessing=0.05))
    assert (result.verdict, result.because) == (Verdict.PASSED, "So few tries tell it from guessing by luck alone.")


def test_verdict_of_one_success_where_none_is_allowed() -> None:
    result = judged("rare", "Rare", counted("x", "y", 861_685, 1, 0.0), Limit(at_most=0.0))
    assert result.verdict is Verdict.FAILED


def test_result_comes_back_from_plain_data() -> None:
    result = judged("register", "Register", counted("x", "y", 8, 2, 0.125), Limit(at_most=0.5))
    assert from_told(result.told()).told() == result.told()
    assert result.told()["advantage"] == 0.125
    assert from_told(not_run("anchor", "Anchor", "", "", "why").told()).because == "why"


@pytest.mark.parametrize(
    "facts",
    [
        3,
        {},
        {"at_most": 0.1, "over_guessing": 0.1},
        {"at_most": 1.5},
        {"at_most": True},
        {"reported": " "},
        {"often": 0.1},
    ],
)
def test_limit_that_is_none_is_refused(facts: object) -> None:
    with pytest.raises(LimitRefused):
        limit_of(facts)


@pytest.mark.parametrize(
    ("own", "floor", "weaker"),
    [
        ({"at_most": 0.2}, {"at_most": 0.09}, True),
        ({"at_most": 0.05}, {"at_most": 0.09}, False),
        ({"reported": "so"}, {"at_most": 0.09}, True),
        ({"over_guessing": 0.1}, {"over_guessing": 0.05}, True),
        ({"over_guessing": 0.0}, {"over_guessing": 0.05}, False),
        ({"at_most": 0.09}, {"reported": "so"}, False),
        ({"at_most": 0.5}, {"over_guessing": 0.05}, True),
    ],
)
def test_limit_weaker_than_the_floor(own: object, floor: object, weaker: bool) -> None:
    assert limit_of(own).allows_more_than(limit_of(floor)) is weaker
