"""What of a release anybody may have: decided for each file, and told under the policy of public counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from openpals.release.manifest import read_json
from openpals.release.public import is_public, public_files


@pytest.mark.parametrize(
    "path",
    [
        "report.html",
        "report.json",
        "counts.json",
        "CITATION.cff",
        "dictionary.md",
        "open/report.md",
        "statistics/reference.json",
        "twin/tables/subject.parquet",
    ],
)
def test_files_for_everybody(path: str) -> None:
    assert is_public(path)


@pytest.mark.parametrize(
    "path",
    [
        "", "manifest.json", "quality.json", "risk.json", "risk.html", "tables/subject.parquet", "tables/report.html",
        "twin", "twin/../quality.json", "../report.html", "/report.html", "open\\..\\risk.json", "./twin/../risk.json",
    ],
)  # fmt: skip
def test_everything_else_is_for_holders(path: str) -> None:
    assert not is_public(path)


def test_public_files_of_a_release_are_those_that_it_has(release: Path) -> None:
    found = public_files(release)

    assert {"report.html", "report.json", "counts.json", "dictionary.json"} <= set(found)
    assert not [path for path in found if path.startswith("tables/") or path in ("manifest.json", "risk.json")]


def test_report_for_machines_says_what_the_page_says(release: Path) -> None:
    told = read_json(release / "report.json")

    # Thirty in the trial, twenty members, of whom the release holds exact numbers in its manifest alone.
    assert {one["name"]: one["people"] for one in told["datasets"]} == {"trial": 30, "members": 20}
    assert told["people"] == 50
    assert told["rows"]["alsfrs"] == {"members": 0, "trial": 120, "All datasets": 120}
    assert told["risk"]["people"] == 50
    assert {one["verdict"] for one in told["attacks"]} <= {"passed", "reported"}
    page = (release / "report.html").read_text("utf-8")
    assert f"{len(told['attacks'])} attacks were run" in page


def test_no_number_of_people_in_public_files_is_below_eleven(release: Path) -> None:
    told = read_json(release / "report.json")

    counts = [told["people"], *(one["people"] for one in told["datasets"]), *_whole(told["rows"])]
    counts += [n for one in told["characteristics"] if "people" in one for n in _whole(one["people"])]
    counts += [n for one in (*told["findings"],) for n in _whole(one["rows"])]
    counts += [n for files in told["files"].values() for one in files for n in _whole({**one, "kept": None})]
    assert len(counts) > 20
    assert not [n for n in counts if isinstance(n, int) and (0 < n < 11 or n % 5)]
    assert json.dumps(told)  # nothing but plain data


def _whole(told: dict[str, Any]) -> list[int]:
    return [
        n
        for value in told.values()
        for n in (_whole(value) if isinstance(value, dict) else [value])
        if isinstance(n, int)
    ]
