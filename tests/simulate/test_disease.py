"""Invented people lose function, breath and life in an order that can be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openpals.simulate.disease import HORIZON, ITEM, REVISED, People, make_people, points
from openpals.simulate.parameters import COURSE, MEMBERS, TRIAL


@pytest.fixture(scope="module")
def people() -> People:
    return make_people(np.random.default_rng(1), 2000, TRIAL)


def test_points_of_the_cut_points_by_hand() -> None:
    # Cut-points -2.3, -0.8, 0.8, 2.3: one point is lost at each that is passed.
    assert points(np.array([[-3.0, -1.0, 0.0, 1.0, 3.0]])).tolist() == [[4, 3, 2, 1, 0]]


@settings(max_examples=30, deadline=None)
@given(first=st.floats(0, HORIZON - 1), later=st.floats(0, 60))
def test_function_is_never_regained_without_noise(people: People, first: float, later: float) -> None:
    before = people.scores(np.full(len(people), first)).astype(int)
    after = people.scores(np.full(len(people), min(first + later, HORIZON))).astype(int)
    assert (after <= before).all()


def test_everybody_begins_nearly_whole(people: People) -> None:
    totals = people.scores(np.zeros(len(people)))[:, : len(REVISED)].sum(axis=1)
    assert np.median(totals) == 48
    assert totals.min() > 30


def test_one_at_a_time_is_the_same_as_all_together(people: People) -> None:
    months = np.linspace(1, 100, len(people))
    together = people.scores(months)
    for row in (0, 7, 1999):
        alone = people[np.array([row])].scores(months[row : row + 1])
        assert (alone[0] == together[row]).all()


def test_death_follows_function(people: People) -> None:
    dead = np.isfinite(people.event)
    totals = people.scores(people.event[dead], np.flatnonzero(dead))[:, : len(REVISED)].sum(axis=1)
    assert 0.9 < dead.mean() < 1
    assert np.median(totals) < 25
    assert (people.death >= people.event).all()
    assert (people.death[~people.tracheostomy] == people.event[~people.tracheostomy]).all()


def test_breath_falls_with_the_breathing_items(people: People) -> None:
    months = np.full(len(people), 24.0)
    breathing = people.scores(months)[:, ITEM["dyspnea"] : ITEM["respiratory_insufficiency"] + 1].sum(axis=1)
    assert np.corrcoef(breathing, people.vital_capacity(months))[0, 1] > 0.5


def test_predicted_litres_by_hand() -> None:
    person = make_people(np.random.default_rng(1), 1, TRIAL)
    person.male[:], person.height[:], person.age_at_onset[:] = True, 175.0, 60.0
    # ECSC 1993, men: 5.76 x 1.75 - 0.026 x 60 - 4.34 = 4.18 litres.
    assert person.predicted_litres[0] == pytest.approx(4.18)


def test_the_site_of_onset_is_lost_first(people: People) -> None:
    factors = np.array(COURSE.domain_factor)
    assert (factors.argmin(axis=1) == [0, 1, 2, 3]).all()
    months = np.full(len(people), 12.0)
    scores = people.scores(months)
    bulbar = people.site == 0
    assert scores[bulbar, :3].sum(axis=1).mean() < scores[~bulbar, :3].sum(axis=1).mean() - 2


def test_members_are_another_cohort() -> None:
    members = make_people(np.random.default_rng(1), 4000, MEMBERS)
    assert members.riluzole.mean() == pytest.approx(MEMBERS.riluzole, abs=0.03)
    assert members.male.mean() == pytest.approx(MEMBERS.male, abs=0.03)
