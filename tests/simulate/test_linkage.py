"""Some members are also in the trials: the same people, whom only the truth file joins."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from openpals.simulate import write_members, write_trials
from openpals.simulate.members import FOLDER

PEOPLE, TRIALS, ALS = 3000, 8, 1000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("linkage")
    write_trials(folder / "trials", people=PEOPLE, trials=TRIALS, seed=3)
    write_members(folder / "members", members=1200, als=ALS, people=PEOPLE, trials=TRIALS, seed=3)
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def pairs(folder: Path) -> list[tuple[dict[str, str], dict[str, str]]]:
    """A member and the same person as a participant."""
    members = {row["member_id"]: row for row in rows(folder / "members" / FOLDER / "members.csv")}
    participants = {row["subject_id"]: row for row in rows(folder / "trials" / "SYNTHETIC_identities.csv")}
    truth = pq.read_table(folder / "members" / "SYNTHETIC_truth.parquet").to_pylist()
    return [
        (members[row["member_id"]], participants[str(row["trial_subject_id"])])
        for row in truth
        if row["trial_subject_id"] is not None
    ]


def test_nine_in_a_hundred_are_in_both(folder: Path) -> None:
    assert len(pairs(folder)) == round(0.09 * ALS)


def test_nobody_is_two_members(folder: Path) -> None:
    assert len({participant["subject_id"] for _, participant in pairs(folder)}) == len(pairs(folder))


def test_they_are_the_same_people_but_for_what_people_change(folder: Path) -> None:
    both = pairs(folder)
    same_sex = [member["sex"] == participant["sex"] for member, participant in both]
    assert all(same_sex)
    names = [
        member["name"] == f"{participant['given_name']} {participant['family_name']}" for member, participant in both
    ]
    births = [member["birth_date"] == participant["birth_date"] for member, participant in both]
    cities = [member["city"] == participant["city"] for member, participant in both]
    assert 0.8 < sum(names) / len(both) < 1
    assert 0.9 < sum(births) / len(both) <= 1
    assert 0.5 < sum(cities) / len(both) < 0.95
    assert not any(member["email"] == participant["email"] for member, participant in both)


def test_others_share_no_identity_by_design(folder: Path) -> None:
    linked = {participant["subject_id"] for _, participant in pairs(folder)}
    birth = {
        (row["given_name"] + " " + row["family_name"], row["birth_date"])
        for row in rows(folder / "trials" / "SYNTHETIC_identities.csv")
        if row["subject_id"] not in linked
    }
    members = rows(folder / "members" / FOLDER / "members.csv")
    assert not [row for row in members if (row["name"], row["birth_date"]) in birth]


def test_no_table_of_either_names_the_other(folder: Path) -> None:
    subjects = {row["subject_id"] for row in rows(folder / "trials" / "SYNTHETIC_identities.csv")}
    for path in (folder / "members" / FOLDER).glob("*.csv"):
        for column in rows(path)[0]:
            assert column != "subject_id"
    ids = {row["member_id"] for row in rows(folder / "members" / FOLDER / "members.csv")}
    assert not ids & subjects


def test_identities_lie_beside_what_is_exported(folder: Path) -> None:
    exported = [path.name for path in (folder / "trials").glob("SYNTHETIC_2026*/*")]
    assert exported
    assert not [name for name in exported if "identities" in name or "truth" in name]
