"""What the statistics tell of single people: attackers who know all that can be known, and what they reach."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.release.statistics.made import RELEASE, Crowd, joined_by, sampled

from openpals.privacy.counting.policy import CountPolicy, default_count_policy
from openpals.release.statistics.curves import curve
from openpals.release.statistics.make import make_reference
from openpals.release.statistics.membership import membership
from openpals.release.statistics.reference import EVERYONE, GROUPS
from openpals.release.statistics.rows import Assessments, votes
from openpals.release.twin.sample import USED

POLICY = default_count_policy()
WEAK = replace(POLICY, people=1)

Scores = dict[tuple[int, int], float]  # month, centile -> score


def scores(people: Assessments) -> Scores:
    points = curve(votes(people, "total", EVERYONE), POLICY)
    return {(p.month, i): score for p in points for i, score in enumerate(p.scores) if score is not None}


def moved(one: Scores, other: Scores) -> np.ndarray:
    return np.array([other[place] - one[place] for place in one.keys() & other.keys()])


@pytest.mark.parametrize("total", [0, 48])
def test_one_extreme_person_moves_a_curve_by_little(total: int) -> None:
    """Somebody who reports the worst, or the best, score each month for five years, among a thousand people."""
    crowd = Crowd(1_000, 5).assessments()
    by = np.abs(moved(scores(crowd), scores(joined_by(crowd, total))))
    assert by.mean() < 0.25
    assert by.max() < 2


def told_right(of_both: float, pairs: int = 60) -> float:
    """How often the difference of two releases tells whether the one who came is at the worst or at the best.

    The attacker knows that nothing else changed. ``of_both``: the share of people that each release's curves are of.
    """
    right = 0.0
    for seed in range(pairs):
        worst = bool(np.random.default_rng(seed).random() < 0.5)
        crowd = Crowd(200, 100 + seed).assessments()
        after = joined_by(crowd, 0 if worst else 48)
        one, other = (sampled(some, of_both, 7 * seed + n)[0] for n, some in enumerate((crowd, after)))
        change = float(moved(scores(one), scores(other)).sum())
        right += 0.5 if change == 0 else float((change < 0) == worst)
    return right / pairs


def test_difference_of_two_releases_tells_less_of_who_came_as_each_is_of_other_people() -> None:
    """Of everybody it would tell it each time; of four in five, anew each time, in two cases of three: 66 % of 400
    pairs, and 64 % of 250 among a thousand people. The bound leaves room for luck with 60.
    """
    assert told_right(1.0, 20) == 1
    assert told_right(USED) < 0.8


def tried(people: int, used: float, policy: CountPolicy, seeds: int) -> list[float]:
    found = []
    for seed in range(seeds):
        one, other = sampled(Crowd(people, seed).assessments(), used, seed)
        told = membership(one, other, make_reference(one, RELEASE, used, policy), POLICY)
        assert told is not None
        found.append(float(told["auc"]))
    return found


def test_membership_cannot_be_told_of_many() -> None:
    assert np.mean(tried(2_000, USED, POLICY, 4)) == pytest.approx(0.5, abs=0.04)


def test_attack_tells_membership_where_too_few_people_are_told_of() -> None:
    """Curves of eighty people with all centiles, which the policy does not let out: 61 % of pairs, by twelve crowds."""
    assert np.mean(tried(400, 0.2, WEAK, 8)) > 0.56


def test_membership_is_not_tried_on_too_few_people_left_out() -> None:
    used, left_out = sampled(Crowd(100, 1).assessments(), 0.8, 1)
    reference = make_reference(used, RELEASE, 0.8, POLICY)
    assert membership(used, left_out, reference, POLICY) is None


def test_no_point_rests_on_fewer_people_than_told() -> None:
    """Counted again the slow way, person by person."""
    crowd = Crowd(400, 9).assessments()
    reference = make_reference(crowd, RELEASE, 1.0, POLICY)
    for (domain, group), points in reference.curves.items():
        usable = (crowd.scores[domain] >= 0) & crowd.inside[group][crowd.person]
        for point in points:
            near = {
                int(person)
                for person, day in zip(crowd.person[usable], crowd.day[usable], strict=True)
                if abs((int(day) + 15) // 30 - point.month) <= 1
            }
            assert len(near) >= 20
            assert point.people == POLICY.rounded(len(near))
            assert point.at(10) is None or len(near) >= 110


def test_numbers_of_people_are_multiples_of_the_policys_rounding() -> None:
    reference = make_reference(Crowd(900, 10).assessments(), RELEASE, 0.8, POLICY)
    told = [*reference.people.values(), *(one.people for one in reference.unchanged)]
    told += [point.people for group in GROUPS for point in reference.curve("total", group)]
    assert all(number % POLICY.rounding == 0 for number in told)
