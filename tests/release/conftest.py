"""Two small deposits, made once: a trial in PRO-ACT's layout and a members' export."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.contributions import KEY, TO_THE_END, csv_text, write_contribution

from openpals.privacy.keys import Key
from openpals.privacy.policy import default_policy
from openpals.release.build import build_release
from openpals.release.deposit import make_deposit

HOST_KEY = Key("host", bytes(range(32, 64)))
PEOPLE = 30
RACES = {"Race_Asian": 3, "Race_Caucasian": 27}  # three people are fewer than a release may show


ITEMS = (
    "Q1_Speech",
    "Q2_Salivation",
    "Q3_Swallowing",
    "Q4_Handwriting",
    "Q5a_Cutting_without_Gastrostomy",
    "Q6_Dressing_and_Hygiene",
    "Q7_Turning_in_Bed",
    "Q8_Walking",
    "Q9_Climbing_Stairs",
    "R_1_Dyspnea",
    "R_2_Orthopnea",
    "R_3_Respiratory_Insufficiency",
)


def trial_files() -> dict[str, str]:
    """Thirty people, three of them Asian, with an assessment a month for four months."""
    people = [
        {
            "subject_id": n,
            "Age": 40 + n,
            "Sex": "Male" if n % 2 else "Female",
            "Race_Asian": 1 if n < RACES["Race_Asian"] else "",
            "Race_Caucasian": "" if n < RACES["Race_Asian"] else 1,
        }
        for n in range(PEOPLE)
    ]
    assessments = [
        {"subject_id": n, "ALSFRS_Delta": 30 * month, **dict.fromkeys(ITEMS, max(0, 4 - month))}
        for n in range(PEOPLE)
        for month in range(4)
    ]
    return {"PROACT_DEMOGRAPHICS.csv": csv_text(people), "PROACT_ALSFRS.csv": csv_text(assessments)}


def member_files() -> dict[str, str]:
    """Twenty members with a symptom report a week for ten weeks."""
    start = date(2024, 1, 1)
    people = [{"member_id": f"m{n}", "sex": "female", "birth_date": "1960-05-01", "country": "DE"} for n in range(20)]
    reports = [
        {
            "member_id": f"m{n}",
            "date": start + timedelta(days=7 * week + n),
            "symptom": "fatigue",
            "severity": week % 4,
        }
        for n in range(20)
        for week in range(10)
    ]
    return {"members.csv": csv_text(people), "symptom_reports.csv": csv_text(reports)}


@pytest.fixture(scope="session")
def deposits(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Folders of the two deposits; never to be changed by a test."""
    folder = tmp_path_factory.mktemp("deposits")
    made = []
    for dataset, layout, files in (
        ("trial", "proact", trial_files()),
        ("members", "members", member_files()),
    ):
        source = write_contribution(folder / f"{dataset}-source", files, dataset=dataset, layout=layout)
        make_deposit(source, folder / dataset, lambda _: KEY, TO_THE_END, lambda _: None)
        made.append(folder / dataset)
    return made


@pytest.fixture(scope="session")
def release(deposits: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of both deposits; never to be changed by a test."""
    out = tmp_path_factory.mktemp("releases") / "2026.1"
    build_release(deposits, out, "2026.1", HOST_KEY, default_policy(), lambda _: None)
    return out
