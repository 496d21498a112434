"""Votes, centiles and curves: by hand, and what must always hold."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.release.statistics.made import RELEASE, Crowd, assessments

from openpals.privacy.counting.policy import default_count_policy
from openpals.release.statistics.curves import curve, smooth
from openpals.release.statistics.make import make_reference
from openpals.release.statistics.reading import as_text, read_reference
from openpals.release.statistics.reference import CENTILES, DOMAINS, EVERYONE, GROUPS, Point
from openpals.release.statistics.rows import Assessments, Votes, votes
from openpals.release.statistics.splines import centile_lines, grouped_centile, natural_spline
from openpals.release.statistics.telling import fewest, votes_for_centile

POLICY = default_count_policy()


def test_person_has_one_vote_in_months_side_by_side() -> None:
    """Months 0 (two assessments) and 1 of person 0 share one vote; month 3 of person 1 is alone."""
    found = votes(assessments((0, 0, 40), (0, 10, 38), (0, 30, 36), (1, 90, 36)), "total", EVERYONE)

    assert {(int(m), int(s)): float(found.table[m, s]) for m, s in np.argwhere(found.table)} == {
        (0, 40): 0.25, (0, 38): 0.25, (1, 36): 0.5, (3, 36): 1.0
    }  # fmt: skip


def test_people_of_a_month_are_those_within_a_month_of_it() -> None:
    found = votes(assessments((0, 0, 40), (0, 10, 38), (0, 30, 36), (1, 90, 36)), "total", EVERYONE)

    assert found.people[:6].tolist() == [1, 1, 2, 1, 1, 0]


def test_hundred_reports_weigh_no_more_than_three() -> None:
    """Person 0 reports three times in three months, person 1 a hundred times in the same three."""
    few = [(0, day, 30) for day in (0, 30, 60)]
    many = [(1, day, 20) for day in range(75) for _ in range(1 + (day < 25))]
    found = votes(assessments(*few, *many), "total", EVERYONE)

    assert found.table[:, 30].sum() == pytest.approx(found.table[:, 20].sum())


def test_group_and_domain_choose_the_rows() -> None:
    rows = assessments((0, 0, 40), (1, 0, 30))
    assert votes(rows, "total", "bulbar").people.sum() == 0
    assert not votes(rows, "bulbar", EVERYONE).table.any()


@pytest.mark.parametrize(("share", "score"), [(0.25, 0.0), (0.5, 0.5), (0.75, 1.0), (0.1, -0.3)])
def test_grouped_centile_by_hand(share: float, score: float) -> None:
    """Two votes for 0 and two for 1, each spread over its unit: from -0.5 to 1.5."""
    assert grouped_centile(np.array([2.0, 2.0]), share) == pytest.approx(score)


def test_curve_of_one_month_is_its_centiles() -> None:
    """55 people with 6 and 55 with 7 points: spread from 5.5 to 7.5."""
    rows = assessments(*((n, 360, 6 if n < 55 else 7) for n in range(110)))
    expected = (5.7, 6.0, 6.5, 7.0, 7.3)

    assert curve(votes(rows, "total", EVERYONE), POLICY) == tuple(Point(m, 110, expected) for m in (11, 12, 13))


def test_curve_of_a_straight_decline_is_straight() -> None:
    """Each month 12 people of their own at every score from 40 - month to 44 - month: the median is 42 - month."""
    rows = [(0, 30 * month, 38 - month + 2 + score) for month in range(0, 25) for score in range(5) for _ in range(12)]
    people = assessments(*((number, day, total) for number, (_, day, total) in enumerate(rows)))

    medians = {point.month: point.at(50) for point in curve(votes(people, "total", EVERYONE), POLICY)}

    assert medians.keys() == set(range(26))
    assert [medians[month] for month in range(25)] == pytest.approx([42 - month for month in range(25)], abs=0.11)


def test_best_and_worst_score_bound_the_curves() -> None:
    rows = assessments(*((n, 360, 48) for n in range(120)))
    assert curve(votes(rows, "total", EVERYONE), POLICY)[1].scores[2:] == (48.0, 48.0, 48.0)


@pytest.mark.parametrize(
    ("people", "told"),
    [(21, None), (22, [50]), (43, [50]), (44, [25, 50, 75]), (109, [25, 50, 75]), (110, [10, 25, 50, 75, 90])],
)
def test_centile_is_told_where_eleven_people_lie_on_either_side(people: int, told: list[int] | None) -> None:
    rows = assessments(*((n, 360, n % 49) for n in range(people)))
    points = curve(votes(rows, "total", EVERYONE), POLICY)

    if told is None:
        assert points == ()
    else:
        assert [c for c, score in zip(CENTILES, points[1].scores, strict=True) if score is not None] == told
        assert points[1].people == POLICY.rounded(people) >= 20


def test_months_between_enough_people_are_hidden() -> None:
    """A hundred people in month 5, ten in month 20, a hundred in month 35."""
    rows = [(n, 150, 40) for n in range(100)] + [(100 + n, 600, 30) for n in range(10)]
    rows += [(200 + n, 1050, 20) for n in range(100)]
    points = curve(votes(assessments(*rows), "total", EVERYONE), POLICY)
    assert [point.month for point in points] == [4, 5, 6, 34, 35, 36]


def test_hidden_months_have_no_part_in_the_others() -> None:
    many = [(n, 150, 30 + n % 5) for n in range(100)]
    few = [(100 + n, 600, 0) for n in range(10)]
    alone, beside = (curve(votes(assessments(*rows), "total", EVERYONE), POLICY) for rows in (many, many + few))
    assert alone == beside


def test_groups_of_few_people_are_left_out() -> None:
    rows = assessments(*((n, 360, n % 49) for n in range(30)))
    some = Assessments(
        rows.people, rows.person, rows.day, rows.scores,
        dict(rows.inside) | {"bulbar": np.arange(30) < 21, "other": np.arange(30) < 22},
    )  # fmt: skip
    reference = make_reference(some, RELEASE, 1.0, POLICY)
    assert dict(reference.people) == {EVERYONE: 30, "limb": 30, "other": 20}
    assert reference.curve("total", "bulbar") == ()


people_and_scores = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 1500), st.integers(0, 12)), min_size=1, max_size=300
)


@settings(max_examples=60)
@given(people_and_scores, st.randoms(use_true_random=False))
def test_order_of_rows_and_numbers_of_people_change_nothing(rows: list[tuple[int, int, int]], random: object) -> None:
    before = votes(assessments(*rows, people=41), "total", EVERYONE)
    names = np.random.default_rng(len(rows)).permutation(41)
    shuffled = [(int(names[person]), day, total) for person, day, total in rows]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    after = votes(assessments(*shuffled, people=41), "total", EVERYONE)
    assert np.array_equal(before.table, after.table)
    assert np.array_equal(before.people, after.people)


@settings(max_examples=60)
@given(people_and_scores)
def test_no_person_has_more_than_one_vote_in_a_month_or_two_in_three(rows: list[tuple[int, int, int]]) -> None:
    for number in {person for person, _, _ in rows}:
        mine = votes(assessments(*(row for row in rows if row[0] == number), people=41), "total", EVERYONE)
        by_month = mine.table.sum(axis=1)
        assert by_month.max() <= 1 + 1e-9
        assert np.convolve(by_month, np.ones(3)).max() <= 2 + 1e-9


histograms = st.lists(st.lists(st.floats(0, 50) | st.just(0.0), min_size=13, max_size=13), min_size=1, max_size=40)


@settings(max_examples=100)
@given(histograms, st.integers(22, 400))
def test_centiles_never_cross_and_stay_within_the_scale(table: list[list[float]], people: int) -> None:
    whole = np.zeros((121, 13))
    whole[: len(table)] = table
    points = curve(Votes(whole, np.where(whole.any(axis=1), people, 0)), POLICY)
    for point in points:
        known = [score for score in point.scores if score is not None]
        assert all(0 <= low <= high <= 12 for low, high in pairwise(known))
        assert point.people >= 20
    assert [point.month for point in points] == [m for m in range(len(table)) if whole[m].any()]


@settings(max_examples=100)
@given(st.integers(2, 120), st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_spline_is_made_of_cubics_that_end_straight(months: int, inner: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    at = np.arange(months)
    knots = np.unique(np.concatenate([[0, months - 1], rng.integers(0, months, inner)])).astype(np.float64)
    basis = natural_spline(at, at, knots)
    assert basis.shape == (months, len(knots))
    assert np.allclose(basis.T @ basis, np.eye(len(knots)), atol=1e-6)
    beyond = natural_spline(at, np.arange(months - 1, months + 5), knots)
    assert np.allclose(np.diff(beyond, n=2, axis=0), 0, atol=1e-6)


def test_line_has_its_share_of_votes_below() -> None:
    """The first-order condition: over all months, for the constant, exactly; by the kernel of a point's width."""
    table = np.random.default_rng(3).gamma(1, 5, (60, 49))
    months = np.arange(60)
    basis = natural_spline(months, months, np.array([0.0, 15, 30, 45, 59]))
    lines = centile_lines(table, basis, CENTILES)
    below = np.clip(lines[:, :, None] - np.arange(49) + 0.5, 0, 1)
    shares = (below * table[:, None, :]).sum(axis=(0, 2)) / table.sum()
    assert shares == pytest.approx([c / 100 for c in CENTILES], abs=1e-4)


def test_statistics_of_a_crowd_are_a_valid_file_and_the_same_each_time() -> None:
    one, other = (make_reference(Crowd(400, 7).assessments(), RELEASE, 0.8, POLICY) for _ in range(2))
    assert as_text(one) == as_text(other)
    assert read_reference(as_text(one).encode()) == one
    assert {group for _, group in one.curves} <= set(GROUPS)
    assert {domain for domain, _ in one.curves} == {domain.id for domain in DOMAINS}


def test_smooth_lines_ascend_without_rounding() -> None:
    lines = smooth(votes(Crowd(400, 8).assessments(), "bulbar", EVERYONE), POLICY)
    assert all((np.diff(line) >= 0).all() for line in lines.values())


def test_fewest_follow_from_the_policy() -> None:
    assert (fewest(POLICY), votes_for_centile(10, POLICY), votes_for_centile(75, POLICY)) == (22, 110, 44)
