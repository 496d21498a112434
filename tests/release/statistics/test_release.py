"""The statistics of a release: made once, in its manifest, on its page, handed on by one command."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from openpals.cli.main import main
from openpals.privacy.counting.policy import default_count_policy
from openpals.release.manifest import as_json
from openpals.release.page.render import template
from openpals.release.statistics.published import NoStatistics, published
from openpals.release.statistics.reading import FILE, FOLDER, read_reference
from openpals.release.statistics.reference import DOMAINS, EVERYONE
from openpals.release.statistics.write import write_statistics
from openpals.release.verify import verify_release

pytestmark = pytest.mark.xdist_group("statistics")  # one release is enough

FACTS = {"title": "Pool", "version": "2026.2", "citation": "Pool, release 2026.2.", "synthetic": True}


def manifest(release: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((release / "manifest.json").read_text("utf-8"))
    return told


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["release", *map(str, arguments)])


@pytest.fixture
def copied(built: Path, tmp_path: Path) -> Path:
    """A copy of the release that a test may spoil."""
    return Path(shutil.copytree(built, tmp_path / "copy"))


def test_release_has_its_statistics_in_the_manifest(built: Path) -> None:
    reference = read_reference(built / FOLDER / FILE)
    told = manifest(built)
    assert (reference.release.version, reference.release.synthetic) == ("2026.1", True)
    assert reference.release.citation == told["citation"]
    assert {domain for domain, _ in reference.curves} == {one.id for one in DOMAINS}
    assert told["statistics"] | {"membership": None} == {
        "made": True,
        "policy": "strict-counts-1",
        "people": reference.people[EVERYONE],
        "curves": len(reference.curves),
        "membership": None,
    }
    assert f"{FOLDER}/{FILE}" in told["files"]


def test_membership_by_the_curves_is_among_the_attacks(built: Path) -> None:
    attacks = {one["attack"]: one for one in json.loads((built / "risk.json").read_text("utf-8"))["attacks"]}
    told = attacks["membership_reference"]
    assert (told["verdict"], told["guess"]) == ("passed", 0.5)
    assert told["rate"] == manifest(built)["statistics"]["membership"]["auc"]


def test_statistics_are_of_four_in_five_people(built: Path) -> None:
    reference = read_reference(built / FOLDER / FILE)
    assert reference.share_of_people == 0.8
    assert reference.people[EVERYONE] == pytest.approx(0.8 * 400, abs=20)


def test_same_tables_give_the_same_bytes_in_whatever_order_their_rows_are(built: Path, tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    for name in ("subject", "alsfrs"):
        rows = pq.read_table(built / "tables" / f"{name}.parquet")
        pq.write_table(rows.take(pa.array(range(rows.num_rows - 1, -1, -1))), tables / f"{name}.parquet")
    facts = {name: manifest(built)[name] for name in FACTS}
    told = write_statistics(tables, facts, default_count_policy(), tmp_path / FOLDER)
    assert (tmp_path / FOLDER / FILE).read_bytes() == (built / FOLDER / FILE).read_bytes()
    assert told == manifest(built)["statistics"]


def test_changed_statistics_are_found_by_verify(copied: Path) -> None:
    (copied / FOLDER / FILE).write_text("{}")
    assert [(one.file, one.what) for one in verify_release(copied)] == [(f"{FOLDER}/{FILE}", "changed")]


def test_changed_statistics_are_not_handed_on(copied: Path, tmp_path: Path) -> None:
    text = (copied / FOLDER / FILE).read_text("utf-8").replace('"version":"2026.1"', '"version":"2026.9"')
    (copied / FOLDER / FILE).write_text(text, "utf-8")
    refused = run("statistics", copied, "--out", tmp_path / "out.json")
    assert refused.exit_code == 3
    assert "fetch the release again" in refused.stderr
    assert not (tmp_path / "out.json").exists()


def test_lost_statistics_are_refused(copied: Path) -> None:
    (copied / FOLDER / FILE).unlink()
    with pytest.raises(NoStatistics, match="cannot be read"):
        published(copied)


def test_command_writes_what_the_members_site_reads(built: Path, tmp_path: Path) -> None:
    done = run("statistics", built, "--out", tmp_path / "out.json")
    assert done.exit_code == 0
    assert (tmp_path / "out.json").read_bytes() == (built / FOLDER / FILE).read_bytes()
    assert read_reference(tmp_path / "out.json").release.version == "2026.1"


def test_command_overwrites_nothing(built: Path, tmp_path: Path) -> None:
    (tmp_path / "out.json").write_text("mine")
    refused = run("statistics", built, "--out", tmp_path / "out.json")
    assert (refused.exit_code, (tmp_path / "out.json").read_text()) == (3, "mine")


def test_command_shows_a_curve_with_its_meaning_and_that_it_is_synthetic(built: Path) -> None:
    shown = run("statistics", built, "--domain", "respiratory").stdout
    assert "Breathing, everyone" in shown
    assert "Among people alive and reporting at that time." in shown
    assert "Synthetic data" in shown


def test_command_prints_the_file_as_one_object(built: Path) -> None:
    told = json.loads(run("statistics", built, "--json").stdout)
    assert told == json.loads((built / FOLDER / FILE).read_text("utf-8"))


def test_release_says_in_brief_what_it_has(built: Path) -> None:
    assert "Reference statistics, for everybody" in run("show", built).stdout


def few(built: Path, folder: Path, people: int) -> Path:
    """The tables of the first so many people."""
    folder.mkdir()
    subjects = pq.read_table(built / "tables" / "subject.parquet").slice(0, people)
    for name in ("subject", "alsfrs"):
        rows = pq.read_table(built / "tables" / f"{name}.parquet")
        mine = pa.compute.is_in(rows["subject_id"], value_set=subjects["subject_id"].combine_chunks())
        pq.write_table(rows.filter(mine), folder / f"{name}.parquet")
    return folder


@pytest.mark.parametrize(("people", "because"), [(0, "Nobody"), (24, "Fewer than 22 people")])
def test_too_few_people_have_no_statistics(built: Path, tmp_path: Path, people: int, because: str) -> None:
    told = write_statistics(few(built, tmp_path / "tables", people), FACTS, default_count_policy(), tmp_path / FOLDER)
    assert told["made"] is False
    assert because in told["because"]
    assert not (tmp_path / FOLDER).exists()


def test_release_without_statistics_says_why(copied: Path) -> None:
    told = manifest(copied)
    del told["files"][f"{FOLDER}/{FILE}"]
    told["statistics"] = {"made": False, "because": "Nobody has a course."}
    (copied / "manifest.json").write_text(as_json(told), "utf-8")
    refused = run("statistics", copied)
    assert refused.exit_code == 3
    assert "has no reference statistics. Nobody has a course." in refused.stderr
    assert "No reference statistics: Nobody has a course." in run("show", copied).stdout


def test_page_shows_every_number_of_everyone_and_no_other(built: Path) -> None:
    page = (built / "report.html").read_text("utf-8")
    reference = read_reference(built / FOLDER / FILE)
    for domain in DOMAINS:
        figure = page.split(f'id="others-{domain.id.replace("_", "-")}-everyone"')[1].split("</figure>")[0]
        printed = [
            [re.sub("<.*?>", "", cell) for cell in re.findall(r"<t[hd](?: scope=\"row\")?>.*?</t[hd]>", line)]
            for line in re.findall(r"<tr>(.*?)</tr>", figure.split("<tbody>")[1])
        ]
        assert printed == [
            [str(point.month), f"{point.people:,}", *("–" if one is None else f"{one:.1f}" for one in point.scores)]
            for point in reference.curve(domain.id, EVERYONE)
        ]
    assert "among people alive and reporting at that time" in page
    told = reference.unchanged_over(EVERYONE, 6)
    assert told is not None
    assert f"{told.percent}% of {told.people:,}" in page


def test_page_of_a_release_without_statistics_says_why_or_nothing() -> None:
    class Report:
        others: Any = None

    def section(others: Any) -> str:
        report = Report()
        report.others = others
        return template("others.html.j2").render(report=report)

    assert section(None).strip() == ""
    assert "There are none. Too few." in section({"panels": (), "because": "Too few."})
