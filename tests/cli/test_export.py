"""`openpals release export` as a user runs it: what it prints and leaves, and how it ends."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.contributions import KEY, TO_THE_END, csv_text, write_contribution

from openpals.cli.main import main
from openpals.privacy.keys import Key
from openpals.privacy.policy import default_policy
from openpals.release.build import build_release
from openpals.release.deposit import make_deposit


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve invented people and a symptom report."""
    work = tmp_path_factory.mktemp("release")
    people = [{"member_id": f"m{n}", "sex": "female", "birth_date": "1960-05-01"} for n in range(12)]
    reports = [{"member_id": "m1", "date": "2024-03-01", "symptom": "fatigue", "severity": "mild"}]
    files = {"members.csv": csv_text(people), "symptom_reports.csv": csv_text(reports)}
    source = write_contribution(work / "source", files, dataset="platform", layout="members", synthetic=True)
    make_deposit(source, work / "deposit", lambda _: KEY, TO_THE_END, lambda _: None)
    key = Key("host", bytes(range(32, 64)))
    build_release([work / "deposit"], work / "2026.1", "2026.1", key, default_policy(), lambda _: None)
    return work / "2026.1"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["release", "export", *map(str, arguments)])


def test_export_shows_files_losses_and_where(release: Path, tmp_path: Path) -> None:
    result = run(release, "--layout", "proact", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    told = " ".join(result.stdout.split())
    assert "in PRO-ACT's layout of 2026: 12 people" in told
    assert "Synthetic data, of nobody: platform." in told
    assert "F_PROACT_DEMOGRAPHICS.csv │ 12 │" in told
    assert "symptom_report │ 1 │ 1 │" in told
    assert "README.txt beside it" in told
    assert (tmp_path / "out" / "SYNTHETIC_2026_02_27_PROACT_ALL_FORMS" / "F_PROACT_LABS.csv").is_file()


def test_export_as_json_is_one_object(release: Path, tmp_path: Path) -> None:
    result = run(release, "--layout", "proact", "--year", 2016, "--out", tmp_path / "out", "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert (told["export"], told["year"], told["synthetic"]) == (str(tmp_path / "out"), 2016, True)
    assert told["rows"]["demographics.csv"] == 12
    assert told["tables"]["symptom_report"]["rows_left_out"] == 1


def test_export_of_one_dataset(release: Path, tmp_path: Path) -> None:
    result = run(release, "--layout", "proact", "--out", tmp_path / "out", "--dataset", "platform", "--json")
    assert json.loads(result.stdout)["people"] == 12


def refused(tmp_path: Path, *arguments: object) -> str:
    """What is said when a command is refused; nothing is left."""
    before = sorted(path.name for path in tmp_path.iterdir())
    result = run(*arguments)
    assert result.exit_code == 3, result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    return result.stderr


def test_unknown_dataset_ends_with_3_and_names_those_that_there_are(release: Path, tmp_path: Path) -> None:
    told = refused(tmp_path, release, "--layout", "proact", "--out", tmp_path / "out", "--dataset", "trials")
    assert "nothing was written" in told
    assert "no dataset trials. It has platform" in told


def test_folder_that_is_no_release_ends_with_3(tmp_path: Path) -> None:
    assert "is no release" in refused(tmp_path, tmp_path, "--layout", "proact", "--out", tmp_path / "out")


def test_missing_folder_ends_with_3(tmp_path: Path) -> None:
    assert "is no release" in refused(tmp_path, tmp_path / "none", "--layout", "proact", "--out", tmp_path / "out")


def test_changed_release_ends_with_3_and_names_the_file(release: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(release, tmp_path / "copy")
    with (copy / "tables" / "subject.parquet").open("ab") as file:
        file.write(b"\0")
    told = refused(tmp_path, copy, "--layout", "proact", "--out", tmp_path / "out")
    assert "tables/subject.parquet is changed" in told
    assert "Fetch it again" in told


def test_refusal_as_json_is_one_object(tmp_path: Path) -> None:
    result = run(tmp_path, "--layout", "proact", "--out", tmp_path / "out", "--json")
    assert json.loads(result.stdout)["exit_code"] == 3


def test_folder_that_holds_anything_ends_with_3(release: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("mine")
    assert "is not empty" in refused(tmp_path, release, "--layout", "proact", "--out", tmp_path / "out")
    assert (tmp_path / "out" / "mine").read_text() == "mine"


def test_place_that_cannot_be_written_ends_with_3(release: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = refused(tmp_path, release, "--layout", "proact", "--out", tmp_path / "file" / "out")
    assert "cannot be written" in told


def test_full_disk_ends_with_3_and_leaves_nothing(release: Path, tmp_path: Path) -> None:
    """Stood in for by a limit on the size of files, which the system reports in the same way."""
    limited = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512)); "
        "from openpals.cli.main import main; main()"
    )
    command = ["release", "export", release, "--layout", "proact", "--out", tmp_path / "out"]
    result = subprocess.run([sys.executable, "-c", limited, *map(str, command)], capture_output=True, text=True)
    assert result.returncode == 3, result.stderr
    assert "File too large" in result.stderr
    assert "free space or correct the path" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("--out", "out"),
        ("--layout", "proact"),
        ("--layout", "omop", "--out", "out"),
        ("--layout", "proact", "--year", "2019", "--out", "out"),
        ("--layout", "proact", "--threads", "0", "--out", "out"),
    ],
)
def test_misunderstood_command_ends_with_2(release: Path, arguments: tuple[str, ...]) -> None:
    assert run(release, *arguments).exit_code == 2
