"""Terms on their way: what names somebody stops a deposit, what too few people carry is not in a release."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from tests.contributions import Made, csv_text, deposit, write_contribution
from tests.release.conftest import HOST_KEY

from openpals.cli.main import main
from openpals.privacy.policy import default_policy
from openpals.release.build import build_release
from openpals.release.deposit import IdentityLeak
from openpals.release.manifest import read_json

PEOPLE = 24


def contribution(folder: Path, terms: dict[int, str], **settings: object) -> Path:
    """Twenty-four people, some with an adverse event, and a list of names."""
    people = [{"subject_id": n, "Age": 50, "Sex": "Male"} for n in range(PEOPLE)]
    events = [{"subject_id": n, "Preferred_Term": term, "Start_Date_Delta": 10} for n, term in terms.items()]
    files = {
        "DEMOGRAPHICS.csv": csv_text(people),
        "ADVERSEEVENTS.csv": csv_text(events),
        "names.txt": "Zsófia Kőszegi\nBrown\n",
    }
    return write_contribution(folder / "source", files, **{"identities": ["names.txt"], **settings})


def deposited(folder: Path, terms: dict[int, str], **settings: object) -> Made:
    return deposit(contribution(folder, terms, **settings), folder / "deposit")


def released(folder: Path, terms: dict[int, str], **settings: object) -> Path:
    made = deposited(folder, terms, **settings)
    out = folder / "release"
    build_release([made.folder], out, "2026.1", HOST_KEY, default_policy(), lambda _: None)
    return out


def test_name_out_of_the_contributors_list_stops_the_deposit(tmp_path: Path) -> None:
    with pytest.raises(IdentityLeak) as leak:
        deposited(tmp_path, dict.fromkeys(range(12), "HEADACHE") | {12: "FALL, KOSZEGI TOLD"})

    assert "adverse_event.term: a name, place or other word out of the contributor's own list" in str(leak.value)
    assert "KOSZEGI" not in str(leak.value)
    assert not (tmp_path / "deposit").exists()


def test_refusal_on_the_command_line_says_how_to_go_on(tmp_path: Path) -> None:
    source = contribution(tmp_path, {0: "SEEN IN WUPPERTAL"})
    command = ["deposit", str(source), "--out", str(tmp_path / "out"), "--key", str(tmp_path / "key")]
    ended = CliRunner().invoke(main, [*command, "--json"])

    assert ended.exit_code == 4
    (problem,) = json.loads(ended.stdout)["problems"]
    assert problem.startswith("adverse_event.term: a place (1 distinct).")
    assert "ordinary_words" in problem


def test_list_of_names_that_is_missing_is_named(tmp_path: Path) -> None:
    source = contribution(tmp_path, {0: "FALL"}, identities=["people.txt"])
    ended = CliRunner().invoke(main, ["deposit", str(source), "--out", str(tmp_path / "out")])

    assert ended.exit_code == 3
    assert "people.txt does not exist" in ended.output


def test_vouched_words_pass_on_both_sides(tmp_path: Path) -> None:
    terms = dict.fromkeys(range(12), "AXEL REFLUX")
    with pytest.raises(IdentityLeak):
        deposited(tmp_path / "without", terms)

    release = released(tmp_path / "with", terms, ordinary_words=["Axel", "reflux"])
    assert set(pq.read_table(release / "tables" / "adverse_event.parquet")["term"].to_pylist()) == {"AXEL REFLUX"}


def test_rows_of_terms_that_too_few_people_carry_are_left_out_and_told(tmp_path: Path) -> None:
    release = released(tmp_path, dict.fromkeys(range(12), "HEADACHE") | {12: "BACK PAIN", 13: "FALL", 14: "FALL"})

    assert pq.read_table(release / "tables" / "adverse_event.parquet")["term"].to_pylist() == ["HEADACHE"] * 12
    assert read_json(release / "risk.json")["suppressed_rows"] == {"adverse_event": {"term": 3}}
    assert read_json(release / "manifest.json")["rows"]["adverse_event"] == 12
    shown = CliRunner().invoke(main, ["release", "show", str(release)])
    assert "Left out of adverse_event: 3 rows" in " ".join(shown.output.split())


def test_table_of_which_nothing_is_left_is_not_in_the_release(tmp_path: Path) -> None:
    release = released(tmp_path, {0: "FALL", 1: "HEADACHE"})

    assert not (release / "tables" / "adverse_event.parquet").exists()
    assert "adverse_event" not in read_json(release / "manifest.json")["rows"]
    assert read_json(release / "risk.json")["suppressed_rows"] == {"adverse_event": {"term": 2}}


def test_host_refuses_a_name_that_a_contributors_guard_let_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("openpals.release.deposit.leaks", lambda *_: [])
        made = deposited(tmp_path, dict.fromkeys(range(12), "Jennifer Murphy fell"))

    with pytest.raises(IdentityLeak, match="a person's name"):
        build_release([made.folder], tmp_path / "out", "2026.1", HOST_KEY, default_policy(), lambda _: None)
