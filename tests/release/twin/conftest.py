"""A pool of a synthetic trial contributor and a synthetic members' platform, released with its twin."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.release.conftest import HOST_KEY
from tests.simulate.made import deposited

from openpals.privacy.policy import default_policy
from openpals.release.build import build_release
from openpals.release.twin.rows import People
from openpals.release.twin.sample import Sample, read_samples
from openpals.simulate import write_members, write_trials

TRIAL_PEOPLE, MEMBERS = 300, 240

Query = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Pool:
    """A release and its twin; never to be changed by a test."""

    release: Path
    samples: list[Sample]

    @property
    def twin(self) -> Path:
        return self.release / "twin"

    @property
    def statistics(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.twin / "statistics.json").read_text("utf-8"))
        return told

    @property
    def report(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.twin / "report.json").read_text("utf-8"))
        return told

    def dataset(self, layout: str) -> str:
        """The dataset that came in a layout."""
        datasets = json.loads((self.release / "manifest.json").read_text("utf-8"))["datasets"]
        (found,) = (one["dataset"] for one in datasets if one["layout"] == layout)
        return str(found)

    def used(self, dataset: str) -> People:
        (sample,) = (sample for sample in self.samples if sample.part.name == dataset)
        return sample.used


@pytest.fixture(scope="session")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    folder = tmp_path_factory.mktemp("pool")
    write_trials(folder / "trials", people=TRIAL_PEOPLE, trials=4, seed=5)
    write_members(folder / "members", members=MEMBERS, als=200, people=TRIAL_PEOPLE, trials=4, seed=5)
    for name in ("trials", "members"):
        deposited(folder / name, folder / f"deposit-{name}")
    out = folder / "2026.1"
    deposits = [folder / "deposit-trials", folder / "deposit-members"]
    build_release(deposits, out, "2026.1", HOST_KEY, default_policy(), lambda _: None)
    return Pool(out, samples_of(out))


def samples_of(release: Path) -> list[Sample]:
    """The samples that a release's statistics were computed of."""
    datasets = json.loads((release / "manifest.json").read_text("utf-8"))["datasets"]
    people = {one["dataset"]: one["people"] for one in datasets}
    return read_samples(release / "tables", people, {one["dataset"]: one["rows"] for one in datasets})


@pytest.fixture(scope="session")
def ask(pool: Pool) -> Query:
    """A query on the twin, whose tables have their names."""
    return query_on(pool.twin)


def query_on(folder: Path) -> Query:
    """A query on a release's tables by their names."""
    connection = duckdb.connect()
    for path in (folder / "tables").iterdir():
        connection.sql(f"CREATE VIEW {path.stem} AS FROM read_parquet('{path}')")
    return lambda sql: connection.sql(sql).fetchall()
