"""A verified release written in PRO-ACT's layout: every file, what they do not say, and where they come from."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from .. import __version__
from ..engine import Engine
from ..model.dictionary import model_version
from ..model.editions import EDITIONS, Edition
from ..model.inversion import outlines
from ..model.refused import Refused
from ..model.tables import TABLES
from ..model.written import Written, written
from ..release.build import KIND as RELEASE
from ..release.folders import whole_folder
from ..release.manifest import MANIFEST, differences, read_manifest, seal, sha256
from .lines import write_lines
from .losses import left_out, of_table
from .numbers import TooManyPeople, numbered
from .readme import readme
from .sheet import NUMBER, sheet

KIND = "export"
LAYOUT = "proact"

Progress = Callable[[str], None]


class ExportRefused(Refused):
    """A release cannot be exported. Carries one line for each thing that is wrong."""

    summary = "The release was not exported; nothing was written."

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Exported:
    """What was written."""

    folder: Path
    manifest: dict[str, Any]


def export_proact(
    release: Path,
    out: Path,
    progress: Progress,
    year: int = 2026,
    datasets: Sequence[str] = (),
    threads: int | None = None,
    memory: str = "2500MB",
) -> Exported:
    """Writes the release, or some of its ``datasets``, into the folder ``out`` in PRO-ACT's layout of ``year``.

    ``out`` then holds the edition's folder of CSV files, a README and a manifest. The same release, year and datasets
    give the same bytes. Raises NotAFolderOfOurs, ExportRefused or TargetRefused; then nothing is written.
    """
    edition, declared = EDITIONS[year], written(LAYOUT)
    progress("check the release")
    manifest = _checked(release)
    chosen = _chosen(manifest, datasets)
    people = people_of(release, year, datasets)
    synthetic = any(dataset["synthetic"] for dataset in chosen)
    with whole_folder(out) as work, tempfile.TemporaryDirectory(prefix="openpals-") as scratch:
        folder = work / edition.folder_of(synthetic)
        folder.mkdir()
        with Engine(Path(scratch), memory=memory, threads=threads) as engine:
            tables = _Tables(engine, release / "tables", people)
            written_rows = {}
            for source, name in edition.files.items():
                progress(f"write {name}")
                written_rows[name] = tables.write(source, folder / name, edition, declared)
            progress("count what is lost")
            lost = {name: found for name in TABLES if (found := tables.lost(name, year)) is not None}
        facts = _facts(release, manifest, chosen, edition, folder.name, people.num_rows, written_rows, lost)
        (work / "README.txt").write_text(readme(facts), "utf-8")
        seal(work, KIND, facts)
    return Exported(out, facts)


def people_of(release: Path, year: int, datasets: Sequence[str] = ()) -> pa.Table:
    """``subject_id`` and ``number`` of everybody in the chosen datasets (all, when none is named).

    Raises ExportRefused where the numbers of that year's edition are too few.
    """
    manifest = read_manifest(release, RELEASE)
    names = [dataset["dataset"] for dataset in _chosen(manifest, datasets)]
    subjects = pq.read_table(release / "tables" / "subject.parquet", columns=["subject_id", "dataset"])
    ids = subjects.filter(pc.is_in(subjects["dataset"], pa.array(names)))["subject_id"].combine_chunks()
    scope = f"{LAYOUT} {year} of release {manifest['version']}: {', '.join(names)}"
    try:
        return numbered(ids, scope, EDITIONS[year].digits)
    except TooManyPeople as error:
        raise ExportRefused([str(error)]) from error


def _checked(release: Path) -> dict[str, Any]:
    manifest = read_manifest(release, RELEASE)
    problems = [
        f"{release}/{found.file} is {found.what}: the release is not what was built. Fetch it again."
        for found in differences(release, manifest)
    ]
    made_with = manifest["versions"]
    if made_with["model"] != model_version():
        problems.append(
            f"{release} was made with model {made_with['model']}, this is {model_version()}: export it with OpenPALS "
            f"{made_with['openpals']}, which made it."
        )
    if problems:
        raise ExportRefused(problems)
    return manifest


def _chosen(manifest: dict[str, Any], names: Sequence[str]) -> list[dict[str, Any]]:
    known = {dataset["dataset"]: dataset for dataset in manifest["datasets"]}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ExportRefused(
            [f"The release has no dataset {', '.join(unknown)}. It has {', '.join(known)}: name one of them."]
        )
    return [dataset for name, dataset in known.items() if not names or name in names]


class _Tables:
    """The release's tables, the people of the export alone."""

    def __init__(self, engine: Engine, folder: Path, people: pa.Table) -> None:
        self.engine, self.folder = engine, folder
        self.people = engine.table(people.rename_columns(["_subject", NUMBER]))

    def rows(self, name: str) -> ir.Table | None:
        """A table with everybody's number, None where the release has none."""
        path = self.folder / f"{name}.parquet"
        if not path.exists():
            return None
        rows = self.engine.scan_parquet(path)
        return rows.join(self.people, rows["subject_id"] == self.people["_subject"])

    def write(self, source: str, path: Path, edition: Edition, declared: Written) -> int:
        """Writes one file of the layout, its header even where there are no rows; gives the number of rows."""
        header = edition.header(source)
        outline = outlines(edition.year)[source]
        rows = self.rows(outline.target)
        lines: Any = ()
        if rows is not None:
            lines = self.engine.batches(sheet(self.engine, outline, rows, declared).lines(list(header)))
        return write_lines(path, list(header.values()), lines, edition.bom)

    def lost(self, name: str, year: int) -> dict[str, Any] | None:
        """Rows of one of our tables, those left out, and each loss that meets any; None where there are no rows."""
        rows = self.rows(name)
        if rows is None:
            return None
        found = of_table(name, year)
        gone = left_out(rows, found)
        counted = [loss for loss in found if loss.where is not None]
        met = {
            f"loss_{i}": rows.count(where=loss.where(rows) if loss.variable is None else loss.where(rows) & ~gone)
            for i, loss in enumerate(counted)
            if loss.where
        }
        counts = self.engine.rows(rows.agg(rows=rows.count(), left_out=rows.count(where=gone), **met))[0]
        if not counts["rows"]:
            return None
        return {
            "rows": counts["rows"],
            "rows_left_out": counts["left_out"],
            "losses": [
                {"variable": loss.variable, "which": loss.which, "becomes": loss.becomes, "rows": counts[f"loss_{i}"]}
                for i, loss in enumerate(counted)
                if counts[f"loss_{i}"]
            ],
        }


def _facts(
    release: Path,
    manifest: dict[str, Any],
    chosen: list[dict[str, Any]],
    edition: Edition,
    folder: str,
    people: int,
    rows: dict[str, int],
    lost: dict[str, Any],
) -> dict[str, Any]:
    synthetic = any(dataset["synthetic"] for dataset in chosen)
    return {
        "title": f"{'SYNTHETIC: ' if synthetic else ''}{manifest['title']} in PRO-ACT's layout of {edition.year}",
        "layout": LAYOUT,
        "year": edition.year,
        "folder": folder,
        "synthetic": synthetic,
        "release": {
            "title": manifest["title"],
            "version": manifest["version"],
            "citation": manifest["citation"],
            "manifest_sha256": sha256(release / MANIFEST),
        },
        "datasets": [
            {
                name: dataset[name]
                for name in ("dataset", "contributor", "title", "terms", "terms_url", "synthetic", "people")
            }
            for dataset in chosen
        ],
        "people": people,
        "rows": rows,
        "tables": lost,
        "versions": {"openpals": __version__, "model": model_version()},
    }
