"""The members' folder: every seeded defect is found, exactly, and every identity stays behind."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from tests.simulate.made import Made, bytes_of

from openpals.model.rules import RULES
from openpals.simulate import TooFewPeople, write_members
from openpals.simulate.members import FOLDER
from openpals.sources.contribution import read_contribution

# R03, R16 and R17 have nothing to find among members, nor has A08 where histories are told to their end; the others
# lose nothing.
WITHOUT_FINDINGS = {"R03", "R11", "R16", "R17", "R18", "R19", "R20", "R21", "A08"}


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_reported_are_exactly_the_seeded(members: Made) -> None:
    assert members.reported() == members.seeded.counts


def test_every_rule_that_can_report_something_does(members: Made) -> None:
    assert set(members.seeded.counts) == set(RULES) - WITHOUT_FINDINGS
    assert min(members.seeded.counts.values()) >= 3


@pytest.mark.parametrize("value_class", ["impossible date", "partial date", "date in the future"])
def test_dates_are_wrong_in_every_way(members: Made, value_class: str) -> None:
    found = {(finding["rule"], finding["value_class"]) for finding in members.findings()}
    assert ("A03", value_class) in found
    assert ("R15", "placeholder date") in found


def test_no_identity_leaves(members: Made) -> None:
    identities = {
        row[column]
        for row in rows(members.folder, "members")
        for column in ("member_id", "name", "email", "city", "postcode", "birth_date")
        if row[column]
    }
    texts = [path.read_bytes() for path in members.deposit.folder.rglob("*") if path.is_file()]
    assert len(identities) > 400
    assert not [one for one in identities if any(one.encode() in text for text in texts)]
    behind = next(f for f in members.deposit.quality["files"] if f["source"] == "members")
    assert set(behind["columns_left_behind"]) >= {"name", "email", "city", "postcode", "birth_date"}


def test_identities_are_nobodys(members: Made) -> None:
    for row in rows(members.folder, "members"):
        assert row["member_id"].startswith("SYN-")
        assert row["email"].endswith("@example.org")
        assert row["email"].startswith("synthetic.")


def test_it_says_that_it_is_synthetic(members: Made) -> None:
    contribution = read_contribution(members.folder)
    assert contribution.synthetic
    assert contribution.folder.name.startswith("SYNTHETIC")
    for text in (contribution.title, contribution.terms, contribution.contributor, contribution.dataset):
        assert "synthetic" in text.lower()


def test_reports_are_irregular_and_span_years(members: Made) -> None:
    assert members.count("symptom_report", "day > 365") > 100
    assert members.count("subject", "last_contact_day > 365") > 10
    assert members.count("subject", "last_contact_day IS NULL") == 0
    assert members.count("alsfrs", what="DISTINCT day") > 200


def test_deaths_are_known_of_some(members: Made) -> None:
    assert members.count("vital_status", "status = 'died' AND day IS NOT NULL") > 10
    assert members.count("vital_status", "status = 'died' AND day IS NULL") >= 3
    assert members.count("vital_status", "status = 'unknown'") > 50


def test_repeats_are_merged(members: Made) -> None:
    merged = sum(file["merged"] for file in members.deposit.quality["files"] if file["source"] != "members")
    assert merged == members.seeded.counts["R01"] + members.seeded.silent["R01"]


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    days = {"a": date(2026, 6, 30), "b": date(2026, 6, 30), "c": date(2025, 6, 30)}
    for name, extracted in days.items():
        write_members(tmp_path / name, members=100, als=40, people=200, extracted=extracted)
    assert bytes_of(tmp_path / "a") == bytes_of(tmp_path / "b") != bytes_of(tmp_path / "c")
    assert read_contribution(tmp_path / "c").extracted == days["c"]


def test_too_few_people_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TooFewPeople):
        write_members(tmp_path / "out", members=5, als=5, people=200, defects=True)
