"""contribution.toml: every complaint names the key, and all of them come at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.contributions import TO_THE_END, Made, csv_text, deposit, write_contribution

from openpals.sources.contribution import read_contribution
from openpals.sources.files import SourceRefused

MEMBERS = {"members.csv": "member_id,joined\nm1,2024-01-01\n"}


def complaints(folder: Path) -> list[str]:
    with pytest.raises(SourceRefused) as refused:
        read_contribution(folder)
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"dataset": "Not Short"}, "dataset"),
        ({"contributor": None}, "contributor"),
        ({"condition": "flu"}, "condition"),
        ({"extracted": "yesterday"}, "extracted"),
        ({"accept_losses": 2}, "accept_losses"),
        ({"terms_url": 5}, "terms_url"),
        ({"encoding": 3}, "encoding"),
        ({"colour": "red"}, "colour"),
        ({"layout": "members", "time_zero": "baseline"}, "layout"),
        ({"layout": "members", "time_zero": ["nobody.date"]}, "layout"),
        ({"layout": "members", "time_zero": 3}, "layout"),
    ],
)
def test_contribution_key_that_is_wrong_is_named(tmp_path: Path, settings: dict[str, object], key: str) -> None:
    (said,) = complaints(write_contribution(tmp_path, MEMBERS, **settings))
    assert said.startswith(f"contribution.toml, key {key}")


@pytest.mark.parametrize("named", [{"members": 3}, {"members": [3]}, {"nobody": "members.csv"}])
def test_contribution_files_that_are_no_names_are_refused(tmp_path: Path, named: dict[str, object]) -> None:
    (said,) = complaints(write_contribution(tmp_path, MEMBERS, named, layout="members"))
    assert said.startswith(f"contribution.toml, key files.{next(iter(named))}")


def test_contribution_folder_that_does_not_exist_is_told_once(tmp_path: Path) -> None:
    (said,) = complaints(write_contribution(tmp_path, MEMBERS, {"folder": "nowhere"}, layout="members"))
    assert said.startswith("contribution.toml, key files.folder: the folder does not exist")


def test_contribution_table_that_is_misspelt_is_refused(tmp_path: Path) -> None:
    path = write_contribution(tmp_path, MEMBERS, layout="members") / "contribution.toml"
    path.write_text(path.read_text("utf-8").replace("[files]", "[fles]"), "utf-8")
    (said,) = complaints(tmp_path)
    assert "fles" in said


def test_contribution_all_complaints_come_at_once(tmp_path: Path) -> None:
    assert len(complaints(write_contribution(tmp_path, MEMBERS, contributor=None, condition="flu", encoding=3))) == 3


def test_contribution_may_say_where_day_zero_is(tmp_path: Path) -> None:
    reports = [{"member_id": "m1", "date": f"2024-01-{day}", "symptom": "pain", "severity": "mild"} for day in (11, 31)]
    source = write_contribution(
        tmp_path / "source",
        {**MEMBERS, "symptom_reports.csv": csv_text(reports)},
        layout="members",
        time_zero=["members.joined"],
    )
    made: Made = deposit(source, tmp_path / "deposit", TO_THE_END)
    assert [row["day"] for row in made.rows("symptom_report")] == [10, 30]
