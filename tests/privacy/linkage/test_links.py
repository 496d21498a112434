"""What the host keeps of a linkage: who is one person, and whom contributors should look at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from tests.privacy.linkage.made import Person, facts, overlapping

from openpals.privacy.keys import Key
from openpals.privacy.linkage.envelope import FileRefused, write_envelope
from openpals.privacy.linkage.features import features
from openpals.privacy.linkage.keyed import columns, keyed, tokens_without_service
from openpals.privacy.linkage.links import LINKS, SCHEMA, _joined, link, read_links, write_links
from openpals.privacy.linkage.tokens import Made, Tokens
from openpals.privacy.pseudonyms import pseudonyms

SHARED, LINK_KEY = Key("linkage", b"s" * 32), Key("links", b"l" * 32)


def tokens(dataset: str, people: Sequence[Person]) -> Tokens:
    hashes = keyed(SHARED, "1", features(facts(people)))
    made = columns(hashes.places, tokens_without_service(SHARED, "1", hashes.inputs), np.arange(len(people)))
    ids = pseudonyms(Key("contributor", b"c" * 32), dataset, [str(i) for i in range(len(people))])
    return Tokens(dataset, Made("1", "", "id"), ids, made)


MADE = overlapping(600, seed=3)
NORTH, SOUTH = tokens("north", MADE.left), tokens("south", MADE.right)


def test_links_are_of_people_in_both_and_requests_of_others() -> None:
    found = link([SOUTH, NORTH])
    ids = [one.subject_ids.to_pylist() for one in (NORTH, SOUTH)]
    truth = {(("north", ids[0][i]), ("south", ids[1][j])) for i, j in MADE.truth}

    assert set(found.people) <= truth
    assert len(found.people) >= 0.9 * len(truth)
    linked = {subject for members in found.people for _, subject in members}
    assert not linked & set(found.asked["north"])
    assert found.report["people_linked"] == len(found.people)
    assert set(found.asked["north"]) <= set(ids[0])
    assert len(found.asked["north"]) == len(found.asked["south"]) == found.report["to_check"]["north"]


def test_person_in_three_datasets_is_one() -> None:
    third = tokens("east", MADE.right)
    found = link([NORTH, SOUTH, third])
    assert max(len(members) for members in found.people) == 3
    assert all(len({dataset for dataset, _ in members}) == len(members) for members in found.people)


def test_chain_never_joins_two_people_of_one_dataset() -> None:
    a, b, c, other = ("a", "1"), ("b", "1"), ("c", "1"), ("a", "2")
    people, apart = _joined([(0.999, a, b), (0.998, b, c), (0.995, other, c)])
    assert people == [(a, b, c)]
    assert apart == 1


def test_report_holds_no_pseudonym() -> None:
    report = str(link([NORTH, SOUTH]).report)
    assert not any(subject in report for subject in NORTH.subject_ids.to_pylist())


def test_links_are_written_and_read(tmp_path: Path) -> None:
    found = link([NORTH, SOUTH])
    write_links(tmp_path, found, LINK_KEY)
    rows = read_links(tmp_path / "links.parquet").to_pylist()

    members: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        members.setdefault(row["link_id"], set()).add((row["dataset"], row["subject_id"]))
    assert sorted(tuple(sorted(one)) for one in members.values()) == list(found.people)
    check = (tmp_path / "check" / "north.csv").read_text().split()
    assert check == ["subject_id", *found.asked["north"]]
    assert not set(check) & set(SOUTH.subject_ids.to_pylist())


def test_ids_of_links_are_of_the_key_alone(tmp_path: Path) -> None:
    found = link([NORTH, SOUTH])
    ids = []
    for name, key in (("a", LINK_KEY), ("b", LINK_KEY), ("c", Key("links", b"m" * 32))):
        (tmp_path / name).mkdir()
        write_links(tmp_path / name, found, key)
        ids.append(set(read_links(tmp_path / name / "links.parquet")["link_id"].to_pylist()))
    assert ids[0] == ids[1]
    assert not ids[0] & ids[2]


def test_no_links_are_a_file_as_well(tmp_path: Path) -> None:
    apart = link([tokens("a", MADE.left[:20]), tokens("b", overlapping(20, 9).left)])
    write_links(tmp_path, apart, LINK_KEY)
    assert read_links(tmp_path / "links.parquet").num_rows == 0


@pytest.mark.parametrize(
    "rows",
    [
        [("l", "a", "1"), ("l", "b", "2"), ("m", "a", "1")],  # somebody in two links
        [("l", "a", "1"), ("l", "a", "2")],  # two of one dataset
    ],
)
def test_links_that_cannot_be_are_refused(tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    table = pa.table([pa.array(column) for column in zip(*rows, strict=True)], schema=SCHEMA)
    write_envelope(tmp_path / "links", LINKS, {}, table)
    with pytest.raises(FileRefused, match="Link again"):
        read_links(tmp_path / "links")
