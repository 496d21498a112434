"""`openpals link`: every role's step as a data manager runs it, from two lists of people to links of a pool."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from openpals.cli.main import main
from openpals.privacy.keys import load_key
from openpals.privacy.linkage.links import read_links
from openpals.privacy.pseudonyms import pseudonyms
from openpals.simulate import write_members, write_trials

MEMBERS, TRIALS = "synthetic-members", "synthetic-trials"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["link", *map(str, arguments)])


def done(*arguments: str | Path) -> Result:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result


class Lists:
    """Two contributors' lists of people, their keys, and the key that they share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        write_trials(folder / "trials", people=300, trials=6, seed=3)
        write_members(folder / "members", members=240, als=200, people=300, trials=6, seed=3)
        self.people = {
            TRIALS: folder / "trials" / "SYNTHETIC_identities.csv",
            MEMBERS: folder / "members" / "SYNTHETIC_members_export" / "members.csv",
        }
        self.keys = {dataset: folder / f"{dataset}.key" for dataset in self.people}
        for path in self.keys.values():
            load_key("contributor", path)
        self.shared = folder / "shared.key"
        done("key", "--out", self.shared)

    def pairs(self) -> set[tuple[str, str]]:
        """(member's, participant's) pseudonyms of those who are in both."""
        truth = pq.read_table(self.folder / "members" / "SYNTHETIC_truth.parquet").to_pylist()
        both = [row for row in truth if row["trial_subject_id"] is not None]
        ids = {MEMBERS: [r["member_id"] for r in both], TRIALS: [str(r["trial_subject_id"]) for r in both]}
        known = {
            dataset: pseudonyms(load_key("contributor", self.keys[dataset]), dataset, own).to_pylist()
            for dataset, own in ids.items()
        }
        return set(zip(known[MEMBERS], known[TRIALS], strict=True))


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Lists:
    return Lists(tmp_path_factory.mktemp("lists"))


def ask(lists: Lists, dataset: str, out: Path, *more: str | Path) -> Result:
    return run("ask", lists.people[dataset], "--round", "1", "--out", out, "--shared-key", lists.shared, *more)


def tokens(lists: Lists, dataset: str, out: Path, *how: str | Path) -> Result:
    keys = ("--shared-key", lists.shared, "--key", lists.keys[dataset])
    return run("tokens", lists.people[dataset], "--round", "1", "--dataset", dataset, "--out", out, *keys, *how)


@pytest.fixture(scope="module")
def weaker(lists: Lists) -> dict[str, Path]:
    """Both contributors' tokens, without a key service."""
    made = {dataset: lists.folder / f"{dataset}.tokens" for dataset in lists.people}
    for dataset, out in made.items():
        result = tokens(lists, dataset, out, "--without-key-service")
        assert result.exit_code == 0, result.output
        assert "as secret as the shared key" in result.output
    return made


def found(links: Path) -> set[tuple[str, str]]:
    people: dict[str, dict[str, str]] = {}
    for row in read_links(links / "links.parquet").to_pylist():
        people.setdefault(row["link_id"], {})[row["dataset"]] = row["subject_id"]
    return {(one[MEMBERS], one[TRIALS]) for one in people.values()}


def test_same_people_are_found_by_way_of_the_key_service(lists: Lists, tmp_path: Path) -> None:
    service = tmp_path / "service.key"
    made = []
    for dataset in lists.people:
        asked, answer = tmp_path / f"{dataset}.asked", tmp_path / f"{dataset}.answer"
        result = ask(lists, dataset, asked)
        assert result.exit_code == 0, result.output
        done("answer", asked / "request.parquet", "--from", dataset, "--out", answer, "--key", service)
        result = tokens(lists, dataset, tmp_path / dataset, "--asked", asked, "--answer", answer)
        assert result.exit_code == 0, result.output
        made.append(tmp_path / dataset)
    result = done("match", *made, "--out", tmp_path / "links", "--key", tmp_path / "links.key")

    linked = found(tmp_path / "links")
    assert linked <= lists.pairs()
    assert len(linked) >= 0.8 * len(lists.pairs())
    assert f"{len(linked)} people are in several datasets" in result.output
    log = [json.loads(line) for line in (tmp_path / "service.log").read_text().splitlines()]
    assert [entry["asker"] for entry in log] == list(lists.people)


def test_same_people_are_found_the_weaker_way(lists: Lists, weaker: dict[str, Path], tmp_path: Path) -> None:
    result = done("match", *weaker.values(), "--out", tmp_path / "links", "--key", tmp_path / "k", "--json")

    report = json.loads(result.stdout)
    assert found(tmp_path / "links") <= lists.pairs()
    assert report["people_linked"] == len(found(tmp_path / "links"))
    assert json.loads((tmp_path / "links" / "report.json").read_text()).items() <= report.items()


def test_same_tokens_and_key_give_the_same_links(weaker: dict[str, Path], tmp_path: Path) -> None:
    key = tmp_path / "k"
    for out, files in (("a", list(weaker.values())), ("b", list(weaker.values())[::-1])):
        done("match", *files, "--out", tmp_path / out, "--key", key)
    written = [{p.name: p.read_bytes() for p in (tmp_path / out).rglob("*") if p.is_file()} for out in "ab"]
    assert written[0] == written[1]


def test_people_to_check_are_found_by_their_contributor(lists: Lists, tmp_path: Path) -> None:
    ids = ["SYN-none"]
    with lists.people[TRIALS].open() as file:
        ids = [line.split(",")[0] for line in file.read().splitlines()[1:4]]
    known = pseudonyms(load_key("contributor", lists.keys[TRIALS]), TRIALS, ids).to_pylist()
    (tmp_path / "check.csv").write_text("\n".join(["subject_id", *known]) + "\n")

    key = ("--dataset", TRIALS, "--key", lists.keys[TRIALS])
    assert done("up", tmp_path / "check.csv", lists.people[TRIALS], *key).output.split() == ids


def test_tokens_of_two_keys_are_refused(lists: Lists, weaker: dict[str, Path], tmp_path: Path) -> None:
    other = tmp_path / "other.key"
    done("key", "--out", other)
    keys = ("--shared-key", other, "--key", lists.keys[MEMBERS], "--without-key-service")
    done("tokens", lists.people[MEMBERS], "--round", "1", "--dataset", MEMBERS, "--out", tmp_path / "t", *keys)
    result = run("match", weaker[TRIALS], tmp_path / "t", "--out", tmp_path / "links", "--key", tmp_path / "k")

    assert result.exit_code == 3
    assert "did not share one key" in result.output
    assert not (tmp_path / "links").exists()


def test_key_of_another_purpose_is_refused(lists: Lists, tmp_path: Path) -> None:
    result = ask(lists, TRIALS, tmp_path / "asked", "--shared-key", lists.keys[TRIALS])
    assert result.exit_code == 3
    assert "for the purpose contributor, not linkage" in result.output
    assert not (tmp_path / "asked").exists()


def test_key_that_is_not_there_is_not_made(lists: Lists, tmp_path: Path) -> None:
    result = ask(lists, TRIALS, tmp_path / "asked", "--shared-key", tmp_path / "none.key")
    assert result.exit_code == 3
    assert not (tmp_path / "none.key").exists()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the file is empty"),
        ("id,given_name,family_name,birth_date\n", "lists nobody"),
        ("id,given_name,family_name\n1,Ann,Lee\n", "birth_date is missing"),
        ("id,given_name,family_name,birth_date\n1,Ann,Lee,1957-02-30\n", "no date of birth in row 2"),
    ],
)
def test_bad_list_is_refused_and_nothing_written(lists: Lists, tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "people.csv").write_text(text)
    rest = ("--round", "1", "--out", tmp_path / "asked", "--shared-key", lists.shared)
    result = run("ask", tmp_path / "people.csv", *rest)

    assert result.exit_code == 3
    assert problem in result.output
    assert "1957-02-30" not in result.output
    assert not (tmp_path / "asked").exists()


def test_deposit_is_no_file_of_tokens(weaker: dict[str, Path], lists: Lists, tmp_path: Path) -> None:
    truth = lists.folder / "members" / "SYNTHETIC_truth.parquet"
    result = run("match", weaker[TRIALS], truth, "--out", tmp_path / "links", "--key", tmp_path / "k")
    assert result.exit_code == 3
    assert "It must be tokens of a dataset" in result.output


@pytest.mark.parametrize("how", [(), ("--asked", "x"), ("--without-key-service", "--asked", "x")])
def test_way_of_making_tokens_must_be_told(lists: Lists, tmp_path: Path, how: tuple[str, ...]) -> None:
    assert tokens(lists, TRIALS, tmp_path / "t", *how).exit_code == 2


def test_column_of_another_name_can_be_told(tmp_path: Path, lists: Lists) -> None:
    (tmp_path / "people.csv").write_text("nr,vorname,nachname,geboren\n1,Ann,Lee,1957-03-12\n")
    told = ["id=nr", "given_name=vorname", "family_name=nachname", "birth_date=geboren"]
    options = [option for column in told for option in ("--column", column)]
    rest = ("--round", "1", "--out", tmp_path / "asked", "--shared-key", lists.shared)
    done("ask", tmp_path / "people.csv", *rest, *options)
    assert run("ask", tmp_path / "people.csv", *rest, "--column", "nr").exit_code == 2
