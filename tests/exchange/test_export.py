"""What an export holds beside the cells: files, headers, numbers, manifest, README; and what is refused."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from tests.exchange.conftest import TOLD, YEARS, Exports

from openpals.exchange.export import ExportRefused, export_proact, people_of
from openpals.model.editions import EDITIONS
from openpals.release.folders import TargetRefused
from openpals.release.manifest import NotAFolderOfOurs, differences, sha256

# One process makes each export once.
pytestmark = pytest.mark.xdist_group("exchange")


def exported(release: Path, out: Path, year: int = 2026, datasets: tuple[str, ...] = ()) -> dict[str, object]:
    return export_proact(release, out, lambda _: None, year, datasets).manifest


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("year", YEARS)
def test_every_table_of_the_edition_is_a_file_with_its_whole_header(small: Path, tmp_path: Path, year: int) -> None:
    """Also those for which the release has no rows."""
    facts, edition = exported(small, tmp_path / "out", year), EDITIONS[year]
    folder = tmp_path / "out" / edition.folder
    assert {path.name for path in folder.iterdir()} == set(edition.files.values())
    for table, name in edition.files.items():
        header, *rows = (folder / name).read_text("utf-8").split("\n")[:-1]
        assert header == ("\ufeff" if year == 2026 else "") + ",".join(edition.header(table).values())
        assert len(rows) == facts["rows"][name]  # type: ignore[index]
        assert len(rows) == (12 if table in ("DEMOGRAPHICS", "ALSFRS") else 0), table


def test_same_release_gives_the_same_bytes(release: Path, exports: Exports, tmp_path: Path) -> None:
    export_proact(release, tmp_path / "out", lambda _: None, 2022, threads=1)
    assert contents(tmp_path / "out") == contents(exports.of(2022).made.folder)


@pytest.mark.parametrize("year", YEARS)
def test_rows_stand_in_the_order_of_the_numbers(exports: Exports, year: int) -> None:
    """In the release's own order they would tell the order of its pseudonyms."""
    export = exports.of(year)
    for name in EDITIONS[year].files.values():
        lines = (export.folder / name).read_text("utf-8").splitlines()[1:]
        numbers = [int(line.partition(",")[0]) for line in lines]
        assert numbers == sorted(numbers), name


def test_export_of_invented_people_says_so_everywhere(exports: Exports) -> None:
    made = exports.of(2026).made
    assert made.manifest["folder"] == "SYNTHETIC_2026_02_27_PROACT_ALL_FORMS"
    assert str(made.manifest["title"]).startswith("SYNTHETIC: ")
    assert made.manifest["synthetic"] is True
    assert "SYNTHETIC DATA" in (made.folder / "README.txt").read_text("utf-8")


def test_export_of_other_people_does_not_say_so(release: Path, tmp_path: Path) -> None:
    facts = exported(release, tmp_path / "out", 2022, ("registry",))
    assert facts["folder"] == "2022_07_29_PROACT_ALL_FORMS"
    assert "SYNTHETIC" not in (tmp_path / "out" / "README.txt").read_text("utf-8")
    assert "SYNTHETIC" not in (tmp_path / "out" / "manifest.json").read_text("utf-8")


def test_manifest_says_where_the_export_comes_from_and_what_it_holds(release: Path, exports: Exports) -> None:
    made = exports.of(2022).made
    manifest = json.loads((made.folder / "manifest.json").read_text("utf-8"))
    assert manifest["kind"] == "export"
    assert (manifest["layout"], manifest["year"], manifest["people"]) == ("proact", 2022, 1000 + TOLD + 40)
    assert manifest["release"]["version"] == "2026.1"
    assert manifest["release"]["citation"].startswith("OpenPALS pool, release 2026.1.")
    assert manifest["release"]["manifest_sha256"] == sha256(release / "manifest.json")
    assert [one["dataset"] for one in manifest["datasets"]] == [
        "registry",
        "synthetic-members",
        "synthetic-trials-2026",
    ]
    assert set(manifest["files"]) == set(contents(made.folder)) - {"manifest.json"}
    assert differences(made.folder, manifest) == []


def test_readme_names_citation_terms_and_losses(exports: Exports) -> None:
    text = " ".join((exports.of(2022).made.folder / "README.txt").read_text("utf-8").split())
    assert "To be cited as: OpenPALS pool, release 2026.1. Data contributed by" in text
    assert "it is no release of PRO-ACT" in text
    assert "Terms: Synthetic data: every person and every record is invented." in text
    assert "el_escorial: 20 of " in text
    assert "vital_sign.minutes_in_position, all: empty; 80 rows" in text


def test_losses_are_counted_row_by_row(release: Path, tmp_path: Path) -> None:
    """Of the registry's forty people, counted by hand out of what the contribution holds."""
    tables = exported(release, tmp_path / "out", 2026, ("registry",))["tables"]
    counts = {
        name: (table["rows"], table["rows_left_out"], {loss["variable"]: loss["rows"] for loss in table["losses"]})
        for name, table in tables.items()  # type: ignore[attr-defined]
    }
    assert counts["vital_sign"][:2] == (520, 80)  # body mass index and oxygen saturation
    assert counts["biomarker"][:2] == (160, 120)  # a limit, whole blood, another marker
    assert counts["vital_capacity"][:2] == (200, 40)  # lying on the back
    assert counts["el_escorial"] == (40, 20, {None: 20})
    assert counts["trial_arm"] == (40, 13, {None: 13})
    assert counts["equipment"] == (20, 20, {None: 20})
    assert counts["subject"][2]["sex"] == 13
    assert counts["subject"][2]["onset_day"] == 13  # ten days before: told, but not read back
    assert counts["muscle_strength"][2] == {"gave_way": 13}
    assert counts["alsfrs"] == (240, 0, {"source_total": 240, "gastrostomy": 160})  # item 5 answered in four of six


def test_only_the_chosen_dataset_is_exported_under_numbers_of_its_own(release: Path, tmp_path: Path) -> None:
    facts = exported(release, tmp_path / "out", 2022, ("synthetic-members",))
    assert facts["people"] == TOLD
    assert [one["dataset"] for one in facts["datasets"]] == ["synthetic-members"]  # type: ignore[attr-defined]
    everybody, members = people_of(release, 2022), people_of(release, 2022, ["synthetic-members"])
    both = everybody.join(members, "subject_id", right_suffix="_alone", join_type="inner")
    assert both.num_rows == TOLD
    assert sum(a == b for a, b in zip(both["number"].to_pylist(), both["number_alone"].to_pylist(), strict=True)) < 3
    assert "* registry:" not in (tmp_path / "out" / "README.txt").read_text("utf-8")


def test_unknown_dataset_is_refused_with_those_that_there_are(small: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportRefused, match=r"no dataset trials\. It has trial-a"):
        exported(small, tmp_path / "out", datasets=("trials",))
    assert not (tmp_path / "out").exists()


@pytest.fixture
def copy(small: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small, tmp_path / "copy"))


def test_release_that_is_not_what_was_built_is_refused(copy: Path, tmp_path: Path) -> None:
    path = copy / "tables" / "alsfrs.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    (copy / "tables" / "extra.parquet").write_bytes(b"")
    with pytest.raises(ExportRefused, match=r"tables/alsfrs.parquet is changed[^\0]*tables/extra.parquet is added"):
        exported(copy, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy"]


def test_release_of_another_model_is_refused_with_the_version_to_use(copy: Path, tmp_path: Path) -> None:
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    manifest["versions"] |= {"model": "0" * 12, "openpals": "0.0.7"}
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ExportRefused, match=r"export it with OpenPALS 0\.0\.7"):
        exported(copy, tmp_path / "out")


def test_folder_that_is_no_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAFolderOfOurs, match="is no release"):
        exported(tmp_path, tmp_path / "out")


def test_more_people_than_numbers_are_refused(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EDITIONS, 2022, replace(EDITIONS[2022], digits=1))
    with pytest.raises(ExportRefused, match="12 people need numbers of more than 1 digits"):
        exported(small, tmp_path / "out", 2022)


def test_nothing_is_overwritten_but_an_empty_folder_is_taken(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    exported(small, out)
    with pytest.raises(TargetRefused, match="is not empty"):
        exported(small, out)
