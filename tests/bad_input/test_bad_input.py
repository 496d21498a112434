"""Bad input, as a contributor meets it: exit code 3, the place, what to do, no value, nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.contributions import csv_text, write_contribution

from openpals.cli.main import main

PEOPLE = csv_text([{"subject_id": n, "Age": 60, "Sex": "Male"} for n in range(3)])
MEMBERS = csv_text([{"member_id": f"m{n}", "sex": "male"} for n in range(3)])


def refused(folder: Path, files: dict[str, str | bytes], **settings: object) -> str:
    """What is said when these files are refused."""
    source = write_contribution(folder / "source", files, **{"accept_losses": None, **settings})
    result: Result = CliRunner().invoke(
        main, ["deposit", str(source), "--out", str(folder / "out"), "--key", str(folder / "key")]
    )
    assert result.exit_code == 3, result.output
    assert sorted(path.name for path in folder.iterdir()) in (["key", "source"], ["source"])
    return result.stderr


def trial(**tables: list[dict[str, object]]) -> dict[str, str | bytes]:
    return {"DEMOGRAPHICS.csv": PEOPLE, **{f"{name}.csv": csv_text(rows) for name, rows in tables.items()}}


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [
        ("LABS", {"Test_Name": "Creatinine", "Test_Result": "77", "Test_Unit": "furlong", "Laboratory_Delta": 0},
         "Test_Unit"),
        ("ALSFRS", {"ALSFRS_Delta": 0, "Q1_Speech": "seven7"}, "Q1_Speech"),
        ("ALSFRS", {"ALSFRS_Delta": 0, "Q1_Speech": 7, "Q2_Salivation": 4}, "Q1_Speech"),
        ("ALSFRS", {"ALSFRS_Delta": 0, "Q5a_Cutting_without_Gastrostomy": 3, "Q5b_Cutting_with_Gastrostomy": 2},
         "Q5b_Cutting_with_Gastrostomy"),
        ("ALSFRS", {"ALSFRS_Delta": "soon77", "Q1_Speech": 4}, "ALSFRS_Delta"),
        ("ALSFRS", {"ALSFRS_Delta": 0, "Q1_Speech": "1e99", "Q2_Salivation": 4}, "Q1_Speech"),
        ("ALSFRS", {"ALSFRS_Delta": "9" * 20, "Q1_Speech": 4}, "ALSFRS_Delta"),
        ("LABS", {"Test_Name": "Creatinine", "Test_Result": "1e999", "Test_Unit": "umol/L", "Laboratory_Delta": 0},
         "Test_Result"),
    ],
)  # fmt: skip
def test_cell_that_cannot_be_taken_is_named(tmp_path: Path, table: str, row: dict[str, object], column: str) -> None:
    told = refused(tmp_path, trial(**{table: [{"subject_id": 1, **row}]}))

    assert f"{table}.csv, row 1, column {column}" in told
    assert not any(word in told for word in ("furlong", "seven7", "soon77"))


def test_cell_of_a_wide_row_is_named_by_its_own_column(tmp_path: Path) -> None:
    told = refused(tmp_path, trial(VITALSIGNS=[{"subject_id": 1, "Vital_Signs_Delta": 0, "Pulse": "fast"}]))
    (line,) = [line for line in told.splitlines() if "VITALSIGNS.csv, row 1" in line]
    assert "Pulse" in line
    assert "fast" not in told


def test_visit_after_death_is_named(tmp_path: Path) -> None:
    told = refused(
        tmp_path,
        trial(
            DEATHDATA=[{"subject_id": 1, "Subject_Died": "Yes", "Death_Days": 100}],
            ALSFRS=[{"subject_id": 1, "ALSFRS_Delta": day, "Q1_Speech": 4} for day in (0, 102)],
        ),
    )

    assert "ALSFRS.csv, row 2, column ALSFRS_Delta: day after death" in told


@pytest.mark.parametrize(("date", "what"), [("2024-02-31", "impossible date"), ("1900-01-01", "placeholder date")])
def test_date_that_cannot_be_is_named(tmp_path: Path, date: str, what: str) -> None:
    reports = [{"member_id": "m1", "date": on, "symptom": "pain", "severity": 1} for on in ("2024-02-01", date)]
    told = refused(tmp_path, {"members.csv": MEMBERS, "symptom_reports.csv": csv_text(reports)}, layout="members")

    assert f"symptom_reports.csv, row 2, column date: {what}" in told
    assert date not in told


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "FVC.csv"),
        (b"subject_id,subject_id,Forced_Vital_Capacity_Delta\n1,1,0\n", "subject_id"),
        (b"subject_id,Subject_Liters_Trial_1\n1,3\n", "column Forced_Vital_Capacity_Delta: the column is missing"),
        (b"subject_id,Forced_Vital_Capacity_Delta,x\n1,0,caf\xe9\n", "FVC.csv, row 1, column x"),
        (b"subject_id,Forced_Vital_Capacity_Delta,x\n1,0," + b"y" * 3_000_000 + b"\n", "FVC.csv, row 1"),
        (b"subject_id,Forced_Vital_Capacity_Delta\n1,0,5\n", "FVC.csv, row 1"),
        (b"subject_id,Forced_Vital_Capacity_Delta\n1,0\n" * 2, "FVC.csv, row 2: the header line is repeated"),
        (b"subject_id,Forced_Vital_Capacity_Delta\n1,\0\n", "FVC.csv, row 1"),
    ],
    ids=[
        *("empty", "repeated column", "missing column", "wrong encoding", "huge field", "too many fields"),
        *("repeated header", "NUL"),
    ],
)
def test_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes, told: str) -> None:
    assert told in refused(tmp_path, {"DEMOGRAPHICS.csv": PEOPLE, "FVC.csv": content})


def test_problems_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    told = refused(
        tmp_path, {"DEMOGRAPHICS.csv": PEOPLE, "FVC.csv": b"", "SVC.csv": b"", "LABS.csv": b"subject_id\n1\n"}
    )

    assert all(name in told for name in ("FVC.csv", "SVC.csv", "LABS.csv"))


def test_rows_that_cannot_be_split_are_named_in_all_files_at_once(tmp_path: Path) -> None:
    told = refused(
        tmp_path,
        {
            "DEMOGRAPHICS.csv": PEOPLE,
            "FVC.csv": b"subject_id,Forced_Vital_Capacity_Delta\n1,0\n1,0,5\n",
            "SVC.csv": b"subject_id,Slow_vital_Capacity_Delta\n1\n",
        },
    )

    assert "FVC.csv, row 2" in told
    assert "SVC.csv, row 1" in told


def test_cells_that_cannot_be_taken_are_named_in_all_files_at_once(tmp_path: Path) -> None:
    told = refused(
        tmp_path,
        trial(
            ALSFRS=[{"subject_id": 1, "ALSFRS_Delta": 0, "Q1_Speech": 7, "Q2_Salivation": 4}],
            ELESCORIAL=[{"subject_id": 1, "el_escorial": "Perhaps", "delta_days": 0}],
            LABS=[{"subject_id": 9, "Test_Name": "ALT", "Test_Result": 9, "Test_Unit": "U/L", "Laboratory_Delta": 0}],
        ),
    )

    assert "ALSFRS.csv, row 1, column Q1_Speech" in told
    assert "ELESCORIAL.csv, row 1, column el_escorial" in told
    assert "LABS.csv, row 1, column subject_id" in told


def test_file_that_lists_the_people_is_asked_for(tmp_path: Path) -> None:
    told = refused(tmp_path, {"FVC.csv": b"subject_id,Forced_Vital_Capacity_Delta\n1,0\n"})

    assert "DEMOGRAPHICS: the file that lists the people is missing" in told


def test_encoding_that_nobody_knows_is_told(tmp_path: Path) -> None:
    assert "the declared encoding is not known" in refused(tmp_path, trial(), encoding="windows-12520")


def test_file_named_but_missing_is_told(tmp_path: Path) -> None:
    assert "absent.csv" in refused(tmp_path, trial(), named={"FVC": "absent.csv"})
