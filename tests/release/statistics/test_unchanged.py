from __future__ import annotations

import pytest
from tests.release.statistics.made import assessments

from openpals.privacy.counting.policy import default_count_policy
from openpals.release.statistics.reference import EVERYONE, Unchanged
from openpals.release.statistics.rows import Assessments
from openpals.release.statistics.unchanged import standing, unchanged

POLICY = default_count_policy()


def told(rows: Assessments) -> list[tuple[bool, bool]]:
    seen, same = standing(rows, 180)
    return list(zip(seen.tolist(), same.tolist(), strict=True))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(10, 40), (190, 40)], (True, True)),
        ([(10, 40), (190, 41)], (True, True)),
        ([(10, 40), (190, 39)], (True, False)),
        ([(10, 40), (144, 40)], (False, False)),  # 134 days after the first: too early
        ([(10, 40), (145, 40)], (True, True)),
        ([(10, 40), (235, 40)], (True, True)),
        ([(10, 40), (236, 40)], (False, False)),  # 226 days: too late
        ([(10, 40), (180, 39), (195, 40)], (True, True)),  # 195 is nearer to 190
        ([(10, 40), (180, 39), (200, 40)], (True, False)),  # as near: the earlier stands
        ([(10, 41), (10, 40), (190, 40)], (True, True)),  # two on one day: the lower stands
        ([(10, 40)], (False, False)),
    ],
)
def test_assessment_nearest_to_half_a_year_decides(rows: list[tuple[int, int]], expected: tuple[bool, bool]) -> None:
    assert told(assessments(*((0, day, total) for day, total in rows))) == [expected]


def test_assessments_without_a_total_do_not_count() -> None:
    assert told(assessments((0, 0, -1), (0, 30, 40), (0, 210, 40))) == [(True, True)]


def test_share_is_of_rounded_people_and_each_counts_once() -> None:
    """Of 82 people 22 stand still, most of them assessed twice in the time: 20 of 80 after rounding."""
    rows = [(n, 0, 40) for n in range(82)] + [(n, day, 40 if n < 22 else 35) for n in range(82) for day in (170, 185)]
    assert unchanged(assessments(*rows), [EVERYONE], POLICY) == (Unchanged(EVERYONE, 6, 80, 25),)


@pytest.mark.parametrize("still", [0, 12, 70, 82])
def test_share_of_few_or_of_all_but_few_is_hidden(still: int) -> None:
    rows = [(n, 0, 40) for n in range(82)] + [(n, 180, 40 if n < still else 35) for n in range(82)]
    assert unchanged(assessments(*rows), [EVERYONE], POLICY) == ()
