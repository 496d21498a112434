"""Building releases: the same bytes from the same inputs, whole or not at all, faulty deposits refused."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.contributions import KEY, csv_text, write_contribution
from tests.release.conftest import HOST_KEY

from openpals.model.parquet import parquet_schema
from openpals.model.tables import TABLES, AdverseEvent
from openpals.privacy.anonymity.combinations import AnonymityRefused
from openpals.privacy.keys import Key
from openpals.privacy.policy import default_policy
from openpals.privacy.risk import Unprotected
from openpals.release.build import VersionRefused, build_release
from openpals.release.deposit import IdentityLeak, make_deposit
from openpals.release.folders import TargetRefused
from openpals.release.manifest import read_json, seal
from openpals.release.output import ROW_GROUP_SIZE
from openpals.release.pool import DepositRefused


def build(
    deposits: list[Path], out: Path, key: Key = HOST_KEY, version: str = "2026.1", threads: int | None = None
) -> Path:
    build_release(deposits, out, version, key, default_policy(), lambda _: None, threads=threads)
    return out


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    return list(pq.read_table(folder / "tables" / f"{table}.parquet").to_pylist())


@pytest.fixture
def copied(deposits: list[Path], tmp_path: Path) -> list[Path]:
    """The deposits, to be spoiled."""
    return [Path(shutil.copytree(deposit, tmp_path / deposit.name)) for deposit in deposits]


def reseal(deposit: Path, **changed: object) -> None:
    """Makes the manifest fit what a test has done to a deposit."""
    facts = {
        name: value
        for name, value in read_json(deposit / "manifest.json").items()
        if name not in ("kind", "format", "files")
    }
    seal(deposit, "deposit", {**facts, **changed})


def test_build_again_on_other_threads_gives_same_bytes(deposits: list[Path], release: Path, tmp_path: Path) -> None:
    again = build(list(reversed(deposits)), tmp_path / "again", threads=1)

    assert contents(again) == contents(release)


def test_build_with_another_key_changes_ids_alone(deposits: list[Path], release: Path, tmp_path: Path) -> None:
    other = build(deposits, tmp_path / "other", key=Key("host", bytes(32)))

    ids = [{row["subject_id"] for row in rows(folder, "subject")} for folder in (release, other)]
    assert not ids[0] & ids[1]
    totals = [sorted(row["alsfrs_r_total"] for row in rows(folder, "alsfrs")) for folder in (release, other)]
    assert totals[0] == totals[1]


def test_build_of_next_version_has_other_ids(deposits: list[Path], release: Path, tmp_path: Path) -> None:
    following = build(deposits, tmp_path / "next", version="2026.2")

    ids = [{row["subject_id"] for row in rows(folder, "subject")} for folder in (release, following)]
    assert not ids[0] & ids[1]


def test_release_shares_no_id_with_its_deposits(deposits: list[Path], release: Path) -> None:
    deposited = {row["subject_id"] for deposit in deposits for row in rows(deposit, "subject")}

    assert not deposited & {row["subject_id"] for row in rows(release, "subject")}


@pytest.mark.parametrize("table", ["subject", "vital_status", "alsfrs", "symptom_report"])
def test_release_rows_are_sorted_by_subject_and_key(release: Path, table: str) -> None:
    key = ("subject_id", *TABLES[table].key)
    keys = [tuple(row[name] for name in key) for row in rows(release, table)]

    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_release_tables_hold_the_declared_columns_compressed(release: Path) -> None:
    for path in (release / "tables").iterdir():
        facts = pq.read_metadata(path)
        assert facts.schema.names == list(TABLES[path.stem].variables)
        groups = [facts.row_group(i) for i in range(facts.num_row_groups)]
        assert all(group.num_rows <= ROW_GROUP_SIZE and group.column(0).compression == "ZSTD" for group in groups)


def test_release_keeps_every_row_of_every_deposit(deposits: list[Path], release: Path) -> None:
    deposited = {
        name: sum(
            pq.read_metadata(path).num_rows
            for deposit in deposits
            if (path := deposit / "tables" / f"{name}.parquet").exists()
        )
        for name in TABLES
    }

    assert read_json(release / "manifest.json")["rows"] == {name: n for name, n in deposited.items() if n}


def test_release_hides_values_that_too_few_people_carry(release: Path) -> None:
    races = [row["race"] for row in rows(release, "subject") if row["dataset"] == "trial"]

    # Three people of one race are merged into `other`, which three people are too few for as well: their cells are
    # empty, and so are those of at least as many others as make them a class.
    assert set(races) <= {"white", None}
    assert races.count(None) >= 11


def test_deposit_with_a_flipped_byte_is_refused_by_name(copied: list[Path], tmp_path: Path) -> None:
    path = copied[0] / "tables" / "alsfrs.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)

    with pytest.raises(DepositRefused, match=r"alsfrs\.parquet is changed"):
        build(copied, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_deposit_faults_are_all_reported_at_once(copied: list[Path], tmp_path: Path) -> None:
    (copied[0] / "risk.json").unlink()
    (copied[1] / "notes.txt").write_text("added")

    with pytest.raises(DepositRefused) as refused:
        build([*copied, tmp_path / "nowhere"], tmp_path / "out")
    told = "\n".join(refused.value.problems)
    assert "risk.json is missing" in told
    assert "notes.txt is added" in told
    assert "nowhere is no deposit" in told


def of_another_model(deposit: Path) -> None:
    versions = read_json(deposit / "manifest.json")["versions"]
    reseal(deposit, versions={**versions, "model": "000000000000"})


def changed(deposit: Path, table: str, column: str, value: str | None) -> None:
    """Puts a value into every row of a table's column, or takes the column out, and seals the deposit again."""
    path = deposit / "tables" / f"{table}.parquet"
    old = pq.read_table(path)
    place = old.schema.get_field_index(column)
    new = old.remove_column(place)
    if value is not None:
        new = new.add_column(place, old.schema.field(column), pa.array([value] * len(old)))
    pq.write_table(new, path)
    reseal(deposit)


STRANGER = "a" * 16


@pytest.mark.parametrize(
    ("deposit", "table", "column", "value", "told"),
    [
        (0, "alsfrs", "subject_id", STRANGER, r"alsfrs: 120 rows in the deposits, 0 in the release"),
        (1, "symptom_report", "subject_id", STRANGER, r"symptom_report.* people whom its subject table does not list"),
        (1, "symptom_report", "severity", "awful", r"symptom_report.*severity: holds codes of no vocabulary"),
        (1, "symptom_report", "severity", None, r"its columns are not those that the model declares"),
    ],
)
def test_deposit_that_is_sealed_but_wrong_is_refused(
    copied: list[Path], tmp_path: Path, deposit: int, table: str, column: str, value: str | None, told: str
) -> None:
    changed(copied[deposit], table, column, value)

    with pytest.raises(DepositRefused, match=told):
        build(copied, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (of_another_model, "was made with model 000000000000"),
        (lambda deposit: reseal(deposit, people=10), "holds 10 people"),
        (lambda deposit: reseal(deposit, dataset="members"), "comes in several deposits"),
    ],
)
def test_deposit_that_does_not_fit_is_refused(
    copied: list[Path], tmp_path: Path, spoil: Callable[[Path], None], told: str
) -> None:
    spoil(copied[0])

    with pytest.raises(DepositRefused, match=told):
        build(copied, tmp_path / "out")


def test_release_with_free_text_is_refused_by_the_guard(copied: list[Path], tmp_path: Path) -> None:
    path = copied[0] / "tables" / "alsfrs.parquet"
    subjects = pq.read_table(path)["subject_id"]
    events = pa.table(
        {
            "subject_id": subjects,
            "dataset": pa.array(["trial"] * len(subjects)),
            "term": pa.array(["seen on 3 March 2021"] * len(subjects)),
            **{name: pa.nulls(len(subjects), pa.string()) for name in ("organ_class", "severity", "outcome")},
            "start_day": pa.nulls(len(subjects), pa.int32()),
            "end_day": pa.nulls(len(subjects), pa.int32()),
        },
        schema=parquet_schema(AdverseEvent),
    )
    pq.write_table(events, copied[0] / "tables" / "adverse_event.parquet")
    counted = read_json(copied[0] / "manifest.json")["rows"]
    reseal(copied[0], rows={**counted, "adverse_event": len(subjects)})

    with pytest.raises(IdentityLeak, match=r"adverse_event\.term: a date") as leak:
        build(copied, tmp_path / "out")
    assert "March" not in str(leak.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("version", ["", "1", "2026", "2026.1 beta", "../2026.1"])
def test_version_that_is_none_is_refused(deposits: list[Path], tmp_path: Path, version: str) -> None:
    with pytest.raises(VersionRefused, match=r"such as 2026\.1"):
        build(deposits, tmp_path / "out", version=version)


def test_build_never_overwrites(deposits: list[Path], release: Path) -> None:
    with pytest.raises(TargetRefused, match="is not empty"):
        build(deposits, release)


def test_build_killed_at_any_moment_leaves_nothing_or_a_whole_release(deposits: list[Path], tmp_path: Path) -> None:
    key = tmp_path / "host.key"
    out = tmp_path / "out"
    command = [
        str(Path(sys.executable).with_name("openpals")),
        "release",
        "build",
        *map(str, deposits),
        "--out",
        str(out),
        "--version",
        "2026.1",
        "--key",
        str(key),
    ]
    started = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    whole, took = contents(out), time.monotonic() - started

    for share in (0.3, 0.6, 0.8, 0.95):
        shutil.rmtree(out, ignore_errors=True)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(took * share)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not out.exists() or contents(out) == whole

    shutil.rmtree(out, ignore_errors=True)
    subprocess.run(command, check=True, capture_output=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["host.key", "out"]


def test_manifest_lists_versions_and_every_file(release: Path) -> None:
    manifest = json.loads((release / "manifest.json").read_text("utf-8"))

    assert set(manifest["versions"]) == {"openpals", "model", "policy"}
    assert set(manifest["files"]) == set(contents(release)) - {"manifest.json"}


def test_release_prints_no_combination_of_quasi_identifiers_on_fewer_than_eleven(release: Path) -> None:
    protected = [one.name for one in default_policy().protected]
    sizes = Counter(tuple(row[name] for name in protected) for row in rows(release, "subject"))
    risk = read_json(release / "risk.json")

    assert min(sizes.values()) >= 11
    assert risk["protected"]["smallest_class"] == min(sizes.values())
    assert risk["protected"]["share_below_threshold"] == 0
    assert risk["protection"]["smallest_class"] == min(sizes.values())
    assert set(risk["protection"]["agreement"]) == set(default_policy().agreement)


def test_release_prints_days_as_they_are_deposited(deposits: list[Path], release: Path) -> None:
    def days(folders: list[Path]) -> list[tuple[Any, ...]]:
        found = [row for folder in folders for row in rows(folder, "subject")]
        return sorted((row["last_contact_day"], row["onset_day"] or 0, row["diagnosis_day"] or 0) for row in found)

    assert days([release]) == days(deposits)


def test_release_under_a_policy_without_rare_values_is_protected_too(deposits: list[Path], tmp_path: Path) -> None:
    policy = replace(default_policy(), rare={})
    build_release(deposits, tmp_path / "out", "2026.1", HOST_KEY, policy, lambda _: None)

    assert read_json(tmp_path / "out" / "risk.json")["protected"]["smallest_class"] >= 11


def test_release_of_which_nothing_would_be_left_is_refused(tmp_path: Path) -> None:
    people = [{"subject_id": n, "Age": 20 + 5 * n, "Sex": ["Female", "Male"][n % 2]} for n in range(12)]
    source = write_contribution(tmp_path / "source", {"DEMOGRAPHICS.csv": csv_text(people)}, layout="proact")
    make_deposit(source, tmp_path / "deposit", lambda _: KEY, default_policy(), lambda _: None)

    policy = replace(default_policy(), protected=tuple(one for one in default_policy().protected if one.name == "age"))
    with pytest.raises(AnonymityRefused, match="nothing would be left"):
        build_release([tmp_path / "deposit"], tmp_path / "out", "2026.1", HOST_KEY, policy, lambda _: None)
    assert not (tmp_path / "out").exists()


def test_release_whose_classes_are_not_as_they_were_made_is_refused(
    deposits: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openpals.release.build.protected_subjects", lambda rows, policy: (rows, {}))

    with pytest.raises(Unprotected, match="are not all of 11 people"):
        build(deposits, tmp_path / "out")
    assert not (tmp_path / "out").exists()
