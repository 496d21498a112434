"""`openpals risk`: its report, its exit codes, what it refuses."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from tests.contributions import TO_THE_END

from openpals.cli.main import main
from openpals.privacy.keys import load_key
from openpals.privacy.policy import default_policy
from openpals.release.build import build_release
from openpals.release.deposit import make_deposit
from openpals.release.twin import ITSELF
from openpals.simulate import write_members, write_trials

# Of so few people the statistics tell who made them.

SIZE = {"people": 160, "trials": 4}


@pytest.fixture(scope="session")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two synthetic contributors, their keys, and the release of both; never to be changed by a test.

    Histories are told to their end, so that everybody with a name is there.
    """
    folder = tmp_path_factory.mktemp("risk")
    write_trials(folder / "trials", **SIZE, seed=3)
    write_members(folder / "members", members=150, als=90, **SIZE, seed=3)
    for name in ("trials", "members"):
        key = load_key("contributor", folder / f"{name}.key")
        make_deposit(folder / name, folder / f"deposit-{name}", lambda _, key=key: key, TO_THE_END, lambda _: None)
    deposits = [folder / "deposit-trials", folder / "deposit-members"]
    host = load_key("host", folder / "host.key")
    build_release(deposits, folder / "release", "2026.1", host, default_policy(), lambda _: None)
    return folder


def risk(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["risk", *map(str, arguments)])


def with_names(pool: Path, release: Path | None = None) -> list[object]:
    return [
        release or pool / "release",
        *("--population", pool / "trials", "--contributor-key", pool / "trials.key"),
        *("--population", pool / "members", "--contributor-key", pool / "members.key"),
        *("--key", pool / "host.key"),
    ]


def by_attack(told: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in told["attacks"]:
        found.setdefault(one["attack"], []).append(one)
    return found


def test_risk_runs_every_attack_for_machines(pool: Path) -> None:
    ended = risk(*with_names(pool), "--previous", pool / "release", "--json")
    found = by_attack(json.loads(ended.stdout))
    assert list(found) == list(default_policy().attacks)
    assert "failed" not in {one["verdict"] for results in found.values() for one in results}
    assert ended.exit_code == 0
    assert found["register"][0]["tries"] == 160 + 90
    assert found["register"][0]["rate"] <= 0.09
    assert found["dictionary_keys"][0]["rate"] == 1.0
    assert found["forum"][2]["verdict"] == "reported"
    assert found["difference_courses"][0]["rate"] == 1.0


def test_risk_without_people_says_what_was_not_run(pool: Path) -> None:
    ended = risk(pool / "release")
    assert "Not run: Linkage with a register. It takes people with names" in ended.stdout
    assert "give --previous" in ended.stdout


def test_risk_gives_the_same_report_twice(pool: Path, tmp_path: Path) -> None:
    for name in ("one", "other"):
        risk(*with_names(pool), "--out", tmp_path / name)
    for file in ("attacks.json", "risk.html"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "other" / file).read_bytes()
    page = (tmp_path / "one" / "risk.html").read_text("utf-8")
    assert "Synthetic data" in page
    assert "<script" not in page
    assert page.count("<circle") > 12


def test_risk_prints_nobodys_name_or_id(pool: Path, tmp_path: Path) -> None:
    risk(*with_names(pool), "--out", tmp_path / "report")
    text = "".join(path.read_text("utf-8") for path in (tmp_path / "report").iterdir())
    names = (pool / "trials" / "SYNTHETIC_identities.csv").read_text("utf-8").splitlines()[1:]
    ids = pq.read_table(pool / "release" / "tables" / "subject.parquet")["subject_id"].to_pylist()
    assert not [one for line in names for one in line.split(",")[:1] if one in text]
    assert not [one for one in ids if one in text]


@pytest.fixture
def vulnerable(pool: Path, tmp_path: Path) -> Path:
    """The same release, in which three people have a gene that nobody else has."""
    out = tmp_path / "vulnerable"
    shutil.copytree(pool / "release", out)
    path = out / "tables" / "subject.parquet"
    subjects = pq.read_table(path)
    gene = ["fus"] * 3 + subjects["gene"].to_pylist()[3:]
    at = subjects.schema.get_field_index("gene")
    pq.write_table(subjects.set_column(at, subjects.schema.field(at), pa.array(gene, pa.string())), path)
    return out


def test_risk_refuses_a_vulnerable_release(pool: Path, vulnerable: Path) -> None:
    ended = risk(*with_names(pool, vulnerable))
    assert ended.exit_code == 4
    assert "The release was refused" in ended.stderr
    assert "Rare values that the policy merges" in ended.stderr
    assert not re.search(r"\bfus\b", ended.output)


def test_risk_of_a_vulnerable_release_is_told_to_machines(vulnerable: Path) -> None:
    ended = risk(vulnerable, "--json")
    assert ended.exit_code == 4
    told = json.loads(ended.stdout)
    assert told["refused"] is True
    assert by_attack(told)["rare"][0]["successes"] == 3


def test_risk_needs_the_keys_that_were_used(pool: Path, tmp_path: Path) -> None:
    missing = risk(pool / "release", "--population", pool / "trials", "--contributor-key", tmp_path / "none.key")
    assert missing.exit_code == 3
    assert "There is no key file" in missing.stderr
    assert not (tmp_path / "none.key").exists()
    others = risk(
        *(pool / "release", "--population", pool / "trials", "--contributor-key", pool / "members.key"),
        *("--key", pool / "host.key"),
    )
    assert others.exit_code == 3
    assert "holds nobody of the dataset" in others.stderr


def test_risk_takes_one_key_for_each_population(pool: Path) -> None:
    ended = risk(pool / "release", "--contributor-key", pool / "trials.key")
    assert ended.exit_code == 3
    assert "more contributors' keys than populations" in ended.stderr


def test_risk_takes_no_folder_without_the_truth(pool: Path) -> None:
    ended = risk(pool / "release", "--population", pool / "deposit-trials")
    assert ended.exit_code == 3
    assert "is no population" in ended.stderr


def test_risk_takes_releases_only(pool: Path, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"kind": "release", "format": 1, "twin": ITSELF}))

    assert risk(pool / "deposit-trials").exit_code == 3
    twin = risk(tmp_path)
    assert twin.exit_code == 3
    assert "nobody is in it" in twin.stderr


def test_risk_takes_the_policy_of_the_release(pool: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    text = Path("src/openpals/privacy/strict.toml").read_text("utf-8").replace('"strict-3"', '"own"')
    own.write_text(text, "utf-8")
    ended = risk(pool / "release", "--policy", own)
    assert ended.exit_code == 3
    assert "was made by the policy strict-3, this one is own" in ended.stderr


def test_release_has_its_attacks_in_report_and_page(pool: Path) -> None:
    told = json.loads((pool / "release" / "risk.json").read_text("utf-8"))
    verdicts = {one["attack"]: one["verdict"] for one in told["attacks"]}
    assert verdicts["rare"] == verdicts["dictionary"] == "passed"
    assert verdicts["register"] == "not run"
    assert "Success against guessing" in (pool / "release" / "risk.html").read_text("utf-8")


def test_release_that_an_attack_opens_is_refused(pool: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A key that is none: the pool's pseudonyms fall to a dictionary only if the contributor's key is one as well.
    for name, digits in (("contributor", "00"), ("host", "ff")):
        monkeypatch.setenv(f"OPENPALS_{name.upper()}_KEY", f"openpals-key {name} {32 * digits}")
    CliRunner().invoke(main, ["deposit", str(pool / "trials"), "--out", str(tmp_path / "deposit")])
    numbers = [str(n) for n in range(1_000)]
    people = pq.read_table(pool / "trials" / "SYNTHETIC_truth.parquet")["subject_id"].to_pylist()
    monkeypatch.setattr("openpals.privacy.attacks.dictionary.guessed_ids", lambda: [*numbers, *map(str, people)])
    arguments = ["release", "build", tmp_path / "deposit", "--out", tmp_path / "release", "--version", "2026.1"]
    ended = CliRunner().invoke(main, [str(one) for one in arguments])
    assert ended.exit_code == 4, ended.output
    assert "Dictionary on pseudonyms" in ended.stderr
    assert not (tmp_path / "release").exists()
