"""`openpals simulate` as a user runs it."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from openpals.cli.main import main

SMALL = {
    "trials": ("--people", 60, "--trials", 3),
    "trial": ("--layout", "sdtm", "--people", 12),
    "members": ("--members", 60, "--als", 20, "--people", 60, "--trials", 3),
}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["simulate", *map(str, arguments)])


@pytest.mark.parametrize("kind", SMALL)
def test_what_is_made_can_be_deposited_without_loss(tmp_path: Path, kind: str) -> None:
    made = run(kind, *SMALL[kind], "--out", tmp_path / "made")
    assert made.exit_code == 0, made.output
    assert "Synthetic data, of nobody" in made.stdout

    arguments = ["deposit", str(tmp_path / "made"), "--out", str(tmp_path / "deposit"), "--key", str(tmp_path / "key")]
    deposited = CliRunner().invoke(main, arguments)
    assert deposited.exit_code == 0, deposited.output


@pytest.mark.parametrize("kind", SMALL)
def test_everything_made_says_that_it_is_synthetic(tmp_path: Path, kind: str) -> None:
    run(kind, *SMALL[kind], "--out", tmp_path / "made")

    assert json.loads((tmp_path / "made" / "SYNTHETIC_manifest.json").read_text())["synthetic"] is True
    assert "synthetic = true" in (tmp_path / "made" / "contribution.toml").read_text()
    for path in (tmp_path / "made").rglob("*"):
        if path.is_file() and path.name != "contribution.toml":
            assert "SYNTHETIC" in str(path.relative_to(tmp_path)), path


@pytest.mark.parametrize("kind", SMALL)
def test_json_is_one_object(tmp_path: Path, kind: str) -> None:
    made = run(kind, *SMALL[kind], "--out", tmp_path / "made", "--json")

    assert json.loads(made.stdout)["synthetic"] is True


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("trials", "--people", 0), "at least one trial, and one person each"),
        (("trials", "--people", -5), "at least one trial, and one person each"),
        (("trials", "--people", 10, "--trials", 0), "at least one trial"),
        (("trials", "--people", 2, "--trials", 3), "one person each"),
        (("trial", "--people", 0), "at least one"),
        (("members", "--members", 0, "--als", 0), "at least one member"),
        (("members", "--members", -1, "--als", 0), "at least one member"),
        (("members", "--members", 10, "--als", -1), "at least one member"),
        (("members", "--members", 10, "--als", 11), "more members, or fewer with ALS"),
    ],
)
def test_sizes_that_cannot_be_are_refused(tmp_path: Path, arguments: tuple[object, ...], words: str) -> None:
    refused = run(*arguments, "--out", tmp_path / "made")

    assert refused.exit_code == 3
    assert words in refused.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", SMALL)
def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path, kind: str) -> None:
    (tmp_path / "kept.txt").write_text("mine")

    refused = run(kind, *SMALL[kind], "--out", tmp_path)

    assert refused.exit_code == 3
    assert "not empty" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


@pytest.mark.parametrize("kind", SMALL)
def test_a_full_disk_leaves_nothing(tmp_path: Path, kind: str) -> None:
    # A limit on the size of files fails as a full disk does: while writing.
    code = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2048, {resource.RLIM_INFINITY}));"
    code += "from openpals.cli.main import main; main()"
    arguments = ["simulate", kind, *map(str, SMALL[kind]), "--out", str(tmp_path / "made")]

    ended = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)

    assert ended.returncode == 3, ended.stderr
    assert "Nothing was written" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_check_prints_each_target_and_does_not_judge_a_few(tmp_path: Path) -> None:
    run("trials", "--people", 600, "--out", tmp_path / "made")

    checked = run("check", tmp_path / "made")

    assert checked.exit_code == 0
    assert "600 people are too few to judge" in checked.stdout
    for word in ("bedlack2016_plateaus", "balendra2022_kings", "vaneijk2018_slopes", "difference"):
        assert word in checked.stdout


def test_check_lists_assumptions_when_asked(tmp_path: Path) -> None:
    run("trials", *SMALL["trials"], "--people", 300, "--out", tmp_path / "made")

    assert "Platform.death_told" in run("check", tmp_path / "made", "--all").stdout
    assert "Platform.death_told" in json.loads(run("check", tmp_path / "made", "--json").stdout)["assumptions"]


def test_check_of_too_few_people_is_refused(tmp_path: Path) -> None:
    run("members", *SMALL["members"], "--out", tmp_path / "made")

    refused = run("check", tmp_path / "made")

    assert refused.exit_code == 3
    assert "20 people with ALS are too few" in refused.stderr


def test_check_of_something_else_is_refused(tmp_path: Path) -> None:
    refused = run("check", tmp_path)

    assert refused.exit_code == 3
    assert "SYNTHETIC_manifest.json" in refused.stderr


def test_check_of_a_trial_says_that_nothing_is_published(tmp_path: Path) -> None:
    run("trial", *SMALL["trial"], "--out", tmp_path / "made")

    refused = run("check", tmp_path / "made")

    assert refused.exit_code == 3
    assert "nothing is published" in refused.stderr
