"""The open part of a release: made where its risk passes, refused where it does not, and holding what it may."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.release.conftest import HOST_KEY
from tests.release.tiers.people import DATASET, MANIFEST, crowd, pseudonym, write_tables

from openpals.engine import Engine
from openpals.privacy.keys import Key
from openpals.privacy.policy import Policy, default_policy
from openpals.privacy.tiers import OpenTier, Step
from openpals.privacy.trajectory.coarsening import Ints
from openpals.release.manifest import read_json
from openpals.release.tiers import read_courses, write_open
from openpals.release.tiers.cells import sizes
from openpals.release.tiers.gate import judge

POLICY = default_policy()


def opened(tables: Path, out: Path, policy: Policy = POLICY, key: Key = HOST_KEY) -> dict[str, Any]:
    with Engine(out.parent, threads=1) as engine:
        return write_open(engine, tables, read_courses(tables), MANIFEST, policy, key, out)


def rows(out: Path, table: str) -> list[dict[str, Any]]:
    return list(pq.read_table(out / "tables" / f"{table}.parquet").to_pylist())


@pytest.fixture(scope="module")
def alike(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Many people who decline alike: even by months they hide."""
    return write_tables(tmp_path_factory.mktemp("alike") / "tables", crowd(900, 6, 0.05))


@pytest.fixture(scope="module")
def passing(alike: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    out = tmp_path_factory.mktemp("passing") / "open"
    return out, opened(alike, out)


def test_courses_of_people_who_hide_are_open_at_the_sharpest_step(passing: tuple[Path, dict[str, Any]]) -> None:
    out, told = passing

    assert told["made"] is True
    assert told["step"] == {"period": "month", "points": 4}
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()) == [
        "manifest.json", "report.json", "report.md", "tables/course.parquet", "tables/people.parquet",
        "tables/survival.parquet",
    ]  # fmt: skip


def test_people_who_differ_need_a_coarser_step(tmp_path: Path) -> None:
    told = opened(write_tables(tmp_path / "tables", crowd(900, 18, 0.8)), tmp_path / "open")

    assert told["made"] is True
    assert [one["passes"] for one in told["tried"]] == [False] * (len(told["tried"]) - 1) + [True]
    assert told["tried"][0]["risks"][2]["high"] >= 0.01 > told["tried"][-1]["risks"][2]["high"]
    assert told["step"] == {name: told["tried"][-1][name] for name in ("period", "points")}


def test_release_whose_courses_single_out_has_no_open_part_and_says_why(tmp_path: Path) -> None:
    told = opened(write_tables(tmp_path / "tables", crowd(450, 24, 1.5)), tmp_path / "open")

    assert told["made"] is False
    assert "at the coarsest, quarters and bands of 12 points, it may be" in told["because"]
    assert len(told["tried"]) == 4
    assert not (tmp_path / "open").exists()


def test_too_few_people_to_be_sure_is_a_refusal(tmp_path: Path) -> None:
    # All decline alike, so that nobody is singled out; but 300 people leave 1.3 % possible.
    told = opened(write_tables(tmp_path / "tables", crowd(300, 9, 0.0)), tmp_path / "open")

    assert told["made"] is False
    assert told["tried"][-1]["risks"][2]["singled_out"] == 0.0
    assert "it may be 1.3%" in told["because"]


def test_nobody_with_so_many_facts_is_no_reason_to_refuse(tmp_path: Path) -> None:
    told = opened(write_tables(tmp_path / "tables", crowd(900, 1, 0.0)), tmp_path / "open")

    assert told["made"] is True
    assert [(one["facts"], one["targets"]) for one in told["tried"][0]["risks"]] == [(1, 900), (2, 0), (3, 0), (5, 0)]


def test_policy_without_a_ladder_opens_no_courses(alike: Path, tmp_path: Path) -> None:
    told = opened(alike, tmp_path / "open", replace(POLICY, open=OpenTier(3, 0.01, ())))

    assert (told["made"], told["tried"]) == (False, [])
    assert "declares no step" in told["because"]


def test_release_without_courses_says_so(tmp_path: Path) -> None:
    tables = write_tables(tmp_path / "tables", {"subject": crowd(20, 1, 0.0)["subject"]})

    assert opened(tables, tmp_path / "open")["because"] == ("Nobody in the release has an ALSFRS-R total with its day.")


def test_gate_judges_the_written_file(passing: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    out, _ = passing
    assert judge(out / "tables" / "course.parquet", POLICY.open).passes
    # One in fifty gets a course that nobody else has.
    course = pq.read_table(out / "tables" / "course.parquet").to_pylist()
    ids = sorted({row["person"] for row in course})
    odd = {one: 100 * i for i, one in enumerate(ids[::50], 1)}
    for row in course:
        row["day_from"] += odd.get(row["person"], 0) * 1000
    pq.write_table(pa.Table.from_pylist(course), tmp_path / "course.parquet")

    assert not judge(tmp_path / "course.parquet", POLICY.open).passes


def coded(found: list[dict[str, Any]], *names: str) -> Ints:
    places = [{value: i for i, value in enumerate(dict.fromkeys(row[name] for row in found))} for name in names]
    columns = [np.array([place[row[name]] for row in found]) for place, name in zip(places, names, strict=True)]
    return sizes(*columns)


def test_every_printed_band_is_of_eleven_people(passing: tuple[Path, dict[str, Any]]) -> None:
    course = rows(passing[0], "course")

    assert len({(row["person"], row["day_from"]) for row in course}) == len(course)
    assert coded(course, "synthetic", "sex", "day_from", "total_from").min() >= 11


@pytest.mark.parametrize("table", ["people", "survival"])
def test_every_row_of_a_table_without_ids_is_of_eleven_people(passing: tuple[Path, dict[str, Any]], table: str) -> None:
    found = rows(passing[0], table)

    assert coded(found, *found[0]).min() >= 11
    assert found == sorted(found, key=lambda row: [(value is None, value) for value in row.values()])


def test_open_tables_share_no_id_with_the_release_and_none_of_their_days(
    passing: tuple[Path, dict[str, Any]], alike: Path
) -> None:
    released = set(pq.read_table(alike / "subject.parquet")["subject_id"].to_pylist())
    course = rows(passing[0], "course")

    assert not released & {row["person"] for row in course}
    assert [name for table in ("people", "survival") for name in rows(passing[0], table)[0] if "id" in name] == []
    assert {row["day_from"] % 30 for row in course} == {0}
    assert {row["day_to"] - row["day_from"] for row in course} == {29}
    assert {row["total_to"] - row["total_from"] for row in course} == {3}
    assert {row["day_from"] % 90 for row in rows(passing[0], "survival")} == {0}


def test_bands_hold_the_mean_of_the_period(tmp_path: Path) -> None:
    # Everybody alike: 40 and 43 in the first month (mean 41.5), 39 in the second.
    tables = crowd(450, 1, 0.0)
    tables["alsfrs"] = [
        {"subject_id": row["subject_id"], "day": day, "alsfrs_r_total": total}
        for row in tables["subject"] for day, total in ((0, 40), (29, 43), (30, 39), (60, 30))
    ]  # fmt: skip
    opened(write_tables(tmp_path / "tables", tables), tmp_path / "open")

    found = Counter((row["day_from"], row["total_from"], row["total_to"]) for row in rows(tmp_path / "open", "course"))
    assert found == {(0, 40, 43): 450, (30, 36, 39): 450, (60, 28, 31): 450}


def test_band_that_ten_people_have_is_left_out(tmp_path: Path) -> None:
    tables = crowd(450, 3, 0.0)
    low = {pseudonym(number) for number in range(0, 20, 2)}  # ten women
    for row in tables["alsfrs"]:
        if row["subject_id"] in low and row["day"] < 30:
            row["alsfrs_r_total"] = 8
    told = opened(write_tables(tmp_path / "tables", tables), tmp_path / "open")

    assert told["left_out"]["course"] == 10
    assert 8 not in {row["total_from"] for row in rows(tmp_path / "open", "course")}


def test_spans_of_survival_are_joined_until_eleven_left(tmp_path: Path) -> None:
    # 12 women die in the first quarter, 5 in the second, 7 in the fourth, 3 in the fifth; 40 are last seen in one.
    deaths = [10] * 12 + [100] * 5 + [300] * 7 + [400] * 3
    tables = crowd(450, 1, 0.0)
    tables["vital_status"] = [
        {"subject_id": pseudonym(2 * i), "status": "died", "day": day} for i, day in enumerate(deaths)
    ]
    opened(write_tables(tmp_path / "tables", tables), tmp_path / "open", replace(
        POLICY, open=OpenTier(1, 0.01, POLICY.open.ladder)))  # fmt: skip

    died = [row for row in rows(tmp_path / "open", "survival") if row["died"]]
    # The last three are too few for a span of their own.
    assert Counter((row["day_from"], row["day_to"]) for row in died) == {(0, 89): 12, (90, 449): 15}


def test_sex_is_emptied_where_fewer_than_eleven_of_it_died(tmp_path: Path) -> None:
    tables = crowd(450, 1, 0.0)
    tables["vital_status"] = [
        {"subject_id": pseudonym(number), "status": "died", "day": 10} for number in (*range(0, 16, 2), 1, 3, 5, 7)
    ]
    opened(write_tables(tmp_path / "tables", tables), tmp_path / "open", replace(
        POLICY, open=OpenTier(1, 0.01, POLICY.open.ladder)))  # fmt: skip

    died = [row for row in rows(tmp_path / "open", "survival") if row["died"]]
    assert Counter(row["sex"] for row in died) == {None: 12}


def test_rows_of_synthetic_datasets_say_so(tmp_path: Path) -> None:
    real, made_up = crowd(450, 3, 0.0), crowd(450, 3, 0.0, seed=2, dataset="made-up")
    for found in made_up.values():
        for row in found:
            row["subject_id"] = "z" + row["subject_id"][1:]
    tables = {name: [*real[name], *made_up[name]] for name in real}
    with Engine(tmp_path, threads=1) as engine:
        folder = write_tables(tmp_path / "tables", tables)
        facts = {**MANIFEST, "synthetic": True}
        write_open(engine, folder, read_courses(folder), facts, POLICY, HOST_KEY, tmp_path / "open")

    assert Counter(row["synthetic"] for row in rows(tmp_path / "open", "people")) == {False: 450, True: 450}
    assert {row["dataset"]: row["synthetic"] for row in rows(tmp_path / "open", "survival")} == {
        DATASET: False, "made-up": True,
    }  # fmt: skip
    assert len({row["person"] for row in rows(tmp_path / "open", "course") if row["synthetic"]}) == 450
    assert read_json(tmp_path / "open" / "manifest.json")["title"].startswith("SYNTHETIC")
    assert "describe nobody" in (tmp_path / "open" / "report.md").read_text("utf-8")


def test_same_release_and_key_give_the_same_bytes_and_another_key_other_ids(
    passing: tuple[Path, dict[str, Any]], alike: Path, tmp_path: Path
) -> None:
    opened(alike, tmp_path / "again")
    opened(alike, tmp_path / "other", key=Key("host", bytes(32)))

    def contents(folder: Path) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert contents(tmp_path / "again") == contents(passing[0])
    ids = [{row["person"] for row in rows(folder, "course")} for folder in (passing[0], tmp_path / "other")]
    assert not ids[0] & ids[1]


def test_report_holds_the_measures_and_every_column(passing: tuple[Path, dict[str, Any]]) -> None:
    out, told = passing
    text = (out / "report.md").read_text("utf-8")

    assert {"made": True, **json.loads((out / "report.json").read_text("utf-8"))} == told
    for table in ("course", "people", "survival"):
        for name in duckdb.sql(f"FROM '{out}/tables/{table}.parquet'").columns:
            assert f"| `{name}` |" in text
    assert "| month, 4 points | 3 | 900 |" in text


def test_weaker_policy_does_not_weaken_what_leaves_the_circle(alike: Path, tmp_path: Path) -> None:
    weak = replace(POLICY, people=2, open=OpenTier(3, 0.01, (Step("month", 4),)))

    assert opened(alike, tmp_path / "open", weak)["people"] == 11
