"""A release of people in several datasets: who they are is said, once it points at nobody; nothing else changes."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from tests.contributions import KEY, csv_text, pseudonym, write_contribution
from tests.release.conftest import HOST_KEY, ITEMS

from openpals.cli.main import main
from openpals.engine import Engine
from openpals.privacy.counting.people import read_people
from openpals.privacy.counting.policy import default_count_policy
from openpals.privacy.guard import leaks
from openpals.privacy.keys import Key
from openpals.privacy.linkage.envelope import FileRefused
from openpals.privacy.linkage.links import Links, write_links
from openpals.privacy.policy import Policy, default_policy
from openpals.privacy.pseudonyms import of_release
from openpals.privacy.risk import Unprotected
from openpals.release.build import build_release
from openpals.release.deposit import make_deposit
from openpals.release.linked import Linked, LinksRefused, disagreements, open_links
from openpals.release.manifest import read_json
from openpals.release.pool import open_deposits, rekeyed
from openpals.release.recipient import copy_for_recipient
from openpals.release.trace import trace

STRICT = default_policy()
LINKS_KEY = Key("links", bytes(range(96, 128)))
VERSION = "2026.1"

SEXES = {"Female": range(30), "Male": range(30, 60)}
WOMEN, MEN = range(12), range(30, 34)
MISTAKEN = (20, 50)  # a woman of one dataset, and a man of the other
PAIRS = [*((n, n) for n in (*WOMEN, *MEN)), MISTAKEN]
ON_QUININE = range(6)


def files(dataset: str, age: int) -> dict[str, str]:
    """Thirty women and thirty men of one age, seen twice; six of them take what nobody else takes."""
    people = [{"subject_id": name(dataset, n), "Age": age, "Sex": sex} for sex, them in SEXES.items() for n in them]
    seen = [
        {"subject_id": row["subject_id"], "ALSFRS_Delta": 90 * visit, **dict.fromkeys(ITEMS, 4 - visit)}
        for row in people
        for visit in range(2)
    ]
    taken = [{"subject_id": name(dataset, n), "Medication_Coded": "QUININE"} for n in ON_QUININE]
    taken += [{"subject_id": row["subject_id"], "Medication_Coded": "ASPIRIN"} for row in people]
    return {
        "DEMOGRAPHICS.csv": csv_text(people),
        "ALSFRS.csv": csv_text(seen),
        "CONMEDS.csv": csv_text(taken),
    }


def name(dataset: str, n: int) -> str:
    return f"{1000 * (1 + (dataset == 'second')) + n}"


def deposited(dataset: str, n: int) -> tuple[str, str]:
    return dataset, pseudonym(KEY, dataset, name(dataset, n))


def links_file(folder: Path, people: list[tuple[tuple[str, str], ...]]) -> Path:
    folder.mkdir()
    write_links(folder, Links(people, {}, {}), LINKS_KEY)
    return folder


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pool")
    for dataset, age in (("first", 50), ("second", 65)):
        source = write_contribution(folder / f"{dataset}-source", files(dataset, age), dataset=dataset)
        make_deposit(source, folder / dataset, lambda _: KEY, STRICT, lambda _: None)
    return [folder / "first", folder / "second"]


@pytest.fixture(scope="module")
def links(tmp_path_factory: pytest.TempPathFactory) -> Path:
    both = [(deposited("first", one), deposited("second", other)) for one, other in PAIRS]
    return links_file(tmp_path_factory.mktemp("matched") / "links", both)


def build(pool: list[Path], out: Path, links: Path | None, policy: Policy = STRICT, version: str = VERSION) -> Path:
    build_release(pool, out, version, HOST_KEY, policy, lambda _: None, links=links)
    return out


def checked(links: Path, pool: list[Path], version: str = VERSION) -> Linked:
    deposits = open_deposits(pool, STRICT)
    return open_links(links, deposits, rekeyed(deposits, HOST_KEY, version), HOST_KEY, version)


@pytest.fixture(scope="module")
def linked(pool: list[Path], links: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(pool, tmp_path_factory.mktemp("linked") / "out", links)


@pytest.fixture(scope="module")
def unlinked(pool: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(pool, tmp_path_factory.mktemp("unlinked") / "out", None)


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    return list(pq.read_table(folder / "tables" / f"{table}.parquet").to_pylist())


def persons(folder: Path) -> dict[str, set[tuple[str, str]]]:
    found = defaultdict(set)
    for row in rows(folder, "subject"):
        if row["person_id"] is not None:
            found[row["person_id"]].add((row["dataset"], row["subject_id"]))
    return found


def released(dataset: str, n: int) -> tuple[str, str]:
    return dataset, str(of_release(HOST_KEY, VERSION, [dataset], [deposited(dataset, n)[1]])[0])


def test_linked_subjects_share_a_person_id(linked: Path) -> None:
    found = [frozenset(them) for them in persons(linked).values()]

    assert set(found) == {frozenset([released("first", n), released("second", n)]) for n in WOMEN}
    assert len(found) == len(WOMEN)


def test_links_that_few_share_are_left_out_and_counted(linked: Path) -> None:
    told = read_json(linked / "risk.json")["links"]

    assert (told["given"], told["kept"], told["suppressed"], told["elsewhere"]) == (17, 12, 5, 0)
    assert told["joined"] == {"people": 12, "classes": 1, "smallest_class": 12}


def test_contradictions_are_counted_and_a_few_are_not_told(linked: Path) -> None:
    told = read_json(linked / "risk.json")["links"]["disagree"]

    assert told["age"] == 17  # fifteen years apart, all of them
    assert told["sex"] is None  # one
    assert told["condition"] == told["race"] == told["gene"] == 0


def test_weaker_policy_keeps_links_of_fewer_people(pool: list[Path], links: Path, tmp_path: Path) -> None:
    out = build(pool, tmp_path / "out", links, replace(STRICT, people=4))

    told = read_json(out / "risk.json")["links"]
    assert (told["kept"], told["suppressed"]) == (16, 1)
    assert told["disagree"]["sex"] is None  # a weaker policy tells no count below eleven
    assert len(persons(out)) == 16


def test_nothing_else_of_the_people_and_their_courses_changes(linked: Path, unlinked: Path) -> None:
    def without(folder: Path) -> list[dict[str, Any]]:
        return [{key: value for key, value in row.items() if key != "person_id"} for row in rows(folder, "subject")]

    assert without(linked) == without(unlinked)
    assert rows(linked, "alsfrs") == rows(unlinked, "alsfrs")
    assert not persons(unlinked)
    assert "links" not in read_json(unlinked / "risk.json")


def test_value_of_six_people_in_two_datasets_each_is_rare(linked: Path, unlinked: Path) -> None:
    taken = [
        Counter(row["ingredient"] for row in rows(folder, "concomitant_medication")) for folder in (unlinked, linked)
    ]

    assert sorted(taken[0].values()) == [12, 120]  # twelve subjects
    assert sorted(value for value in taken[1].values()) != sorted(taken[0].values())
    assert all("quinine" not in str(value).lower() for value in taken[1])


def test_command_builds_the_same_release_of_links(linked: Path, links: Path, pool: list[Path], tmp_path: Path) -> None:
    key, again = tmp_path / "host.key", tmp_path / "again"
    key.write_text(f"openpals-key host {HOST_KEY.secret.hex()}\n")
    key.chmod(0o600)
    options = {"--out": again, "--version": VERSION, "--key": key, "--links": links / "links.parquet"}
    arguments = [str(part) for option in options.items() for part in option]
    done = CliRunner().invoke(main, ["release", "build", *arguments, *map(str, reversed(pool))])

    assert done.exit_code == 0, done.output
    one = {path.relative_to(linked): path.read_bytes() for path in linked.rglob("*") if path.is_file()}
    assert one == {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()}


def test_ids_of_people_are_of_one_release_alone(linked: Path, links: Path, pool: list[Path]) -> None:
    following = checked(links, pool, "2026.2").ids.to_pylist()
    known = {row["subject_id"] for row in rows(linked, "subject")}
    known |= {row["link_id"] for row in pq.read_table(links / "links.parquet").to_pylist()}

    assert persons(linked).keys() <= set(checked(links, pool).ids.to_pylist())
    assert not persons(linked).keys() & {*known, *following}


def test_people_are_counted_once(linked: Path, unlinked: Path, tmp_path: Path) -> None:
    with Engine(tmp_path, threads=1) as engine:
        sizes = [len(read_people(engine, one / "tables", default_count_policy())) for one in (unlinked, linked)]
        (dataset,) = (one for one in default_count_policy().dimensions if one.name == "dataset")
        people = read_people(engine, linked / "tables", default_count_policy())
    bands = people.dimensions[default_count_policy().dimensions.index(dataset)]
    column = people.codes[:, default_count_policy().dimensions.index(dataset)]

    assert sizes == [120, 120 - 12]
    assert Counter(bands.codes[code] for code in column) == {"first": 48, "second": 48, "several": 12}


def test_courses_are_looked_for_in_all_datasets_of_a_person(linked: Path, unlinked: Path) -> None:
    told = [read_json(folder / "risk.json")["trajectory"] for folder in (unlinked, linked)]

    assert [one["people_in_several_datasets"] for one in told] == [0, 12]
    assert [one["people"] for one in told] == [120, 108]
    assert {row["targets"] for row in told[1]["in_several_datasets"] if row["facts"] == 3} == {12}  # two of each
    # A slope is of one dataset's days: what coarsening costs does not change.
    assert told[0]["cost"] == told[1]["cost"]


def test_copy_has_person_ids_of_its_own_and_is_traced_by_them(linked: Path, tmp_path: Path) -> None:
    master = Key("recipient", bytes(range(64, 96)))
    copy = copy_for_recipient(linked, tmp_path / "copy", "G-1", b"Terms", master, lambda _: None).folder

    assert sorted(map(len, persons(copy).values())) == [2] * 12
    assert not persons(copy).keys() & (persons(linked).keys() | {row["subject_id"] for row in rows(linked, "subject")})
    leaked = tmp_path / "leaked.txt"
    leaked.write_text("\n".join(persons(copy)))
    found = trace(leaked, linked, ["G-1", "G-2"], master)
    assert [(one.grant, one.ids) for one in found.named] == [("G-1", 12)]
    assert found.unexplained == 0


def test_page_and_terminal_tell_of_links(linked: Path, unlinked: Path) -> None:
    page = (linked / "report.html").read_text("utf-8")
    shown = CliRunner().invoke(main, ["release", "show", str(linked)]).output

    assert "Of the people in several datasets, 15 were linked" in page
    assert "In what rows of one person contradict each other" in page
    assert "17 linked, 12 of them by person_id; 5 links would point at somebody" in shown
    assert "sex fewer than 11" in shown
    assert "person_id" not in (unlinked / "report.html").read_text("utf-8")


def test_guard_refuses_an_original_id_or_none_as_person_id(linked: Path, tmp_path: Path) -> None:
    table = pq.read_table(linked / "tables" / "subject.parquet")
    at = table.schema.get_field_index("person_id")
    original = deposited("first", 0)[1]
    ids = [original, "Jane", *table["person_id"].to_pylist()[2:]]
    pq.write_table(table.set_column(at, "person_id", pa.array(ids, pa.string())), tmp_path / "subject.parquet")

    found = leaks(tmp_path, pa.chunked_array([[original]]))

    assert {(leak.column, leak.values) for leak in found} == {("person_id", 1)}
    assert len(found) == 2


def test_release_whose_joined_rows_would_point_at_somebody_is_refused(
    pool: list[Path], links: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "openpals.release.linked.links_that_tell", lambda rows, link, size, policy: np.zeros(size, bool)
    )

    with pytest.raises(Unprotected, match="is not shared by 11 people"):
        build(pool, tmp_path / "out", links)
    assert not (tmp_path / "out").exists()


def refused(pool: list[Path], tmp_path: Path, links: Path, kind: type[Exception] = LinksRefused) -> str:
    with pytest.raises(kind) as caught:
        build(pool, tmp_path / "out", links)
    assert not (tmp_path / "out").exists()
    return str(caught.value)


def test_links_of_people_whom_a_deposit_does_not_have_are_refused_without_their_ids(
    pool: list[Path], tmp_path: Path
) -> None:
    stranger = ("second", "a" * 16)
    path = links_file(
        tmp_path / "links", [(deposited("first", 1), deposited("second", 1)), (deposited("first", 2), stranger)]
    )

    said = refused(pool, tmp_path, path)

    assert "1 people of second are not in its deposit" in said
    assert "a" * 16 not in said


def test_links_of_other_datasets_alone_are_refused(pool: list[Path], tmp_path: Path) -> None:
    path = links_file(tmp_path / "links", [(("north", "a" * 16), ("south", "b" * 16))])

    assert "none of its datasets is in this pool" in refused(pool, tmp_path, path)


def test_link_of_a_single_member_is_refused(pool: list[Path], tmp_path: Path) -> None:
    path = links_file(tmp_path / "links", [(deposited("first", 1),), (deposited("first", 2), deposited("second", 2))])

    assert "1 of its links have one member only" in refused(pool, tmp_path, path)


def test_person_in_two_links_is_refused(pool: list[Path], tmp_path: Path) -> None:
    one = deposited("first", 1)
    path = links_file(tmp_path / "links", [(one, deposited("second", 1)), (deposited("second", 2), one)])

    assert "somebody is in two links" in refused(pool, tmp_path, path, FileRefused)


def test_file_that_has_no_links_is_refused(pool: list[Path], tmp_path: Path) -> None:
    assert "does not exist" in refused(pool, tmp_path, tmp_path / "nowhere.parquet", FileRefused)


def test_dataset_that_is_not_in_the_pool_is_left_out_of_links(pool: list[Path], tmp_path: Path) -> None:
    three = [(deposited("first", n), deposited("second", n), ("third", f"{'abcdefghijkl'[n] * 16}")) for n in WOMEN]
    path = links_file(tmp_path / "links", [*three, (deposited("first", 25), ("third", "z" * 16))])

    found = checked(path, pool)

    assert (len(found.ids), found.elsewhere) == (12, 14)
    assert Counter(found.link.tolist()) == {-1: 96, **dict.fromkeys(range(12), 2)}


def test_empty_and_unknown_contradict_nothing_and_ages_only_beyond_ten_years() -> None:
    people = [
        ({"sex": "male", "age": 50, "ethnicity": "unknown"}, {"sex": None, "age": 60, "ethnicity": "hispanic"}),
        ({"sex": "male", "age": 50, "ethnicity": "hispanic"}, {"sex": "female", "age": 61, "ethnicity": "hispanic"}),
    ]
    columns = ("condition", "sex", "age", "birth_decade", "race", "ethnicity", "region", "onset_site", "gene")
    types = {"age": pa.int32(), "birth_decade": pa.int32()}
    listed = [row for pair in people for row in pair]
    table = pa.table(
        {name: pa.array([row.get(name) for row in listed], types.get(name, pa.string())) for name in columns}
    )
    link = np.array([0, 0, 1, 1])

    found = disagreements(table, link, 1)

    assert {name for name, count in found.items() if count} == {"sex", "age"}
    assert found["sex"] == found["age"] == 1
    assert disagreements(table, link, 2)["sex"] is None
