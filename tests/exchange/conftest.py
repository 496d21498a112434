"""One release of trials, members and a registry, and its exports; never to be changed by a test."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from tests.contributions import KEY, csv_text, write_contribution
from tests.exchange.contributors import registry

from openpals.exchange.export import Exported, export_proact, people_of
from openpals.model.editions import EDITIONS
from openpals.privacy.keys import Key
from openpals.privacy.policy import default_policy
from openpals.release.build import build_release
from openpals.release.deposit import make_deposit
from openpals.simulate import write_members, write_trials

HOST_KEY = Key("host", bytes(range(32, 64)))
VERSION = "2026.1"
YEARS = (2016, 2022, 2026)

MEMBERS = 240
TOLD = MEMBERS - 7  # the others joined too late before the extraction to be in the deposit


def released(deposits: list[Path], out: Path, version: str = VERSION) -> Path:
    build_release(deposits, out, version, HOST_KEY, default_policy(), lambda _: None)
    return out


def deposited(source: Path, out: Path) -> Path:
    make_deposit(source, out, lambda _: KEY, default_policy(), lambda _: None)
    return out


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("release")
    write_trials(work / "trials", people=1000, trials=12, defects=True)
    write_members(work / "members", members=MEMBERS, als=120, trials=12, people=1000, defects=True)
    registry(work / "registry")
    deposits = [deposited(work / name, work / f"{name}-deposit") for name in ("trials", "members", "registry")]
    return released(deposits, work / VERSION)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of twelve people with an assessment each, and nothing else; they are not said to be invented."""
    work = tmp_path_factory.mktemp("small")
    people = [{"subject_id": n, "Age": 50 + n, "Sex": "Female"} for n in range(12)]
    visits = [{"subject_id": n, "ALSFRS_Delta": 7 * n, "Q1_Speech": n % 5} for n in range(12)]
    files = {"DEMOGRAPHICS.csv": csv_text(people), "ALSFRS.csv": csv_text(visits)}
    return released([deposited(write_contribution(work / "source", files), work / "deposit")], work / VERSION)


@dataclass(frozen=True)
class Export:
    """An export, to be asked by the tables' names."""

    made: Exported
    year: int
    numbers: dict[str, int]  # pseudonym in the release -> number in the export

    @property
    def folder(self) -> Path:
        """Where the CSV files lie."""
        return self.made.folder / str(self.made.manifest["folder"])

    def path(self, table: str) -> Path:
        return self.folder / EDITIONS[self.year].files[table]


class Exports:
    """The exports of one release by year, each made once."""

    def __init__(self, release: Path, folder: Path) -> None:
        self.release, self.folder = release, folder
        self.of = cache(self._of)

    def _of(self, year: int) -> Export:
        made = export_proact(self.release, self.folder / str(year), lambda _: None, year=year)
        people = people_of(self.release, year)
        numbers = dict(zip(people["subject_id"].to_pylist(), people["number"].to_pylist(), strict=True))
        return Export(made, year, numbers)


@pytest.fixture(scope="session")
def exports(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Exports:
    return Exports(release, tmp_path_factory.mktemp("exports"))
