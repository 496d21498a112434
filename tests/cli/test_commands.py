"""The commands as a user runs them: what they print, what they leave, how they end."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.contributions import csv_text, write_contribution

from openpals.cli.main import main

PEOPLE = [{"subject_id": n, "Age": 50 + n % 20, "Sex": "Female"} for n in range(12)]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def contribution(folder: Path, deaths: list[dict[str, object]] | None = None, **settings: object) -> Path:
    files = {"DEMOGRAPHICS.csv": csv_text(PEOPLE)}
    if deaths:
        files["DEATHDATA.csv"] = csv_text(deaths)
    return write_contribution(folder / "source", files, **{"accept_losses": None, **settings})


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A release, made by the commands."""
    source = contribution(tmp_path)
    assert run("deposit", source, "--out", tmp_path / "deposit", "--key", tmp_path / "c.key").exit_code == 0
    built = run(
        "release",
        "build",
        tmp_path / "deposit",
        "--out",
        tmp_path / "release",
        "--version",
        "2026.1",
        "--key",
        tmp_path / "h.key",
    )
    assert built.exit_code == 0, built.output
    return tmp_path / "release"


def test_deposit_shows_every_rows_fate(tmp_path: Path) -> None:
    result = run("deposit", contribution(tmp_path), "--out", tmp_path / "deposit", "--key", tmp_path / "c.key")

    assert result.exit_code == 0
    assert "12 people" in result.stdout
    assert "DEMOGRAPHICS.csv" in result.stdout


def test_deposit_as_json_is_one_object(tmp_path: Path) -> None:
    result = run(
        "deposit",
        contribution(tmp_path),
        "--out",
        tmp_path / "deposit",
        "--key",
        tmp_path / "c.key",
        "--json",
    )

    assert json.loads(result.stdout)["people"] == 12
    assert result.stderr == ""


def test_deposit_makes_a_key_for_its_owner_alone(tmp_path: Path) -> None:
    run("deposit", contribution(tmp_path), "--out", tmp_path / "deposit", "--key", tmp_path / "c.key")

    assert (tmp_path / "c.key").stat().st_mode & 0o777 == 0o600


def test_deposit_that_would_lose_a_value_is_refused_with_place_and_remedy(tmp_path: Path) -> None:
    source = contribution(tmp_path, deaths=[{"subject_id": 1, "Subject_Died": "Yes", "Death_Days": "soon"}])

    result = run("deposit", source, "--out", tmp_path / "deposit", "--key", tmp_path / "c.key")

    assert result.exit_code == 3
    assert "DEATHDATA.csv, row 1, column Death_Days: text" in result.stderr
    assert "accept_losses" in result.stderr
    assert "soon" not in result.stderr
    assert not (tmp_path / "deposit").exists()


def test_deposit_accepts_losses_that_contribution_accepts(tmp_path: Path) -> None:
    deaths = [{"subject_id": 1, "Subject_Died": "Yes", "Death_Days": "soon"}]
    source = contribution(tmp_path, deaths, accept_losses=1.0)

    assert run("deposit", source, "--out", tmp_path / "deposit", "--key", tmp_path / "c.key").exit_code == 0


def test_deposit_of_folder_without_contribution_says_how_to_begin(tmp_path: Path) -> None:
    result = run("deposit", tmp_path, "--out", tmp_path / "deposit", "--json")

    assert result.exit_code == 3
    told = json.loads(result.stdout)
    assert told["exit_code"] == 3
    assert "--example" in told["problems"][0]


def test_example_contribution_is_valid_toml() -> None:
    assert tomllib.loads(run("deposit", "--example").stdout)["contribution"]["layout"] == "members"


@pytest.mark.parametrize(
    "arguments",
    [
        ("deposit",),
        ("deposit", "somewhere"),
        ("release", "build"),
        ("release", "verify"),
        ("release", "diff", "one"),
        ("demo", "--unknown"),
        ("nonsense",),
    ],
)
def test_misunderstood_command_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_verify_of_whole_release_ends_with_0(made: Path) -> None:
    result = run("release", "verify", made)

    assert result.exit_code == 0
    assert "as it was built" in result.stdout


def test_verify_names_the_changed_file_and_ends_with_4(made: Path) -> None:
    (made / "risk.json").write_text("{}")

    result = run("release", "verify", made, "--json")

    assert result.exit_code == 4
    assert json.loads(result.stdout)["differences"] == [{"file": "risk.json", "what": "changed"}]


def flip(path: Path) -> None:
    """Changes one bit in the middle of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_verify_finds_a_flipped_byte_and_ends_with_4(made: Path) -> None:
    flip(made / "tables" / "subject.parquet")

    result = run("release", "verify", made)

    assert result.exit_code == 4
    assert "tables/subject.parquet: changed" in result.stdout


def test_build_refuses_a_deposit_with_a_flipped_byte(made: Path, tmp_path: Path) -> None:
    flip(tmp_path / "deposit" / "tables" / "subject.parquet")

    result = run("release", "build", tmp_path / "deposit", "--out", tmp_path / "next", "--version", "2026.2",
                 "--key", tmp_path / "h.key")  # fmt: skip

    assert result.exit_code == 3
    assert "subject.parquet is changed" in result.stderr
    assert not (tmp_path / "next").exists()


SECRET = "0123456789abcdef"


@pytest.mark.parametrize("purpose", ["contributor", "host"])
def test_key_too_short_is_refused_without_showing_it(made: Path, tmp_path: Path, purpose: str) -> None:
    key = tmp_path / "short.key"
    key.write_text(f"openpals-key {purpose} {SECRET}\n")
    key.chmod(0o600)
    command = {
        "contributor": ("deposit", tmp_path / "source"),
        "host": ("release", "build", tmp_path / "deposit", "--version", "2026.2"),
    }

    result = run(*command[purpose], "--out", tmp_path / "out", "--key", key)

    assert result.exit_code == 3
    assert "too short: 64 bits where 256 are needed" in result.stderr
    assert SECRET not in result.output
    assert not (tmp_path / "out").exists()


def test_show_tells_people_rows_and_where(made: Path) -> None:
    result = run("release", "show", made)

    assert result.exit_code == 0
    assert "12 people" in result.stdout
    assert "trial-a" in result.stdout


def test_diff_of_a_release_with_itself_says_nothing_differs(made: Path) -> None:
    assert "Nothing that is counted differs" in run("release", "diff", made, made).stdout


@pytest.mark.parametrize("command", ["verify", "show"])
def test_release_command_on_another_folder_ends_with_3(tmp_path: Path, command: str) -> None:
    result = run("release", command, tmp_path)

    assert result.exit_code == 3
    assert "is no release" in result.stderr


def test_dictionary_is_written_for_people_and_machines(tmp_path: Path) -> None:
    assert run("dictionary", "--out", tmp_path).exit_code == 0
    assert "## alsfrs" in (tmp_path / "dictionary.md").read_text("utf-8")
    assert "alsfrs" in json.loads((tmp_path / "dictionary.json").read_text("utf-8"))["tables"]


def build_under(folder: Path, policy: str) -> Result:
    """A release of one deposit under a policy file of this text."""
    source = contribution(folder)
    assert run("deposit", source, "--out", folder / "deposit", "--key", folder / "c.key").exit_code == 0
    (folder / "policy.toml").write_text(policy, "utf-8")
    keys = ("--version", "2026.1", "--key", folder / "h.key", "--policy", folder / "policy.toml")
    return run("release", "build", folder / "deposit", "--out", folder / "release", *keys)


def strict_with(old: str, new: str) -> str:
    strict = files("openpals.privacy").joinpath("strict.toml").read_text("utf-8")
    assert strict.count(old) == 1
    return strict.replace(old, new)


def test_release_under_a_weaker_policy_is_refused_without_a_reason(tmp_path: Path) -> None:
    result = build_under(tmp_path, strict_with("people = 11", "people = 2"))

    assert result.exit_code == 3
    assert "weaker than the floor of 11" in result.stderr
    assert not (tmp_path / "release").exists()


def test_release_under_a_policy_that_asks_for_more_people_than_there_are_is_refused(tmp_path: Path) -> None:
    result = build_under(tmp_path, strict_with("people = 11", "people = 13"))

    assert result.exit_code == 3
    assert "holds 12 people; the policy asks for at least 13" in result.stderr


def test_release_of_which_nothing_would_be_left_is_refused(tmp_path: Path) -> None:
    column = r"(\[quasi_identifiers\.(?:sex|onset_site)\]\n.*\n)level = 0"
    result = build_under(tmp_path, re.sub(column, r'\1level = "suppressed"', strict_with("people = 11", "people = 12")))

    assert result.exit_code == 3
    assert "nothing would be left. Pool more people" in result.stderr
    assert not (tmp_path / "release").exists()


def test_release_show_tells_the_smallest_class_of_what_is_protected(made: Path) -> None:
    result = run("release", "show", made)

    assert "no class of fewer than 12" in " ".join(result.stdout.split())
