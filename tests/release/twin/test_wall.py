"""The second step knows the statistics and a seed, and nothing else."""

from __future__ import annotations

import builtins
import io
import json
import socket
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.release.conftest import HOST_KEY
from tests.release.twin.conftest import Pool

from openpals.engine import Engine
from openpals.model.tables import Subject
from openpals.privacy.policy import default_policy
from openpals.release.twin import synthesis
from openpals.release.twin.sieve import chosen, printed
from openpals.release.twin.synthesis import candidates, synthesise, wanted_people
from openpals.release.twin.table import DrawnRows, column_of
from openpals.release.twin.write import seed_of

READERS = ("openpals.engine", "openpals.release.twin.statistics", "openpals.release.twin.sample", "pyarrow.parquet",
           "duckdb", "ibis")  # fmt: skip


def test_synthesis_imports_nothing_that_reads_a_release() -> None:
    folder = Path(synthesis.__file__).parent
    names = [f"openpals.release.twin.synthesis.{path.stem}" for path in folder.glob("*.py") if path.stem != "__init__"]
    # The package above imports both sides; what the modules themselves ask for is seen with it out of the way.
    program = f"""
import importlib, sys, types
for name in ("openpals.release", "openpals.release.twin"):
    package = types.ModuleType(name)
    package.__path__ = [{str(folder.parents[1])!r} if name == "openpals.release" else {str(folder.parent)!r}]
    sys.modules[name] = package
for name in {names!r}:
    importlib.import_module(name)
print([name for name in {READERS!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_synthesis_opens_no_file_and_no_connection(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the second step has no other input")

    statistics = pool.statistics
    candidates(statistics, 1)  # vocabularies are read once, on first use
    for owner, name in ((builtins, "open"), (io, "open"), (Path, "open"), (socket, "socket"), (duckdb, "connect"),
                        (pq, "ParquetFile"), (pq, "read_table")):  # fmt: skip
        monkeypatch.setattr(owner, name, refuse)

    assert [twin.people for twin in synthesise(statistics, 1)] == [
        wanted_people(told) for told in statistics["parts"].values()
    ]


def test_twin_is_what_the_published_statistics_and_their_hash_give(pool: Pool, tmp_path: Path) -> None:
    text = (pool.twin / "statistics.json").read_text("utf-8")
    statistics, seed = json.loads(text), seed_of(text)
    drawn = candidates(statistics, seed)
    with Engine(tmp_path) as engine:
        subject = pool.release / "tables" / "subject.parquet"
        may = chosen(engine, subject, default_policy(), 11, HOST_KEY, drawn)
    wanted = {one.part: who[: wanted_people(statistics["parts"][one.part])]
              for one, who in zip(drawn, may, strict=True)}  # fmt: skip

    again = synthesise(statistics, seed, wanted)

    for path in (pool.twin / "tables").iterdir():
        parts = [twin.tables[path.stem] for twin in again if path.stem in twin.tables]
        made = sorted(row for part in parts for row in values(part))
        assert made == sorted(written(path)), path.stem


def values(rows: DrawnRows) -> list[str]:
    columns = [column_of(rows, name, positions=False).to_pylist() for name in rows.table.own_variables()]
    return [repr(row) for row in zip(*columns, strict=True)]


def written(path: Path) -> list[str]:
    table = pq.read_table(path).drop_columns(["subject_id", "dataset"])
    return [repr(tuple(row.values())) for row in table.to_pylist()]


def test_everybody_in_the_twin_is_among_the_candidates_that_anybody_can_draw(pool: Pool) -> None:
    text = (pool.twin / "statistics.json").read_text("utf-8")
    names = default_policy().quasi_identifiers
    public = set()
    for people in candidates(json.loads(text), seed_of(text)):
        public |= {repr(row) for row in printed(people, default_policy()).to_pylist()}

    made = pq.read_table(pool.twin / "tables" / f"{Subject.name}.parquet", columns=list(names))

    assert {repr(row) for row in made.to_pylist()} <= public


def test_same_statistics_and_seed_give_the_same_rows_and_another_seed_others(pool: Pool) -> None:
    statistics = pool.statistics
    one, again, other = (synthesise(statistics, seed) for seed in (7, 7, 8))

    for first, second in zip(one, again, strict=True):
        for name, rows in first.tables.items():
            assert values(rows) == values(second.tables[name])
    assert any(not np.array_equal(a.tables["alsfrs"].numbers["day"], b.tables["alsfrs"].numbers["day"])
               for a, b in zip(one, other, strict=True))  # fmt: skip
