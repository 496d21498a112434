"""From two contributors' lists of people who consented to a release that says who is one person, by commands alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from tests.contributions import csv_text, write_contribution
from tests.privacy.linkage.made import Person, overlapping
from tests.release.test_linked import MEN, SEXES, WOMEN, files, name

from openpals.cli.main import main
from openpals.privacy.keys import load_key
from openpals.privacy.linkage.links import read_links
from openpals.privacy.pseudonyms import of_release, pseudonyms

DATASETS = {"first": 50, "second": 65}  # and how old their people are
IN_BOTH = (*WOMEN, *MEN)
# One of those in both who said no to being linked, in one of the datasets.
REFUSED = ("second", WOMEN[0])
LINKED = [n for n in IN_BOTH if n != REFUSED[1]]


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result


def people(dataset: str) -> list[tuple[str, Person]]:
    """(id, facts) of those who consented; who is in both datasets has the same facts in both, but for the city."""
    crowd = overlapping(600, seed=8).left
    found = []
    for sex, them in SEXES.items():
        for n in them:
            if (dataset, n) != REFUSED:
                other = 100 if dataset == "second" and n not in IN_BOTH else 0
                city = "Leeds" if dataset == "second" else "Bath"
                found.append((name(dataset, n), {**crowd[200 + other + n], "sex": sex, "city": city}))
    return found


@dataclass(frozen=True)
class Pool:
    """The files of all roles in one folder."""

    folder: Path

    @property
    def host_key(self) -> Path:
        return self.folder / "host.key"

    def own_key(self, dataset: str) -> Path:
        return self.folder / f"{dataset}.key"

    def pseudonym(self, dataset: str, n: int) -> str:
        key = load_key("contributor", self.own_key(dataset))
        return str(pseudonyms(key, dataset, [name(dataset, n)]).to_pylist()[0])

    def released(self, dataset: str, n: int) -> str:
        key = load_key("host", self.host_key)
        return str(of_release(key, "2026.1", [dataset], [self.pseudonym(dataset, n)])[0])


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    """Everything that the roles do, in their order: deposits, requests, answers, tokens, links, release."""
    pool = Pool(tmp_path_factory.mktemp("pool"))
    at = pool.folder
    run("link", "key", "--out", at / "shared.key")
    for dataset, age in DATASETS.items():
        source = write_contribution(at / f"{dataset}-source", files(dataset, age), dataset=dataset)
        run("deposit", source, "--out", at / dataset, "--key", pool.own_key(dataset))
        consented = at / f"{dataset}.csv"
        consented.write_text(csv_text([{"id": id, **facts} for id, facts in people(dataset)]), "utf-8")
        round_of = ("--round", "2026", "--shared-key", at / "shared.key")
        asked, answered = at / f"{dataset}.asked", at / f"{dataset}.answer"
        run("link", "ask", consented, *round_of, "--out", asked)
        run("link", "answer", asked / "request.parquet", "--from", dataset, "--out", answered, "--key", at / "svc.key")
        mine = ("--dataset", dataset, "--key", pool.own_key(dataset), "--asked", asked, "--answer", answered)
        run("link", "tokens", consented, *round_of, *mine, "--out", at / f"{dataset}.tokens")
    tokens = [at / f"{dataset}.tokens" for dataset in DATASETS]
    run("link", "match", *tokens, "--out", at / "links", "--key", at / "links.key")
    deposits = [at / dataset for dataset in DATASETS]
    build = ("--out", at / "release", "--version", "2026.1", "--key", pool.host_key, "--links", at / "links")
    run("release", "build", *deposits, *build)
    return pool


def test_links_are_of_those_in_both_who_consented_in_both(pool: Pool) -> None:
    found = defaultdict(set)
    for row in read_links(pool.folder / "links" / "links.parquet").to_pylist():
        found[row["link_id"]].add((row["dataset"], row["subject_id"]))

    expected = [{(dataset, pool.pseudonym(dataset, n)) for dataset in DATASETS} for n in LINKED]
    assert sorted(map(sorted, found.values())) == sorted(map(sorted, expected))


def test_person_id_is_there_where_eleven_share_what_the_rows_say_and_withheld_where_few_do(pool: Pool) -> None:
    subjects = pq.read_table(pool.folder / "release" / "tables" / "subject.parquet").to_pylist()
    persons = defaultdict(set)
    for row in subjects:
        if row["person_id"] is not None:
            persons[row["person_id"]].add((row["dataset"], row["subject_id"]))

    # Eleven linked women say the same together; four men would be a class of four.
    women = [n for n in LINKED if n in WOMEN]
    assert len(women) == 11
    assert sorted(map(sorted, persons.values())) == sorted(
        sorted((dataset, pool.released(dataset, n)) for dataset in DATASETS) for n in women
    )
    assert len(subjects) == 120


def test_release_tells_what_became_of_the_links(pool: Pool) -> None:
    shown = run("release", "show", pool.folder / "release").output

    assert "15 linked, 11 of them by person_id; 4 links would point at somebody" in " ".join(shown.split())
