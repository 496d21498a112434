"""Recipients' copies: the same facts under ids that nobody else has; a leaked part of one names its grant."""

from __future__ import annotations

import gzip
import json
import random
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pc_csv
import pyarrow.parquet as pq
import pytest

from openpals.exchange.export import export_proact
from openpals.privacy.keys import Key
from openpals.release import recipient
from openpals.release.manifest import NotAFolderOfOurs, read_json, seal
from openpals.release.pseudonyms_in import FileUnreadable, pseudonyms_in
from openpals.release.recipient import CopyRefused, copy_for_recipient
from openpals.release.trace import Trace, trace
from openpals.release.verify import verify_release

MASTER = Key("recipient", bytes(range(64, 96)))
GRANTS = [f"G-{n}" for n in range(1, 8)]


def copied(release: Path, out: Path, grant: str) -> Path:
    return copy_for_recipient(release, out, grant, b"Terms of 2026", MASTER, lambda _: None).folder


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    return list(pq.read_table(folder / "tables" / f"{table}.parquet").to_pylist())


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def facts(folder: Path, table: str) -> list[str]:
    return sorted(
        str({name: value for name, value in row.items() if name != "subject_id"}) for row in rows(folder, table)
    )


@pytest.fixture(scope="session")
def copies(release: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("copies")
    return {grant: copied(release, folder / grant, grant) for grant in ("G-3", "G-5")}


def told(path: Path, release: Path) -> Trace:
    return trace(path, release, GRANTS, MASTER)


def test_copy_tells_the_same_facts_of_the_same_people(release: Path, copies: dict[str, Path]) -> None:
    courses = []
    for folder in (release, copies["G-3"]):
        for table in ("subject", "alsfrs", "symptom_report"):
            assert facts(folder, table) == facts(release, table)
        people: dict[str, list[str]] = {}
        for table in ("subject", "alsfrs", "symptom_report"):
            for row in rows(folder, table):
                people.setdefault(row.pop("subject_id"), []).append(f"{table} {row}")
        courses.append(sorted(people.values()))
    assert courses[0] == courses[1]


def test_two_recipients_share_no_id_and_no_order(release: Path, copies: dict[str, Path]) -> None:
    ids = [{row["subject_id"] for row in rows(folder, "subject")} for folder in (release, *copies.values())]
    assert len(set.union(*ids)) == sum(map(len, ids))
    for table in ("subject", "alsfrs"):
        orders = [[str(row) for row in rows(folder, table)] for folder in copies.values()]
        assert all(
            [row["subject_id"] for row in rows(folder, table)]
            == sorted(row["subject_id"] for row in rows(folder, table))
            for folder in copies.values()
        )
        assert orders[0] != orders[1]


def test_copy_is_a_release_that_verifies_and_names_its_grant(release: Path, copies: dict[str, Path]) -> None:
    manifest = read_json(copies["G-3"] / "manifest.json")

    assert verify_release(copies["G-3"]) == []
    assert manifest["recipient"] == {
        "grant": "G-3",
        "terms_sha256": "f54ab99d0bfa33dc1be86c006b48b3f10360dea3cc02c6331cb87fdce92e5ab4",
        "release_sha256": recipient.sha256(release / "manifest.json"),
    }
    assert set(manifest["files"]) == set(read_json(release / "manifest.json")["files"])


def test_same_grant_gives_the_same_bytes_in_parts_or_at_once(
    release: Path, copies: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recipient, "PART", 37)  # every table in several parts

    assert contents(copied(release, tmp_path / "again", "G-3")) == contents(copies["G-3"])


def test_copy_can_be_exported(copies: dict[str, Path], tmp_path: Path) -> None:
    assert export_proact(copies["G-3"], tmp_path / "export", lambda _: None).manifest["people"] == 50


def as_csv(folder: Path, out: Path, table: str = "symptom_report", share: float = 1.0, **renamed: str) -> Path:
    whole = pq.read_table(folder / "tables" / f"{table}.parquet")
    chosen = random.Random(1).sample(range(len(whole)), max(1, round(share * len(whole))))  # shuffled as well
    whole = whole.take(pa.array(chosen))
    pc_csv.write_csv(whole.rename_columns([renamed.get(name, name) for name in whole.column_names]), out)
    return out


def test_part_of_the_rows_shuffled_under_other_names_is_traced(
    release: Path, copies: dict[str, Path], tmp_path: Path
) -> None:
    leaked = as_csv(copies["G-3"], tmp_path / "leak.csv", share=0.01, subject_id="patient", symptom="s")
    found = told(leaked, release)

    assert [(one.grant, one.ids) for one in found.named] == [("G-3", found.seen)]
    assert found.seen == 2  # one in a hundred of 200 reports
    assert found.by_chance < 1e-20


@pytest.mark.parametrize("ending", ["parquet", "tsv", "jsonl", "csv.gz", "xlsx", "utf16.txt", "capitals.csv"])
def test_table_in_any_layout_is_traced(release: Path, copies: dict[str, Path], tmp_path: Path, ending: str) -> None:
    source, path = copies["G-5"] / "tables" / "subject.parquet", tmp_path / f"leak.{ending}"
    lines = [",".join(map(str, row.values())) for row in pq.read_table(source).to_pylist()]
    if ending == "parquet":
        pq.write_table(pa.table({"x": pq.read_table(source)["subject_id"], "of": [["a", i] for i in "b" * 50]}), path)
    elif ending == "tsv":
        path.write_text("\n".join(lines).replace(",", "\t"))
    elif ending == "jsonl":
        path.write_text("\n".join(json.dumps({"values": line.split(",")}) for line in lines))
    elif ending == "csv.gz":
        path.write_bytes(gzip.compress("\n".join(lines).encode()))
    elif ending == "xlsx":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("xl/sharedStrings.xml", "".join(f"<si><t>{line}</t></si>" for line in lines))
    elif ending == "utf16.txt":
        path.write_text("\n".join(lines), "utf-16")
    else:
        path.write_text("\n".join(lines).upper())

    assert [(one.grant, one.ids) for one in told(path, release).named] == [("G-5", 50)]


def test_two_copies_in_one_file_are_both_named_with_their_shares(
    release: Path, copies: dict[str, Path], tmp_path: Path
) -> None:
    parts = [as_csv(copies[grant], tmp_path / f"{grant}.csv", "subject") for grant in ("G-3", "G-5")]
    lines = parts[0].read_text().splitlines()[:11] + parts[1].read_text().splitlines()[1:]
    (tmp_path / "both.csv").write_text("\n".join(lines))

    found = told(tmp_path / "both.csv", release)
    assert [(one.grant, one.ids) for one in found.named] == [("G-5", 50), ("G-3", 10)]


def test_few_ids_among_many_of_another_copy_are_found(
    release: Path, copies: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openpals.release.trace.AT_A_TIME", 20)
    monkeypatch.setattr("openpals.release.trace.FEWEST", 20)  # the first sample need not hold the one of G-5
    ids = [row["subject_id"] for row in rows(copies["G-3"], "subject")]
    one = rows(copies["G-5"], "subject")[0]["subject_id"]
    (tmp_path / "leak.txt").write_text("\n".join([*ids, one]))

    assert {(named.grant, named.ids) for named in told(tmp_path / "leak.txt", release).named} == {
        ("G-3", 50),
        ("G-5", 1),
    }


def test_release_itself_is_told_apart_from_its_copies(release: Path, tmp_path: Path) -> None:
    found = told(as_csv(release, tmp_path / "leak.csv", "subject"), release)

    assert [(one.grant, one.ids) for one in found.named] == [("", 50)]


def test_foreign_file_names_nobody(release: Path, tmp_path: Path) -> None:
    (tmp_path / "foreign.csv").write_text("id,site\nabcdefghijklmnop,gastrointestinal\n")
    found = told(tmp_path / "foreign.csv", release)

    assert (found.seen, found.named, found.unexplained, found.all_asked) == (2, (), 2, True)


def test_table_without_ids_names_nobody(release: Path, copies: dict[str, Path], tmp_path: Path) -> None:
    table = pq.read_table(copies["G-3"] / "tables" / "alsfrs.parquet").drop_columns(["subject_id"])
    pq.write_table(table, tmp_path / "leak.parquet")

    assert told(tmp_path / "leak.parquet", release).named == ()


def test_copy_of_another_key_or_grant_is_none_of_ours(release: Path, copies: dict[str, Path]) -> None:
    leaked = copies["G-3"] / "tables" / "subject.parquet"

    assert trace(leaked, release, ["G-1", "G-2"], MASTER).named == ()
    assert trace(leaked, release, GRANTS, Key("recipient", bytes(32))).named == ()


def test_ids_across_the_pieces_in_which_a_file_is_read_are_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [f"{'abcdefgh'[n]}" * 16 for n in range(8)]
    (tmp_path / "text").write_text(",".join([*ids, "z" * 17, "y" * 15, "0xxxxxxxxxxxxxxxx9"]))
    for size in (65, 70, 81, 96, 200):
        monkeypatch.setattr("openpals.release.pseudonyms_in.CHUNK", size)
        assert pseudonyms_in(tmp_path / "text").ids.to_pylist() == [*ids, "x" * 16]


def test_file_with_too_many_candidates_is_looked_at_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openpals.release.pseudonyms_in.MOST", 1)
    (tmp_path / "text").write_text("a" * 16 + " " + "b" * 16)

    assert not pseudonyms_in(tmp_path / "text").whole


def test_broken_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.gz").write_bytes(gzip.compress(b"a" * 999)[:-9])

    with pytest.raises(FileUnreadable, match=r"broken\.gz cannot be read"):
        pseudonyms_in(tmp_path / "broken.gz")


@pytest.fixture
def spoiled(release: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(release, tmp_path / "spoiled"))


def test_release_that_changed_is_not_copied(spoiled: Path, tmp_path: Path) -> None:
    (spoiled / "quality.json").write_text("{}")

    with pytest.raises(CopyRefused, match=r"quality\.json is changed"):
        copied(spoiled, tmp_path / "out", "G-1")
    assert not (tmp_path / "out").exists()


def test_copy_and_twin_are_not_copied(release: Path, copies: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(CopyRefused, match="itself a recipient's copy"):
        copied(copies["G-3"], tmp_path / "out", "G-1")
    with pytest.raises(CopyRefused, match="synthetic twin"):
        copied(release / "twin", tmp_path / "out", "G-1")
    with pytest.raises(NotAFolderOfOurs, match="is a recipient's copy"):
        told(tmp_path, copies["G-3"])


def test_id_of_the_release_in_another_file_stops_the_copy(spoiled: Path, tmp_path: Path) -> None:
    secret = rows(spoiled, "subject")[0]["subject_id"]
    (spoiled / "report.html").write_text(f"<p>{secret}</p>")
    kept = {k: v for k, v in read_json(spoiled / "manifest.json").items() if k not in ("kind", "format", "files")}
    seal(spoiled, "release", kept)

    with pytest.raises(CopyRefused, match=r"report\.html holds ids of the release") as refused:
        copied(spoiled, tmp_path / "out", "G-1")
    assert secret not in str(refused.value)
