"""A built release tells how identifying its courses are, in its files, on its page, on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.release.conftest import HOST_KEY
from tests.release.test_page_release import build as page_of
from tests.release.tiers.people import crowd, write_tables

from openpals.cli.main import main
from openpals.engine import Engine
from openpals.privacy.counting.policy import default_count_policy
from openpals.privacy.policy import default_policy
from openpals.release.manifest import Difference, read_json
from openpals.release.page import write_page
from openpals.release.tiers import course_risk, read_courses, write_open
from openpals.release.verify import verify_release


def test_release_measures_its_courses_and_says_why_they_are_not_open(release: Path) -> None:
    told = read_json(release / "risk.json")["trajectory"]
    opened = read_json(release / "manifest.json")["open"]

    # Thirty people with the same four assessments each: nobody is singled out, but thirty cannot be sure.
    assert {one["singled_out"] for one in told["alsfrs"] if one["knows"] == "facts"} == {0.0}
    assert "the grant" in told["rests_on"]
    assert opened["made"] is False
    assert "it may be" in opened["because"]
    assert not (release / "open").exists()


def test_show_says_what_protection_rests_on_and_why_nothing_is_open(release: Path) -> None:
    shown = CliRunner().invoke(main, ["release", "show", str(release)]).stdout

    assert "No open courses: At no step of the policy's ladder" in shown
    assert "Known ALSFRS-R scores with their days: 1 single out 0%" in shown
    assert "tracing" in shown


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    """The page of a pool whose courses single out, and what it was made of."""
    folder = tmp_path_factory.mktemp("courses")
    made = page_of(folder)
    with Engine(folder) as engine:
        courses = read_courses(made["tables"])
        made["risk"]["trajectory"] = course_risk(engine, made["tables"], courses, 11)
        made["manifest"]["citation"] = "A pool."
        made["manifest"]["synthetic"] = True
        made["manifest"]["open"] = write_open(
            engine, made["tables"], courses, made["manifest"], default_policy(), HOST_KEY, folder / "open"
        )
        write_page(engine, **{name: made[name] for name in ("tables", "manifest", "quality", "risk")},
                   policy=default_count_policy(),
                   out=folder / "report.html")  # fmt: skip
    return (folder / "report.html").read_text("utf-8"), made


def test_page_has_the_section_with_its_table_plot_and_sentence(measured: tuple[str, dict[str, Any]]) -> None:
    page, made = measured
    trajectory = made["risk"]["trajectory"]
    rows = {(one["period"], one["value"], one["facts"]): one for one in trajectory["alsfrs"] if one["knows"] == "sex"}

    assert '<li><a href="#identifying">How identifying a course is</a></li>' in page
    assert '<figure id="course-facts">' in page
    assert trajectory["rests_on"].split(":")[0] in page
    share = round(100 * rows["month", "band", 3]["singled_out"])
    line = page[page.index("Months, bands of 4 points</th>") :]
    assert f"<td>{share}%</td>" in line[: line.index("</tr>")]
    cost = next(one for one in trajectory["cost"] if (one["period"], one["value"]) == ("month", "band"))
    assert f"<td>{cost['slope']['difference']:+.3f}</td>" in line[: line.index("</tr>")]


def test_page_tells_of_open_tables_or_why_there_are_none(measured: tuple[str, dict[str, Any]]) -> None:
    page, made = measured

    if made["manifest"]["open"]["made"]:
        assert "The folder <code>open</code> beside this page is for everybody" in page
    else:
        assert "There are no open courses. At no step" in page


def test_page_of_a_release_without_courses_has_no_such_section(tmp_path: Path) -> None:
    made = page_of(tmp_path)
    with Engine(tmp_path) as engine:
        write_page(engine, **{name: made[name] for name in ("tables", "manifest", "quality", "risk")},
                   policy=default_count_policy(),
                   out=tmp_path / "report.html")  # fmt: skip

    assert "identifying" not in (tmp_path / "report.html").read_text("utf-8")


def test_open_tables_copied_elsewhere_can_be_verified(tmp_path: Path) -> None:
    tables = write_tables(tmp_path / "tables", crowd(450, 6, 0.0))
    facts = {**page_facts(), "datasets": [{"dataset": "trial", "synthetic": False}]}
    with Engine(tmp_path, threads=1) as engine:
        write_open(engine, tables, read_courses(tables), facts, default_policy(), HOST_KEY, tmp_path / "open")

    assert verify_release(tmp_path / "open") == []
    (tmp_path / "open" / "report.md").write_text("changed")
    assert verify_release(tmp_path / "open") == [Difference("report.md", "changed")]


def page_facts() -> dict[str, Any]:
    return {"title": "A pool", "version": "2026.1", "synthetic": False, "citation": "A pool.", "versions": {}}
