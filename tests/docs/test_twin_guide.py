"""The queries of the guide to the twin run on the twin and on the release, and give the same columns."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from tests.contributions import KEY, csv_text, write_contribution
from tests.docs.guide import DOCS
from tests.release.conftest import HOST_KEY, trial_files

from openpals.privacy.policy import default_policy
from openpals.release.build import build_release
from openpals.release.deposit import make_deposit
from openpals.release.manifest import read_json
from openpals.release.twin import parts, sample
from openpals.release.twin.statistics import series
from openpals.release.twin.synthesis import synthesise

GUIDE = (DOCS / "twin.md").read_text("utf-8")
QUERIES = re.findall(r"^```sql\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small trial of the release tests, with its onsets and deaths."""
    folder = tmp_path_factory.mktemp("guide")
    history = [{"subject_id": n, "Onset_Delta": -300, "Site_of_Onset": "Onset: Limb"} for n in range(30)]
    deaths = [{"subject_id": n, "Subject_Died": "Yes", "Death_Days": 200 + n} for n in range(15)]
    files = trial_files() | {"ALSHISTORY.csv": csv_text(history), "DEATHDATA.csv": csv_text(deaths)}
    source = write_contribution(folder / "source", files)
    make_deposit(source, folder / "deposit", lambda _: KEY, default_policy(), lambda _: None)
    build_release([folder / "deposit"], folder / "out", "2026.1", HOST_KEY, default_policy(), lambda _: None)
    return folder / "out"


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.splitlines()[0].strip("- ").split(",")[0])
def test_query_runs_unchanged_on_release_and_twin(release: Path, query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for folder in (release, release / "twin"):
        monkeypatch.chdir(folder)
        result = duckdb.connect().sql(query)
        found.append((result.columns, [str(kind) for kind in result.types]))
        assert len(result.fetchall()) > 0

    assert found[0] == found[1]


def test_guide_lists_every_file_of_the_folder(release: Path) -> None:
    listed = re.findall(r"`([\w*/]+\.(?:parquet|json|md))`", GUIDE.split("## Queries")[0])

    assert {name for name in listed if "/" not in name} == {path.name for path in (release / "twin").iterdir()
                                                          if path.is_file()}  # fmt: skip


def test_numbers_of_the_guide_are_those_of_the_code(release: Path) -> None:
    limits = synthesise.__globals__

    assert f"{limits['MOST_PEOPLE']:,} people of a dataset" in GUIDE
    assert f"about {limits['MOST_ROWS']:,} rows" in GUIDE
    assert "four for each person of the twin" in GUIDE
    assert limits["CANDIDATES"] == 4
    assert "four in five of a dataset's people" in GUIDE
    assert sample.USED == 0.8
    assert f"of {sample.MOST_PEOPLE:,} at most" in GUIDE
    assert f"more than {parts.LARGE:,} people" in GUIDE
    assert f"by condition, for those of {parts.APART:,} people" in GUIDE
    assert f"rest on {series.PAIRS * 11} people at least" in GUIDE
    assert read_json(release / "twin" / "statistics.json")["policy"]["people"] == 11
