"""The trials' folder, and that every seeded defect is found, exactly."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.simulate.made import Made, bytes_of

from openpals.model.editions import COLUMNS, EDITIONS
from openpals.model.layout_reader import built_in
from openpals.model.rules import RULES
from openpals.release.folders import TargetRefused
from openpals.simulate import TooFewPeople, write_trials
from openpals.sources.contribution import read_contribution
from openpals.sources.folder import open_files

# Rules that lose nothing and so report nothing, R20 and R21 by design; A03 and A08 need a calendar.
CALENDAR = {"A03", "A08"}
WITHOUT_FINDINGS = {"R11", "R17", "R18", "R19", "R20", "R21"} | CALENDAR


def rows_of(folder: Path, table: str) -> list[dict[str, str]]:
    path = folder / EDITIONS[2026].folder_of(synthetic=True) / EDITIONS[2026].files[table]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_reported_are_exactly_the_seeded(trials: Made) -> None:
    assert trials.reported() == trials.seeded.counts


def test_every_rule_that_can_report_something_does(trials: Made) -> None:
    assert set(trials.seeded.counts) == set(RULES) - WITHOUT_FINDINGS
    assert min(trials.seeded.counts.values()) >= 3


def test_rules_without_findings_have_something_to_resolve(trials: Made) -> None:
    silent = trials.seeded.silent
    assert set(silent) >= WITHOUT_FINDINGS - CALENDAR
    assert min(silent.values()) > 0


def test_losses_are_within_what_is_accepted_and_not_far_below(trials: Made) -> None:
    accepted = read_contribution(trials.folder).accept_losses
    worst = max(file["rows_with_losses"] / file["read"] for file in trials.deposit.quality["files"])
    assert worst <= accepted <= worst + 0.15


def test_repeats_and_contradictions_are_merged(trials: Made) -> None:
    assessments = rows_of(trials.folder, "ALSFRS")
    # Rows put on an impossible day are rejected, even where two of them are alike.
    possible = [tuple(row.values()) for row in assessments if row["ALSFRS_Delta"].lstrip("-").isdigit()]
    possible = [row for row in possible if "-211" not in row and "99999" not in row]
    repeats = len(possible) - len(set(possible))
    against = sum(f["rows"] for f in trials.findings() if (f["rule"], f["table"]) == ("R01", "alsfrs"))
    merged = next(file["merged"] for file in trials.deposit.quality["files"] if file["source"] == "ALSFRS")
    assert merged == repeats + against
    assert 3 <= repeats < trials.seeded.silent["R01"]


def test_scales_are_told_apart(trials: Made) -> None:
    assert trials.count("alsfrs", "scale = 'both'") == trials.seeded.counts["R03"]
    assert trials.count("alsfrs", "scale = 'alsfrs' AND alsfrs_r_total IS NULL") > 100
    assert trials.count("alsfrs", "scale = 'alsfrs_r' AND alsfrs_total IS NULL") > 300


def test_neither_answer_to_item_5_leaves_no_total(trials: Made) -> None:
    neither = "cutting IS NULL AND gastrostomy IS NULL"
    assert trials.count("alsfrs", neither) == trials.seeded.silent["R05"]
    assert trials.count("alsfrs", f"{neither} AND coalesce(alsfrs_total, alsfrs_r_total) IS NOT NULL") == 0
    assert trials.count("alsfrs", "gastrostomy") > 0


def test_ages_come_from_births(trials: Made) -> None:
    people = {row["subject_id"]: row for row in rows_of(trials.folder, "DEMOGRAPHICS")}
    unrecorded = sum(not row["Age"] and not row["Date_of_Birth"] for row in people.values())
    # Six have text or an impossible number for an age, and no birth; nobody else's age is lost.
    assert trials.count("subject", "age IS NULL") == unrecorded + 6
    assert trials.seeded.silent["R08"] >= 12


def test_positions_and_phases_are_columns(trials: Made) -> None:
    for position in ("supine", "standing"):
        for phase in ("baseline", "visit", "endpoint"):
            assert trials.count("vital_sign", f"position = '{position}' AND phase = '{phase}'") > 0
    lying = "position = 'supine' AND sign = 'pulse'"
    assert trials.count("vital_sign", lying) == trials.seeded.silent["R11"]


def test_units_are_one_a_measure(trials: Made) -> None:
    assert trials.count("vital_sign", "sign = 'height' AND value NOT BETWEEN 140 AND 205") == 0
    assert trials.count("vital_sign", "sign = 'weight' AND value NOT BETWEEN 35 AND 145") == 0
    assert trials.count("lab", "analyte = 'hemoglobin' AND value NOT BETWEEN 80 AND 220") == 0
    assert trials.count("lab", "analyte = 'hematocrit' AND value NOT BETWEEN 20 AND 70") == 0


def test_limits_words_and_thousands_are_kept_apart(trials: Made) -> None:
    assert trials.count("lab", "comparator = 'below' AND value = 5") > 0
    assert trials.count("lab", "value_text IN ('trace', 'plus_1')") > 0
    assert trials.count("lab", "analyte = 'ck' AND value = 1250") >= 3


def test_vital_status_has_three_values(trials: Made) -> None:
    for status in ("died", "alive", "unknown"):
        assert trials.count("vital_status", f"status = '{status}'") > 0
    assert trials.count("vital_status", "status = 'died' AND day IS NULL") >= 3
    assert trials.count("vital_status", "status = 'unknown' AND day IS NOT NULL") == 0


def test_joined_names_become_two_ingredients(trials: Made) -> None:
    firsts = trials.count("concomitant_medication", "ingredient IN ('HYDROCODONE', 'DEXTROMETHORPHAN', 'CALCIUM')")
    seconds = trials.count("concomitant_medication", "ingredient IN ('PARACETAMOL', 'QUINIDINE', 'VITAMIN D')")
    assert firsts == seconds == trials.seeded.silent["R16"]


def test_absent_riluzole_is_unknown(trials: Made) -> None:
    assert trials.count("subject", "riluzole_use = 'unknown'") == trials.seeded.silent["R17"]
    assert trials.count("subject", "riluzole_use = 'no'") > 0


def test_what_nobody_recorded_is_told(trials: Made) -> None:
    recorded = trials.deposit.quality["recorded"]
    assert recorded["vital_capacity"]["posture"] == 0
    assert 0 < recorded["alsfrs"]["mode"] < trials.count("alsfrs") / 4


def test_last_contact_is_not_a_laboratorys(trials: Made) -> None:
    tables = trials.deposit.folder / "tables"
    later = f"""subject_id IN (
        SELECT lab.subject_id FROM read_parquet('{tables / "lab.parquet"}') lab
        JOIN read_parquet('{tables / "subject.parquet"}') s USING (subject_id)
        WHERE lab.day > s.last_contact_day)"""
    assert trials.count("subject", later) == trials.seeded.silent["R21"]


@pytest.mark.parametrize("year", [2016, 2022, 2026])
def test_all_files_of_a_release_are_found(tmp_path: Path, year: int) -> None:
    seeded = write_trials(tmp_path / "out", people=600, year=year, defects=True)
    contribution = read_contribution(tmp_path / "out")

    files = open_files(contribution, tmp_path / "scratch")

    release = EDITIONS[year]
    assert {file.source.name for file in files} == set(release.files)
    assert {file.text.file for file in files} == set(release.files.values())
    assert seeded.silent["R20"] == len(files)
    for file in files:
        wanted = built_in("proact").columns[file.source.name]
        assert wanted - set(file.columns) <= {"Subject_Liters_Trial_2", "Subject_Liters_Trial_3"}


@pytest.mark.parametrize(("year", "bom", "normal"), [(2016, False, "Subject_Normal"), (2026, True, "subject_normal")])
def test_bytes_and_spelling_are_those_of_the_year(tmp_path: Path, year: int, bom: bool, normal: str) -> None:
    write_trials(tmp_path / "out", people=100, year=year)

    raw = (tmp_path / "out" / EDITIONS[year].folder_of(synthetic=True) / EDITIONS[year].files["FVC"]).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") == bom
    assert normal in next(csv.reader([raw.decode("utf-8-sig").splitlines()[0]]))
    assert b"\r" not in raw


def test_it_says_that_it_is_synthetic(trials: Made) -> None:
    contribution = read_contribution(trials.folder)
    assert contribution.synthetic
    assert contribution.folder.name.startswith("SYNTHETIC")
    for text in (contribution.title, contribution.terms, contribution.contributor, contribution.dataset):
        assert "synthetic" in text.lower()


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_trials(tmp_path / name, people=100, seed=seed)
    assert bytes_of(tmp_path / "a") == bytes_of(tmp_path / "b") != bytes_of(tmp_path / "c")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write_trials(tmp_path / "empty", people=100)
    with pytest.raises(TargetRefused):
        write_trials(tmp_path / "empty", people=100)


def test_too_few_people_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(TooFewPeople, match="Simulate more people"):
        write_trials(tmp_path / "out", people=40, defects=True)
    assert not (tmp_path / "out").exists()


def test_headers_are_the_layouts(trials: Made) -> None:
    for table in EDITIONS[2026].files:
        assert tuple(rows_of(trials.folder, table)[0]) == COLUMNS[table]


def test_subjects_are_numbers_of_the_years_length(trials: Made) -> None:
    ids = {row["subject_id"] for row in rows_of(trials.folder, "DEMOGRAPHICS")}
    assert len(ids) == 1500
    assert {len(name) for name in ids} == {7}
