"""Making a deposit, on the contributor's side: everything that identifies stays there."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from .. import __version__
from ..engine import Engine
from ..harmonise.accounting import FileAccount
from ..harmonise.pack import packing
from ..harmonise.pipeline import Harmonised, harmonise, source_ids
from ..harmonise.work import Settings
from ..model.dictionary import model_version
from ..model.tables import TABLES
from ..privacy.guard import Leak, leaks
from ..privacy.keys import Key
from ..privacy.policy import Policy
from ..privacy.pseudonyms import numbered, pseudonyms
from ..privacy.risk import class_risk
from ..sources.contribution import Contribution, read_contribution
from ..sources.files import Problem, SourceRefused
from ..sources.folder import open_files
from .folders import whole_folder
from .manifest import seal, write_json
from .output import published, published_packed
from .quality import filled_cells, quality_report

KIND = "deposit"
Progress = Callable[[str], None]


class LossesRefused(Exception):
    """More rows lose something than the contributor accepts. Carries the accounts and the listed findings."""

    def __init__(self, accounts: list[FileAccount], findings: pa.Table) -> None:
        super().__init__("more would be lost than contribution.toml accepts")
        self.accounts, self.findings = accounts, findings


class IdentityLeak(Exception):
    """The finished deposit holds what looks like identity. Carries where, never what."""

    def __init__(self, found: list[Leak]) -> None:
        super().__init__("; ".join(str(leak) for leak in found))
        self.leaks = found


@dataclass(frozen=True)
class Deposited:
    """What was made."""

    folder: Path
    people: int
    rows: dict[str, int]
    quality: dict[str, Any]
    risk: dict[str, Any]


def make_deposit(
    folder: Path,
    out: Path,
    key: Callable[[str], Key],
    policy: Policy,
    progress: Progress,
    threads: int | None = None,
    memory: str = "2500MB",
) -> Deposited:
    """Reads the contribution in ``folder`` and writes the deposit ``out``.

    ``key`` gives the contributor's key for a dataset. Raises SourceRefused (input that cannot be read),
    LossesRefused, IdentityLeak, TargetRefused; then nothing is written.
    """
    contribution = read_contribution(folder)
    with whole_folder(out) as work, tempfile.TemporaryDirectory(prefix="openpals-") as scratch:
        progress("check the files")
        files = open_files(contribution, Path(scratch))
        with Engine(Path(scratch), memory=memory, threads=threads) as engine:
            settings = Settings(
                engine,
                contribution.layout,
                contribution.dataset,
                contribution.condition,
                contribution.extracted,
            )
            ids = source_ids(settings, files)
            if not ids:
                raise SourceRefused(
                    [
                        Problem(
                            contribution.layout.people,
                            None,
                            None,
                            "it lists nobody",
                            "Add the people, one row each.",
                        )
                    ]
                )
            progress("make pseudonyms")
            people = numbered(
                pa.table(
                    {
                        "source_id": pa.array(ids, pa.string()),
                        "subject_id": pseudonyms(key(contribution.dataset), contribution.dataset, ids),
                    }
                )
            )
            result = harmonise(settings, files, people, progress)
            _accept(contribution, result)
            rows = _write_tables(engine, work, contribution, result, people, progress)
            progress("look for what could identify")
            found = leaks(work / "tables", people["source_id"])
            if found:
                raise IdentityLeak(found)
            risk = class_risk(engine, [work / "tables" / "subject.parquet"], policy)
        quality = quality_report(result.accounts, filled_cells(work / "tables"))
        pq.write_table(result.findings, work / "findings.parquet", compression="zstd")
        write_json(work / "quality.json", quality)
        write_json(work / "risk.json", risk)
        seal(work, KIND, _facts(contribution, policy, len(ids), rows))
    return Deposited(out, len(ids), rows, quality, risk)


def _accept(contribution: Contribution, result: Harmonised) -> None:
    if any(account.lossy_share > contribution.accept_losses for account in result.accounts):
        raise LossesRefused(result.accounts, result.findings)


def _write_tables(
    engine: Engine,
    work: Path,
    contribution: Contribution,
    result: Harmonised,
    people: pa.Table,
    progress: Progress,
) -> dict[str, int]:
    (work / "tables").mkdir()
    ids = engine.table(people.select(["_person", "subject_id"]))
    rows = {}
    for name, table in TABLES.items():
        if name not in result.tables:
            continue
        progress(f"write {name}")
        kept = result.tables[name]
        path = work / "tables" / f"{name}.parquet"
        if name in result.packed:
            plan = packing(table, people.num_rows)
            assert plan is not None
            engine.write_parquet(published_packed(result.packed[name], table, ids, plan, [contribution.dataset]), path)
        else:
            engine.write_parquet(published(kept, table, ids, contribution.dataset), path)
        rows[name] = pq.read_metadata(path).num_rows
        if not rows[name]:
            path.unlink()
            del rows[name]
    return rows


def _facts(contribution: Contribution, policy: Policy, people: int, rows: dict[str, int]) -> dict[str, Any]:
    return {
        "dataset": contribution.dataset,
        "contributor": contribution.contributor,
        "title": contribution.title,
        "terms": contribution.terms,
        "terms_url": contribution.terms_url,
        "synthetic": contribution.synthetic,
        "condition": contribution.condition,
        "layout": contribution.layout.name,
        "accepted_losses": contribution.accept_losses,
        "people": people,
        "rows": rows,
        "versions": {"openpals": __version__, "model": model_version(), "policy": policy.name},
    }
