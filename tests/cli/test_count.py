"""`openpals release count`, as anybody uses it, and the cube that a release carries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.contributions import KEY, csv_text, write_contribution

from openpals.cli.main import main
from openpals.privacy.keys import Key
from openpals.privacy.policy import default_policy
from openpals.release.build import build_release
from openpals.release.deposit import make_deposit

WOMEN, MEN = 40, 20


def build(folder: Path, version: str, women: int = WOMEN, men: int = MEN, previous: Path | None = None) -> Path:
    """A release of so many people in one dataset."""
    people = csv_text([{"subject_id": n, "Sex": "Female" if n < women else "Male"} for n in range(women + men)])
    source = write_contribution(folder / f"source-{version}", {"DEMOGRAPHICS.csv": people})
    deposit, out = folder / f"deposit-{version}", folder / version
    make_deposit(source, deposit, lambda _: KEY, default_policy(), lambda _: None)
    build_release([deposit], out, version, Key("host", bytes(32)), default_policy(), lambda _: None, previous=previous)
    return out


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2026.1, and 2026.2 with three more men."""
    folder = tmp_path_factory.mktemp("counts")
    build(folder, "2026.1")
    build(folder, "2026.2", men=MEN + 3, previous=folder / "2026.1")
    return folder


def count(release: Path, *asked: str) -> Result:
    return CliRunner().invoke(main, ["release", "count", str(release), *asked])


def test_people_are_counted_in_fives(releases: Path) -> None:
    told = json.loads(count(releases / "2026.1", "--by", "sex", "--json").stdout)

    assert {tuple(line["bands"]): line["at_least"] for line in told["lines"]}[("Female",)] == WOMEN
    assert told["total"] == {"at_least": WOMEN + MEN, "at_most": WOMEN + MEN}


def test_too_few_and_nobody_look_alike(releases: Path) -> None:
    table = count(releases / "2026.1", "--by", "sex").stdout
    lines = count(releases / "2026.1", "--where", "sex=other", "--csv").stdout.splitlines()

    assert "fewer than 11" in table
    assert lines == ["at least,at most,per cent", "fewer than 11,,"]


def test_next_release_does_not_show_three_more_people(releases: Path) -> None:
    before, after = (
        json.loads(count(releases / version, "--by", "sex", "--json").stdout)["lines"]
        for version in ("2026.1", "2026.2")
    )

    assert before == after


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        (("--by", "name"), 3, "counted by these dimensions"),
        (("--where", "sex=robot"), 3, "sex has these bands"),
        (("--where", "sex"), 2, "name=band"),
        (("--where", "sex=male", "--where", "sex=female"), 2, "each dimension once"),
    ],
)
def test_question_that_cannot_be_is_refused(releases: Path, asked: tuple[str, ...], code: int, words: str) -> None:
    refused = count(releases / "2026.1", *asked)

    assert refused.exit_code == code
    assert words in refused.stderr
    assert "robot" not in refused.stderr


def test_folder_without_counts_is_refused(tmp_path: Path) -> None:
    refused = count(tmp_path)

    assert refused.exit_code == 3
    assert "has no counts.json" in refused.stderr


def test_spoilt_counts_are_refused(tmp_path: Path) -> None:
    (tmp_path / "counts.json").write_text("{")

    refused = count(tmp_path)

    assert refused.exit_code == 3
    assert "copy the release again" in refused.stderr


def test_pool_of_too_few_people_has_no_counts(tmp_path: Path) -> None:
    out = build(tmp_path, "2026.1", women=12, men=0)

    assert json.loads((out / "manifest.json").read_text())["counts"]["made"] is False
    assert not (out / "counts.json").exists()
