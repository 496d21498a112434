"""Making a deposit, on the contributor's side: everything that identifies stays there."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from .. import __version__
from ..engine import Engine
from ..harmonise.accounting import FileAccount
from ..harmonise.pipeline import Harmonised, harmonise, source_ids
from ..harmonise.work import Settings
from ..model.dictionary import model_version
from ..model.tables import TABLES
from ..privacy.guard import Leak, leaks
from ..privacy.history_ends import untold_days
from ..privacy.keys import Key
from ..privacy.policy import Policy
from ..privacy.pseudonyms import numbered, pseudonyms
from ..privacy.risk import class_risk
from ..privacy.text import Own
from ..sources.contribution import Contribution, read_contribution
from ..sources.files import Problem, SourceRefused
from ..sources.folder import SourceFile, open_files
from ..sources.identity import identity_texts
from .folders import whole_folder
from .manifest import seal, write_json
from .output import ROW_GROUP_SIZE, Labels, Written, in_order, unpacked, write_table
from .quality import quality_report

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
        with Engine(Path(scratch), memory=memory, threads=threads) as engine:
            settings = Settings(
                engine,
                contribution.layout,
                contribution.dataset,
                contribution.condition,
                contribution.extracted,
            )
            files, people = _open(settings, contribution, Path(scratch), key, policy, progress)
            result = harmonise(settings, files, people, progress)
            _accept(contribution, result)
            _refuse_nobody(contribution, policy, people.num_rows - result.people_left_out)
            labels = Labels(people["subject_id"].combine_chunks(), [contribution.dataset])
            written = _write_tables(engine, work / "tables", result, labels, progress)
            progress("look for what could identify")
            own = Own(lambda: identity_texts(contribution, files), contribution.ordinary_words)
            found = leaks(work / "tables", people["source_id"], own)
            if found:
                raise IdentityLeak(found)
            risk = class_risk(engine, [work / "tables" / "subject.parquet"], policy)
        risk["ages_hidden"] = result.ages_hidden
        told = people.num_rows - result.people_left_out
        if contribution.layout.open_ended:
            window = policy.history_ends
            risk["history_ends"] = {
                "from": window.nearest,
                "to": window.farthest,
                "people_left_out": result.people_left_out,
            }
        rows = {name: table.rows for name, table in written.items()}
        quality = quality_report(result.accounts, {name: table.filled for name, table in written.items()})
        pq.write_table(result.findings, work / "findings.parquet", compression="zstd")
        write_json(work / "quality.json", quality)
        write_json(work / "risk.json", risk)
        seal(work, KIND, _facts(contribution, policy, told, rows))
    return Deposited(out, told, rows, quality, risk)


def _open(
    settings: Settings,
    contribution: Contribution,
    scratch: Path,
    key: Callable[[str], Key],
    policy: Policy,
    progress: Progress,
) -> tuple[list[SourceFile], pa.Table]:
    """The checked files, and everybody with number, pseudonym and, where reports are open-ended, days not told.

    Raises SourceRefused with the problems of all files.

    To make pseudonyms is work for a single processor; the other files are checked meanwhile.
    """
    progress("check the files")
    with ThreadPoolExecutor(1) as pool:
        opening = pool.submit(open_files, contribution, scratch, people=False)
        try:
            files = open_files(contribution, scratch, people=True)
        except SourceRefused as refused:
            others = opening.exception()
            raise SourceRefused([*refused.problems, *getattr(others, "problems", [])]) from None
        ids = source_ids(settings, files)
        if not ids:
            lists = contribution.layout.people
            raise SourceRefused([Problem(lists, None, None, "it lists nobody", "Add the people, one row each.")])
        progress("make pseudonyms")
        secret = key(contribution.dataset)
        people = {"source_id": pa.array(ids, pa.string()), "subject_id": pseudonyms(secret, contribution.dataset, ids)}
        if contribution.layout.open_ended:
            people["_untold"] = untold_days(secret, ids, policy.history_ends)
        files += opening.result()
    return files, numbered(pa.table(people))


def _accept(contribution: Contribution, result: Harmonised) -> None:
    if any(account.lossy_share > contribution.accept_losses for account in result.accounts):
        raise LossesRefused(result.accounts, result.findings)


def _refuse_nobody(contribution: Contribution, policy: Policy, people: int) -> None:
    if people:
        return
    what = "nobody in it has been there long enough to be told of"
    remedy = (
        f"Histories end up to {policy.history_ends.farthest} days before the latest report (docs/privacy.md): make the "
        "deposit when people have reported for longer."
    )
    raise SourceRefused([Problem(contribution.layout.people, None, None, what, remedy)])


def _write_tables(
    engine: Engine, folder: Path, result: Harmonised, labels: Labels, progress: Progress
) -> dict[str, Written]:
    """Every table that has rows. Two at a time: half of writing one is work for a single processor."""

    def write(name: str) -> Written:
        progress(f"write {name}")
        batches: Iterable[pa.RecordBatch]
        if name in result.packed:
            packed, plan = result.packed[name]
            batches = unpacked(packed.to_batches(max_chunksize=ROW_GROUP_SIZE), plan)
        else:
            batches = engine.batches(in_order(result.tables[name], TABLES[name]))
        return write_table(batches, TABLES[name], labels, folder / f"{name}.parquet")

    folder.mkdir()
    # The largest first, so that the others are written meanwhile.
    names = sorted((name for name in TABLES if name in result.tables), key=lambda name: name not in result.packed)
    with ThreadPoolExecutor(2) as pool:
        written = dict(zip(names, pool.map(write, names), strict=True))
    return {name: written[name] for name in TABLES if name in written and written[name].rows}


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
        "ordinary_words": sorted(contribution.ordinary_words),
        "people": people,
        "rows": rows,
        "versions": {"openpals": __version__, "model": model_version(), "policy": policy.name},
    }
