"""Any size: what is made of few people is what is made of many, part by part."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from openpals.simulate import members as platform
from openpals.simulate import write_members, write_trials
from openpals.simulate.enrolment import enrol, see
from openpals.simulate.membership import join, report
from openpals.simulate.parameters import MONTH, TRIALS
from openpals.simulate.streams import stream
from openpals.simulate.studies import AMONG, RECORDED, make_studies


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_one_person_in_one_trial_is_enough(tmp_path: Path) -> None:
    write_trials(tmp_path / "out", people=1, trials=1)
    assert len(rows(next((tmp_path / "out").glob("*/F_PROACT_DEMOGRAPHICS.csv")))) == 1


def test_a_platform_may_have_nobody_with_als(tmp_path: Path) -> None:
    write_members(tmp_path / "out", members=20, als=0, people=30)
    people = rows(tmp_path / "out" / platform.FOLDER / "members.csv")
    assert Counter(row["condition"] for row in people) == {"other": 20}


def test_parts_make_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "_TOGETHER", 100)
    write_members(tmp_path / "out", members=450, als=90, people=300)

    people = rows(tmp_path / "out" / platform.FOLDER / "members.csv")
    assert len({row["member_id"] for row in people}) == 450
    assert Counter(row["condition"] for row in people)["als"] == 90
    reports = rows(tmp_path / "out" / platform.FOLDER / "symptom_reports.csv")
    assert [int(row["report_id"]) for row in reports] == list(range(1, len(reports) + 1))
    assert {row["member_id"] for row in reports} <= {row["member_id"] for row in people}


def test_streams_of_two_purposes_are_not_the_same() -> None:
    draws = {purpose: stream(1, purpose).random() for purpose in ("trials", "members", "members 1", "members 2")}
    assert len(set(draws.values())) == 4
    assert stream(1, "trials").random() == draws["trials"] != stream(2, "trials").random()


def test_trials_record_what_shares_say_as_nearly_as_whole_trials_can() -> None:
    studies = make_studies(np.random.default_rng(1), 29)
    for name, share in RECORDED.items():
        met = sum(study.share for study in studies if name in study.features)
        assert met == pytest.approx(share, abs=0.02), name
    for name, (of, unless, _) in AMONG.items():
        for study in studies:
            if name in study.features:
                assert not of or of in study.features
                assert not unless or unless not in study.features


@pytest.mark.parametrize("people", [29, 100, 1234])
def test_participants_are_as_many_as_asked_and_eligible(people: int) -> None:
    them = enrol(np.random.default_rng(1), make_studies(np.random.default_rng(2), 7), people, 7)

    assert len(them) == len(np.unique(them.subject)) == people
    totals = them.people.scores(them.entry)[:, :12].sum(axis=1)
    assert totals.min() >= TRIALS.least_total
    assert (them.onset < them.diagnosis).all()
    assert (them.diagnosis < them.screening).all()
    longest = np.array([study.longest_symptoms for study in them.studies])[them.study]
    assert (them.entry < longest).all()


def test_visits_begin_on_day_0_and_end_before_death() -> None:
    them = enrol(np.random.default_rng(1), make_studies(np.random.default_rng(2), 7), 500, 7)
    visits = see(np.random.default_rng(3), them)

    assert set(visits.who[visits.number == 0]) == set(range(500))
    assert (visits.day[visits.number == 0] == 0).all()
    assert visits.last.sum() == 500
    assert (visits.day < ((them.people.death - them.entry) * MONTH)[visits.who]).all()
    order = np.lexsort((visits.day, visits.who))
    assert (np.diff(visits.day[order])[np.diff(visits.who[order]) == 0] > 0).all()


def test_members_report_between_joining_and_death_or_export() -> None:
    extracted = date(2026, 6, 30)
    trial = enrol(np.random.default_rng(1), make_studies(np.random.default_rng(2), 7), 500, 7)
    them = join(np.random.default_rng(3), np.arange(1, 401), extracted, trial, np.arange(500))
    reports = report(np.random.default_rng(4), them)

    assert (them.diagnosis > them.onset).all()
    assert (them.diagnosis < them.joined).all()
    assert (reports.day <= them.last[reports.who]).all()
    assert (reports.day[reports.number == 0] == 0).all()
    assert (them.joined[reports.who] + reports.day.astype("timedelta64[D]") <= np.datetime64(extracted)).all()
    assert (them.participant >= 0).sum() == 36
