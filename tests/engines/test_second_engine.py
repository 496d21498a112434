"""One set of expressions: DuckDB and Spark make the same tables, findings and accounts of the same contributions."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
from tests.contributions import KEY, csv_text, write_contribution
from tests.engines.spark_engine import SparkEngine
from tests.properties.exports import SDTM, export

from openpals.engine import Engine
from openpals.harmonise import work
from openpals.harmonise.accounting import FileAccount
from openpals.harmonise.pipeline import harmonise, source_ids
from openpals.harmonise.work import Settings
from openpals.privacy.history_ends import HISTORY_ENDS, untold_days
from openpals.privacy.pseudonyms import numbered
from openpals.simulate import write_members, write_trials
from openpals.sources.contribution import read_contribution
from openpals.sources.folder import open_files

if TYPE_CHECKING:
    from ibis.backends.pyspark import Backend

pytestmark = pytest.mark.xdist_group("spark")  # what DuckDB makes of a contribution is made once

Rows = Counter[tuple[object, ...]]

DAY = "2021-03-01"

# A query takes Spark half a second, however few the rows. The tables of these files are made of other files as well.
LEFT_OUT = (
    *("alsfrs.csv", "family_history.csv", "labs.csv", "measurements.csv", "vital_capacity.csv"),
    *("F_PROACT_ADVERSEEVENTS.csv", "F_PROACT_HANDGRIPSTRENGTH.csv", "F_PROACT_SVC.csv"),
    "vs.csv",
)


def write_sdtm(folder: Path) -> None:
    """Random domains, a fifth of the cells bad, and those in which rows are gathered or known by their category."""
    tests = {"FVC": "3.2", "FVCPP": "80", "FVCPRD": "4.0", "SVC": "3.1", "FEV1": "2.0"}
    files = export(SDTM, seed=1, bad=0.2, others=4, people=12, rows=60) | {
        "suppdm.csv": [
            {"USUBJID": "P-1", "IDVAR": "", "QNAM": "RACE1", "QVAL": "ASIAN"},
            {"USUBJID": "P-2", "IDVAR": "DMSEQ", "QNAM": "RACE1", "QVAL": "WHITE"},
        ],
        "re.csv": [
            {"USUBJID": f"P-{i}", "RETESTCD": code, "REORRES": value, "REPOS": "SITTING", "REDTC": DAY}
            for i in range(4)
            for code, value in (*tests.items(), ("SVC", f"3.{i}"))
        ],
        "mh.csv": [
            {"USUBJID": f"P-{i}", "MHTERM": "ALS", "MHCAT": category, "MHSTDTC": day, "MHLOC": "BULBAR"}
            for i in range(4)
            for category, day in (("ONSET", "2019-05-01"), ("Diagnosis", f"2020-0{i + 1}-15"), ("GENERAL", DAY))
        ],
    }
    files["lb.csv"].append({"USUBJID": "P-1", "LBDTC": DAY, "LBTESTCD": "NFL", "LBORRES": "<12.5", "LBORRESU": "pg/mL"})
    write_contribution(folder, {file: csv_text(rows) for file, rows in files.items()}, layout="sdtm")


@pytest.fixture(scope="module", params=["members", "proact", "sdtm"])
def contribution(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small contribution in each layout, with defects."""
    folder: Path = tmp_path_factory.mktemp(request.param) / "contribution"
    if request.param == "members":
        write_members(folder, members=60, als=50, people=200, defects=True)
    elif request.param == "proact":
        write_trials(folder, people=150, trials=8, defects=True)
    else:
        write_sdtm(folder)
    for file in folder.rglob("*.csv"):
        if file.name in LEFT_OUT:
            file.unlink()
    return folder


@dataclass
class Outcome:
    """What harmonising a contribution gives. The findings are a table beside the others."""

    tables: Mapping[str, Rows]
    accounts: list[FileAccount]
    packed: set[str]


@pytest.fixture(scope="module")
def on_duckdb(contribution: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return on_duckdb_with(contribution, tmp_path_factory.mktemp("duckdb"), pack=False)


def on_duckdb_with(contribution: Path, scratch: Path, pack: bool) -> Outcome:
    with Engine(scratch, threads=1) as engine:
        return harmonised(contribution, engine, pack)


def harmonised(folder: Path, engine: Any, pack: bool) -> Outcome:
    read = read_contribution(folder)
    with tempfile.TemporaryDirectory() as scratch:
        files = open_files(read, Path(scratch))
        settings = Settings(engine, read.layout, read.dataset, read.condition, read.extracted)
        ids = source_ids(settings, files)
        people = numbered(pa.table({"source_id": ids, "subject_id": ids}))
        if read.layout.open_ended:
            untold = untold_days(KEY, people["source_id"].to_pylist(), HISTORY_ENDS)
            people = people.append_column("_untold", untold)
        done = harmonise(settings, files, people, lambda _: None, pack)
    tables = {name: counted(engine.result(table)) for name, table in done.tables.items()}
    return Outcome({**tables, "findings": counted(done.findings)}, done.accounts, set(done.packed))


def counted(table: pa.Table) -> Rows:
    """Rows in no order. Engines add fractions in different orders, which shows far behind the point."""
    columns = [
        [value if value is None else round(value, 6) for value in column.to_pylist()]
        if pa.types.is_floating(column.type)
        else column.to_pylist()
        for column in table.select(sorted(table.column_names)).columns
    ]
    return Counter(zip(*columns, strict=True))


def assert_same(one: Outcome, other: Outcome) -> None:
    assert one.tables.keys() == other.tables.keys()
    assert [name for name, rows in one.tables.items() if not rows] == []  # those would prove nothing
    for name, rows in one.tables.items():
        assert (rows - other.tables[name], other.tables[name] - rows) == (Counter(), Counter()), name
    assert one.accounts == other.accounts


def test_spark_makes_the_same_of_a_contribution(
    contribution: Path, on_duckdb: Outcome, spark: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Spark goes through the whole calendar for every column of dates; other dates are read for what they say.
    monkeypatch.setattr(work, "FIRST_ORDINARY_DAY", np.datetime64("2020-01-01"))
    assert_same(harmonised(contribution, SparkEngine(spark), pack=False), on_duckdb)


@pytest.mark.parametrize("contribution", ["members", "proact"], indirect=True, scope="module")  # sdtm packs nothing
def test_packing_changes_nothing(contribution: Path, on_duckdb: Outcome, tmp_path: Path) -> None:
    packed = on_duckdb_with(contribution, tmp_path, pack=True)
    assert packed.packed
    assert not on_duckdb.packed
    assert_same(packed, on_duckdb)
