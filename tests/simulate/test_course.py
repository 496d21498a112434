"""Invented people decline as published cohorts do, roughly, and their days are in order."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from openpals.simulate.course import MONTH, REVISED
from openpals.simulate.joiners import Member, join
from openpals.simulate.participants import Participant, enrol


def generator(seed: int = 1) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


@pytest.fixture(scope="module")
def participants() -> list[Participant]:
    return enrol(generator(), 500, digits=7)


@pytest.fixture(scope="module")
def joined() -> list[Member]:
    return join(generator(), 500, date(2026, 6, 30))


def slopes(participants: list[Participant]) -> np.ndarray:
    return np.array(
        [
            np.polyfit(
                [day / MONTH for day in who.visits],
                [who.person.total(who.months(day)) for day in who.visits],
                1,
            )[0]
            for who in participants
            if len(who.visits) >= 3
        ]
    )


def test_trials_decline_about_a_point_a_month(participants: list[Participant]) -> None:
    # Published: -1.02 (Atassi 2014), spread between people 0.6 to 1.1.
    assert np.mean(slopes(participants)) == pytest.approx(-0.95, abs=0.2)
    assert np.std(slopes(participants)) > 0.4


def test_trials_begin_as_published(participants: list[Participant]) -> None:
    totals = [who.person.total(who.entry) for who in participants]
    assert np.mean(totals) == pytest.approx(38, abs=1.5)
    assert np.mean([who.age for who in participants]) == pytest.approx(57, abs=2)
    assert np.mean([who.person.male for who in participants]) == pytest.approx(0.64, abs=0.06)
    assert np.mean([who.person.site == "bulbar" for who in participants]) == pytest.approx(0.22, abs=0.05)
    assert np.mean([who.person.riluzole for who in participants]) == pytest.approx(0.75, abs=0.05)


def test_vital_capacity_falls_two_per_cent_a_month(participants: list[Participant]) -> None:
    falls = [(who.person.lung_percent(who.entry + 6) - who.person.lung_percent(who.entry)) / 6 for who in participants]
    assert np.mean(falls) == pytest.approx(-2.24, abs=0.7)


def test_days_are_in_order(participants: list[Participant]) -> None:
    for who in participants:
        assert who.onset < who.diagnosis < who.screening < 0 == who.visits[0]
        assert list(who.visits) == sorted(set(who.visits))
        assert who.death is None or who.death > who.visits[-1]


def test_members_dates_are_in_order(joined: list[Member]) -> None:
    for who in joined:
        assert who.birth < who.onset < who.diagnosis < who.joined <= who.reports[-1] <= date(2026, 6, 30)
        assert who.death is None or who.death > who.reports[-1]


def test_items_and_totals_stay_in_range(participants: list[Participant]) -> None:
    rng = generator()
    for who in participants[:100]:
        scores = who.person.scores(who.entry, rng)
        assert set(scores.values()) <= set(range(5))
        assert 0 <= sum(scores[item] for item in REVISED) <= 48
