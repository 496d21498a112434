"""Day 0 from the last day, on deposits: told where histories reach the extraction, and not where they end before it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from tests.contributions import DATASET, KEY, TO_THE_END, csv_text, write_contribution

from openpals.privacy.attacks import anchor
from openpals.privacy.attacks.courses import courses
from openpals.privacy.attacks.held import Held
from openpals.privacy.attacks.named import Named, Truth
from openpals.privacy.attacks.outcome import Outcome
from openpals.privacy.policy import Policy, default_policy
from openpals.privacy.pseudonyms import pseudonyms
from openpals.release.deposit import make_deposit
from openpals.simulate import write_members
from openpals.simulate.population import read_population

EXTRACTED = date(2026, 1, 31)


def everybody(source: Path, out: Path, policy: Policy, named: Named) -> Outcome:
    """What the attack finds in a deposit, for all people with names."""
    make_deposit(source, out, lambda _: KEY, policy, lambda _: None)
    held = Held(out / "tables", {"version": "2026.1"}, {})
    truth = Truth(named, held.places(pseudonyms(KEY, named.dataset, named.ids)))
    return next(one for one in anchor.by_last_day(held, courses(held), [truth]) if one.variant.endswith("everybody"))


@pytest.fixture(scope="module")
def reporting(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Named]:
    """Four hundred people who joined within eight years, and all reported on the day of extraction."""
    joined = [EXTRACTED - timedelta(days=366 + 7 * n) for n in range(400)]
    people = [{"member_id": f"m{n}"} for n in range(len(joined))]
    reports = [
        {"member_id": f"m{n}", "date": day, "symptom": "fatigue", "severity": "mild"}
        for n, first in enumerate(joined)
        for day in (first + timedelta(days=10 * i) for i in range((EXTRACTED - first).days // 10 + 1))
    ]
    reports += [{**one, "date": EXTRACTED, "symptom": "fatigue", "severity": "mild"} for one in people]
    files = {"members.csv": csv_text(people), "symptom_reports.csv": csv_text(reports)}
    source = write_contribution(tmp_path_factory.mktemp("reporting") / "source", files, layout="members")
    ids = tuple(str(one["member_id"]) for one in people)
    return source, Named(DATASET, ids, pa.table({"id": ids}), np.array(joined, "datetime64[D]"), EXTRACTED)


def test_day_0_of_who_reports_to_the_extraction_is_told_for_sure(reporting: tuple[Path, Named], tmp_path: Path) -> None:
    source, named = reporting
    assert everybody(source, tmp_path / "deposit", TO_THE_END, named).rate == 1.0


def test_day_0_is_told_of_one_in_eleven_at_best_where_histories_end_within_a_year(
    reporting: tuple[Path, Named], tmp_path: Path
) -> None:
    source, named = reporting
    found = everybody(source, tmp_path / "deposit", default_policy(), named)
    assert found.tries == 400
    # Any month of the window is right for 30.4 of its 336 days, 9 %; the best of 25 guesses is luckier than the mean by
    # two standard deviations of 1.4 %.
    assert found.rate == pytest.approx(0.09, abs=0.04)


def test_day_0_of_a_platforms_members_is_told_without_the_ends_and_guessed_with_them(tmp_path: Path) -> None:
    source = tmp_path / "members"
    write_members(source, members=300, als=300, people=300, trials=4, seed=2)
    named = read_population(source)
    without = everybody(source, tmp_path / "whole", TO_THE_END, named)
    ended = everybody(source, tmp_path / "ended", default_policy(), named)
    assert without.low > without.guess
    assert ended.low <= ended.guess
    assert ended.rate <= ended.guess + 0.05
