"""The twin as a folder: a release by itself, covered by the release's manifest, and SYNTHETIC throughout."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from tests.contributions import KEY, csv_text, write_contribution
from tests.release.conftest import HOST_KEY
from tests.release.twin.conftest import Pool

from openpals.cli.main import main
from openpals.privacy.attacks.verdict import Result, Verdict
from openpals.privacy.policy import default_policy, parse_policy
from openpals.release.attacked import attack_release
from openpals.release.build import build_release
from openpals.release.deposit import make_deposit
from openpals.release.manifest import Difference, read_json
from openpals.release.twin import ITSELF
from openpals.release.twin.write import synthetic_ids
from openpals.release.verify import describe_release, verify_release


def policy_of(name: str, people: int) -> str:
    """The strict policy with another name and threshold."""
    text = files("openpals.privacy").joinpath("strict.toml").read_text("utf-8")
    return text.replace('name = "strict-3"', f'name = "{name}"').replace("\npeople = 11\n", f"\npeople = {people}\n")


def deposit(folder: Path, people: int) -> Path:
    rows = [{"subject_id": n, "Age": 50 + n % 20, "Sex": "Female" if n % 3 else "Male"} for n in range(people)]
    source = write_contribution(folder / "source", {"DEMOGRAPHICS.csv": csv_text(rows)}, dataset=f"of-{people}")
    make_deposit(source, folder / "deposit", lambda _: KEY, default_policy(), lambda _: None)
    return folder / "deposit"


def test_twin_copied_elsewhere_is_a_whole_release(pool: Pool, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(pool.twin, tmp_path / "elsewhere"))

    assert verify_release(copy) == []
    assert describe_release(copy)["people"] == sum(one["people"] for one in pool.report["parts"].values())
    (copy / "statistics.json").write_text("{}")
    assert verify_release(copy) == [Difference("statistics.json", "changed")]


def test_releases_manifest_covers_the_twin_and_its_manifest(pool: Pool, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(pool.release, tmp_path / "copy"))
    assert verify_release(copy) == []

    (copy / "twin" / "manifest.json").write_text("{}")
    (copy / "twin" / "tables" / "lab.parquet").unlink()

    assert verify_release(copy) == [
        Difference("twin/manifest.json", "changed"),
        Difference("twin/tables/lab.parquet", "missing"),
    ]


def test_everything_says_synthetic(pool: Pool) -> None:
    manifest = read_json(pool.twin / "manifest.json")

    assert manifest["title"].startswith("SYNTHETIC")
    assert manifest["citation"].startswith("SYNTHETIC")
    assert manifest["version"] == "2026.1-synthetic"
    assert manifest["synthetic"] is True
    assert manifest["twin"] == ITSELF
    assert all(one["title"].startswith("SYNTHETIC") and one["synthetic"] for one in manifest["datasets"])
    assert (pool.twin / "report.md").read_text("utf-8").startswith("# SYNTHETIC")
    assert pool.statistics["synthetic"] is pool.report["synthetic"] is True


def test_twin_counts_its_own_people_and_rows(pool: Pool) -> None:
    manifest = read_json(pool.twin / "manifest.json")
    rows = {path.stem: pq.read_metadata(path).num_rows for path in (pool.twin / "tables").iterdir()}

    assert manifest["people"] == rows["subject"] == sum(one["people"] for one in manifest["datasets"])
    assert manifest["rows"] == {name: count for name, count in rows.items() if count}


def test_twin_holds_no_id_of_the_release(pool: Pool) -> None:
    real = {row["subject_id"] for row in pq.read_table(pool.release / "tables" / "subject.parquet").to_pylist()}
    text = "".join(path.read_text("utf-8") for path in pool.twin.glob("*.json"))

    assert not any(one in text for one in real)


def test_nobody_of_the_twin_is_in_several_datasets(pool: Pool) -> None:
    made = pq.read_table(pool.twin / "tables" / "subject.parquet")

    assert made["person_id"].null_count == made.num_rows


def test_synthetic_ids_are_different_ascending_and_shaped_like_pseudonyms() -> None:
    ids = synthetic_ids(3000).to_pylist()

    assert ids == sorted(set(ids))
    assert set(map(len, ids)) == {16}
    assert all(one.startswith("synthetic") for one in ids)


@pytest.mark.parametrize("people", [12, 13])
def test_release_of_too_few_people_says_why_it_has_no_twin(tmp_path: Path, people: int) -> None:
    build_release([deposit(tmp_path, people)], tmp_path / "out", "2026.1", HOST_KEY, default_policy(), lambda _: None)

    told = read_json(tmp_path / "out" / "manifest.json")["twin"]
    assert told == {"made": False, "because": told["because"]}
    assert "statistics need 11" in told["because"]
    assert not (tmp_path / "out" / "twin").exists()
    assert "There is none. No dataset has enough people" in (tmp_path / "out" / "report.html").read_text("utf-8")
    shown = CliRunner().invoke(main, ["release", "show", str(tmp_path / "out")])
    assert "No synthetic twin" in shown.stdout


def test_twin_that_tells_who_was_in_the_release_is_withheld(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def found(*arguments: Any, **options: Any) -> list[Result]:
        return [
            replace(one, verdict=Verdict.FAILED, rate=0.62) if one.attack == "membership_twin" else one
            for one in attack_release(*arguments, **options)
        ]

    monkeypatch.setattr("openpals.release.build.attack_release", found)
    build_release([deposit(tmp_path, 60)], tmp_path / "out", "2026.1", HOST_KEY, default_policy(), lambda _: None)

    told = read_json(tmp_path / "out" / "manifest.json")["twin"]
    assert told["made"] is False
    assert "in 62% of pairs (membership, by the twin), where half is guessing" in told["because"]
    assert not (tmp_path / "out" / "twin").exists()
    assert verify_release(tmp_path / "out") == []


def test_weaker_policy_does_not_weaken_the_twin(tmp_path: Path) -> None:
    weak = parse_policy(policy_of("weak", 2) + '[weaker]\npeople = "a test"\n', "weak.toml")
    build_release([deposit(tmp_path, 60)], tmp_path / "out", "2026.1", HOST_KEY, weak, lambda _: None)

    assert read_json(tmp_path / "out" / "twin" / "statistics.json")["policy"]["people"] == 11


def test_stricter_policy_makes_the_twin_stricter(tmp_path: Path) -> None:
    strict = parse_policy(policy_of("strict", 40), "strict.toml")
    build_release([deposit(tmp_path, 130)], tmp_path / "out", "2026.1", HOST_KEY, strict, lambda _: None)

    told = read_json(tmp_path / "out" / "twin" / "statistics.json")
    assert told["policy"]["people"] == 40
    # The release tells 43 men or more; of the 104 people used 40 are none.
    printed = pq.read_table(tmp_path / "out" / "tables" / "subject.parquet")["sex"].to_pylist()
    assert printed.count("male") >= 40
    assert {one["fact"]: one["shares"] for one in told["parts"]["of-130"]["facts"]}["sex"] == {"als": {"female": 1.0}}


def test_show_and_verify_tell_of_the_twin(pool: Pool) -> None:
    shown = CliRunner().invoke(main, ["release", "show", str(pool.release)])
    alone = CliRunner().invoke(main, ["release", "show", str(pool.twin)])
    as_json = CliRunner().invoke(main, ["release", "show", str(pool.twin), "--json"])
    verified = CliRunner().invoke(main, ["release", "verify", str(pool.twin)])

    assert "Synthetic twin, for everybody" in shown.stdout
    assert "SYNTHETIC twin of OpenPALS pool" in " ".join(alone.stdout.split())
    assert alone.exit_code == verified.exit_code == 0
    assert json.loads(as_json.stdout)["risk"] == {}


def test_page_tells_of_the_twin(pool: Pool) -> None:
    page = (pool.release / "report.html").read_text("utf-8")

    assert '<h2 id="twin">The synthetic twin</h2>' in page
    for dataset, one in pool.report["parts"].items():
        assert f'<th scope="row">{dataset}</th><td>{one["people"]}</td>' in page


def test_report_has_a_line_for_each_dataset(pool: Pool) -> None:
    text = (pool.twin / "report.md").read_text("utf-8")

    for dataset, one in pool.report["parts"].items():
        found = one["fidelity"]
        assert f"| {dataset} | {one['people']} | {found['variables']} | {found['median']} |" in text
        assert f"### {dataset}" in text
    assert f"{pool.report['membership']['auc']:.3f}" in text
