"""What the guide to courses and tiers states, checked against code and policy; its query runs."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import duckdb
import pytest
from tests.docs.guide import DOCS
from tests.release.conftest import HOST_KEY
from tests.release.tiers.people import MANIFEST, crowd, write_tables

from openpals.engine import Engine
from openpals.privacy.policy import FLOOR, default_policy
from openpals.privacy.tiers import parse_open
from openpals.privacy.trajectory import BAND, FACTS, PERIODS
from openpals.privacy.trajectory.measure import INTERVAL_TARGETS, OTHER_TARGETS, TARGETS
from openpals.release.tiers import read_courses, write_open
from openpals.release.tiers.columns import COURSE, SURVIVAL
from openpals.release.tiers.cost import LEAST_DAYS, LEAST_TIMES
from openpals.release.tiers.gate import TARGETS as GATE_TARGETS

GUIDE = (DOCS / "trajectories.md").read_text("utf-8")


def test_open_tier_of_the_guide_is_that_of_the_policy() -> None:
    stated = re.search(r"^```toml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    assert stated is not None

    def refuse(what: str) -> None:
        pytest.fail(what)

    assert parse_open(tomllib.loads(stated[1])["open"], refuse) == default_policy().open  # type: ignore[arg-type]


def test_numbers_of_the_guide_are_those_of_the_code() -> None:
    assert FACTS == (1, 2, 3, 5)
    assert "given 1, 2, 3 or 5 facts" in GUIDE
    assert f"Up to {TARGETS:,} people who have so many totals" in GUIDE
    assert f"up to {INTERVAL_TARGETS} people" in GUIDE
    assert f"up to {OTHER_TARGETS} people" in GUIDE
    assert f"{GATE_TARGETS:,} people are looked for" in GUIDE
    assert PERIODS == {"day": 1, "week": 7, "month": 30, "quarter": 90}
    assert "week (7 days), month (30), quarter (90)" in GUIDE
    assert f"its band of {BAND} points" in GUIDE
    assert f"at least {LEAST_TIMES} totals over {LEAST_DAYS} days" in GUIDE
    assert f"minimum of {FLOOR} people" in GUIDE


@pytest.mark.parametrize(("table", "columns"), [("course", COURSE), ("survival", SURVIVAL)])
def test_columns_of_open_tables_are_listed(table: str, columns: dict[str, object]) -> None:
    (line,) = re.findall(rf"^\| `tables/{table}\.parquet` \|(.*)\|$", GUIDE, re.MULTILINE)

    assert re.findall(r"`(\w+)`", line) == list(columns)


def test_query_of_the_guide_runs_on_open_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = write_tables(tmp_path / "tables", crowd(450, 15, 0.1))
    with Engine(tmp_path, threads=1) as engine:
        write_open(engine, tables, read_courses(tables), MANIFEST, default_policy(), HOST_KEY, tmp_path / "open")
    (query,) = re.findall(r"^```sql\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(tmp_path)

    found = duckdb.connect().sql(query).fetchall()

    assert sum(people for _, _, people in found) > 400
    listed = set(re.findall(r"^\| `([\w./]+)`(?:, `([\w.]+)`)? \|", GUIDE, re.MULTILINE))
    files = {name for pair in listed for name in pair if "." in name}
    assert files == {path.relative_to(tmp_path / "open").as_posix() for path in (tmp_path / "open").rglob("*.*")}
