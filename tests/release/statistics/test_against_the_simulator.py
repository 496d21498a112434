"""Curves of simulated reports against what is true of everybody who was alive and reporting."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from tests.release.statistics.made import RELEASE, Crowd

from openpals.privacy.counting.policy import default_count_policy
from openpals.release.statistics.make import make_reference
from openpals.release.statistics.reference import CENTILES, DOMAINS, EVERYONE, Domain, Reference
from openpals.release.statistics.rows import Floats

MONTHS = (6, 12, 18, 24, 30, 36, 48)
SAMPLE, EVERYBODY = 3_000, 30_000

# Standard errors of a share among a month's people, and what a smooth line may be beside a bent one.
ERRORS, BENT = 3.5, 0.02


@pytest.fixture(scope="module")
def reference() -> Reference:
    return make_reference(Crowd(SAMPLE, 1).assessments(), RELEASE, 1.0, default_count_policy())


@pytest.fixture(scope="module")
def everybody() -> Crowd:
    return Crowd(EVERYBODY, 2)


def share_below(truth: Floats, score: float) -> float:
    """The share of people below a score, each point of the scale being one unit wide."""
    return float((np.clip(score - np.arange(len(truth)) + 0.5, 0, 1) * truth).sum() / truth.sum())


@pytest.mark.parametrize("group", [EVERYONE, "bulbar", "limb"])
@pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.id)
def test_centiles_are_true_within_sampling_error(
    reference: Reference, everybody: Crowd, domain: Domain, group: str
) -> None:
    """As many people lie below a curve as it says: the error is one of a share, however scores spread there."""
    tried = 0
    for month in MONTHS:
        point = reference.centiles(domain.id, group, month)
        if point is None:
            continue
        truth = everybody.truth(domain, group, month)
        for centile, score in zip(CENTILES, point.scores, strict=True):
            if score is None:
                continue
            share = centile / 100
            allowed = ERRORS * sqrt(share * (1 - share) * (1 / point.people + 1 / truth.sum())) + BENT
            low, high = share_below(truth, score - 0.05), share_below(truth, score + 0.05)
            # A score at the end of the scale stands for all beyond it.
            assert low <= share + allowed or score == 0
            assert high >= share - allowed or score == domain.most
            tried += 1
    assert tried >= 25


def test_low_curves_flatten_as_those_who_decline_fast_leave(reference: Reference) -> None:
    low = {point.month: point.at(10) for point in reference.curve("total", EVERYONE)}
    first, second, third, fourth = (low[month] or 0 for month in (6, 18, 30, 42))
    assert first - second > 5 * abs(third - fourth)


def test_standing_still_is_found_as_often_as_it_is(reference: Reference) -> None:
    """Of everybody in the crowd: their scores on joining and half a year later, as answered."""
    crowd = Crowd(20_000, 3)
    stay = np.flatnonzero(crowd.left - crowd.joined > 7)
    start = crowd.joined[stay] * 30.4375
    first, later = (crowd.scores(start + days, stay)["total"] for days in (0.0, 180.0))
    told = reference.unchanged_over(EVERYONE, 6)
    assert told is not None
    true = float((later >= first).mean())
    assert told.percent / 100 == pytest.approx(true, abs=4 * sqrt(true * (1 - true) / told.people) + 0.03)
