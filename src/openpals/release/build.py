"""Building a release: the same deposits, key and version give the same bytes."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from .. import __version__
from ..engine import Engine
from ..model.dictionary import as_markdown, dictionary, model_version
from ..model.refused import Refused
from ..model.tables import TABLES, Subject
from ..privacy.attacks.catalogue import RELEASE, STATISTICS, TWIN, failed
from ..privacy.attacks.held import Held
from ..privacy.guard import leaks
from ..privacy.keys import Key
from ..privacy.policy import Policy
from ..privacy.risk import class_risk, joined_risk, protected_risk
from ..privacy.text import Own
from .attacked import AttackSucceeded, attack_release, withheld
from .citation import citation, citation_file
from .counts import FILE as COUNTS
from .counts import policy_of, write_counts
from .deposit import IdentityLeak
from .folders import whole_folder
from .linked import Linked, open_links, with_persons
from .manifest import read_json, seal, write_json
from .output import Labels, write_table
from .page import write_page
from .page.attacks import write_risk_page
from .pool import Deposit, DepositRefused, People, open_deposits, pooled, protected_subjects, rekeyed
from .statistics.reading import FOLDER as REFERENCE
from .statistics.write import write_statistics
from .tiers import FOLDER as OPEN
from .tiers import course_risk, read_courses, write_open
from .twin import FOLDER, write_twin

KIND = "release"
Progress = Callable[[str], None]


class VersionRefused(Refused):
    """The version is not one; the message says what one is."""


@dataclass(frozen=True)
class Released:
    """What was built."""

    folder: Path
    manifest: dict[str, Any]


def build_release(
    folders: Sequence[Path],
    out: Path,
    version: str,
    key: Key,
    policy: Policy,
    progress: Progress,
    title: str = "OpenPALS pool",
    threads: int | None = None,
    memory: str = "2500MB",
    previous: Path | None = None,
    links: Path | None = None,
) -> Released:
    """Pools the deposits in ``folders`` into the release ``out``; ``previous`` is the release before, ``links`` the
    file or folder of `openpals link match`, by which subjects of one person share a ``person_id``.

    Raises DepositRefused, VersionRefused, FileRefused, LinksRefused, IdentityLeak, HierarchyRefused, AnonymityRefused,
    CubeRefused, Unprotected, AttackSucceeded, NotAFolderOfOurs or TargetRefused; then nothing is written.
    """
    if not re.fullmatch(r"\d{4}\.\d{1,3}(-[a-z0-9]+)?", version):
        raise VersionRefused(f"{version!r} is no version. Write year.number, such as 2026.1 or 2026.1-test.")
    progress("check the deposits")
    deposits = open_deposits(folders, policy)
    with whole_folder(out) as work, tempfile.TemporaryDirectory(prefix="openpals-") as scratch:
        progress("make this release's pseudonyms")
        people = rekeyed(deposits, key, version)
        linked = None if links is None else open_links(links, deposits, people, key, version)
        if linked is not None and linked.elsewhere:
            progress(f"{linked.elsewhere} entries of the links are about datasets that are not here: left out")
        with Engine(Path(scratch), memory=memory, threads=threads) as engine:
            written = _write_tables(engine, work / "tables", deposits, people, linked, policy, progress)
            progress("look for what could identify")
            vouched = [word for deposit in deposits for word in deposit.manifest.get("ordinary_words", ())]
            found = leaks(work / "tables", people["old"], Own(vouched=tuple(vouched)))
            if found:
                raise IdentityLeak(found)
            progress("measure the risk")
            subjects = work / "tables" / "subject.parquet"
            risk = class_risk(engine, [subjects], policy)
            risk |= {"protected": protected_risk(engine, subjects, policy), "protection": written.protection}
            if linked is not None:
                risk["links"] = {**written.links, "joined": joined_risk(engine, subjects, policy)}
            progress("measure how identifying courses are")
            courses = read_courses(work / "tables")
            risk["trajectory"] = course_risk(engine, work / "tables", courses, policy.people)
            risk["suppressed_rows"] = written.suppressed
            quality = {
                "datasets": {deposit.dataset: read_json(deposit.folder / "quality.json") for deposit in deposits}
            }
            facts = _facts(deposits, version, title, policy, people.num_rows, written.rows)
            progress("make the synthetic twin")
            facts["twin"] = write_twin(engine, work / "tables", facts, policy, key, work / FOLDER)
            progress("write the open tables, if they pass")
            facts["open"] = write_open(engine, work / "tables", courses, facts, policy, key, work / OPEN)
            progress("count in public")
            facts["counts"] = write_counts(engine, work / "tables", version, policy_of(policy), previous, work / COUNTS)
            progress("make the reference statistics")
            facts["statistics"] = write_statistics(work / "tables", facts, policy_of(policy), work / REFERENCE)
            results = attack_release(Held(work / "tables", facts, risk), policy, progress)
            if stopped := failed(results, RELEASE):
                raise AttackSucceeded(stopped)
            if told := failed(results, TWIN):
                facts["twin"] = withheld(work / FOLDER, told)
            if told := failed(results, STATISTICS):
                facts["statistics"] = withheld(work / REFERENCE, told)
            risk["attacks"] = [one.told() for one in results]
            progress("write the reports")
            write_risk_page(results, facts, work / "risk.html")
            write_page(engine, work / "tables", facts, quality, risk, work / "report.html", policy_of(policy))
        write_json(work / "quality.json", quality)
        write_json(work / "risk.json", risk)
        write_json(work / "dictionary.json", dictionary())
        (work / "dictionary.md").write_text(as_markdown(), "utf-8")
        (work / "CITATION.cff").write_text(citation_file(facts), "utf-8")
        seal(work, KIND, facts)
    return Released(out, facts)


@dataclass
class _Tables:
    """The rows of each table, what protecting the people's table cost, the rows left out by table and variable, and
    what became of links.
    """

    rows: dict[str, int] = field(default_factory=dict)
    protection: dict[str, Any] = field(default_factory=dict)
    suppressed: dict[str, dict[str, int]] = field(default_factory=dict)
    links: dict[str, Any] = field(default_factory=dict)


def _write_tables(
    engine: Engine,
    folder: Path,
    deposits: Sequence[Deposit],
    people: pa.Table,
    linked: Linked | None,
    policy: Policy,
    progress: Progress,
) -> _Tables:
    folder.mkdir()
    found = _Tables()
    known = People.of(engine, people, None if linked is None else linked.persons())
    names = [deposit.dataset for deposit in deposits]
    labels = Labels(people["subject_id"].combine_chunks(), names)

    def write(name: str) -> int:
        progress(f"write {name}")
        pool = pooled(engine, deposits, TABLES[name], known, policy)
        batches = pool.batches
        if name == Subject.name:
            before = pa.Table.from_batches(batches)
            printed, found.protection = protected_subjects(before, policy)
            persons = with_persons(before, printed, linked, policy, names)
            batches, found.links = persons.batches, persons.report
        written = write_table(batches, TABLES[name], labels, folder / f"{name}.parquet").rows
        _check_rows(name, written, sum(pool.suppressed.values()), deposits)
        if pool.suppressed:
            found.suppressed[name] = pool.suppressed
        return written

    sizes = {name: sum(deposit.manifest["rows"].get(name, 0) for deposit in deposits) for name in TABLES}
    largest_first = sorted((name for name in TABLES if sizes[name]), key=lambda name: -sizes[name])
    with ThreadPoolExecutor(2) as threads:  # half of writing one is work for a single processor
        rows = dict(zip(largest_first, threads.map(write, largest_first), strict=True))
    found.rows = {name: rows[name] for name in TABLES if rows.get(name)}
    found.suppressed = dict(sorted(found.suppressed.items()))
    return found


def _check_rows(table: str, written: int, suppressed: int, deposits: Sequence[Deposit]) -> None:
    """No row is lost between deposits and release but those that are told as suppressed. Raises DepositRefused."""
    deposited = sum(deposit.manifest["rows"].get(table, 0) for deposit in deposits)
    if written + suppressed != deposited:
        raise DepositRefused(
            [
                f"{table}: {deposited} rows in the deposits, {written} in the release and {suppressed} suppressed. A "
                "deposit holds rows of people whom its subject table does not list, or its manifest counts wrongly: "
                "ask for it again."
            ]
        )


def _facts(
    deposits: Sequence[Deposit], version: str, title: str, policy: Policy, people: int, rows: dict[str, int]
) -> dict[str, Any]:
    datasets = [
        {
            name: deposit.manifest[name]
            for name in (
                "dataset",
                "contributor",
                "title",
                "terms",
                "terms_url",
                "synthetic",
                "people",
                "condition",
                "layout",
                "rows",
            )
        }
        for deposit in deposits
    ]
    facts = {
        "title": title,
        "version": version,
        "datasets": datasets,
        "people": people,
        "rows": rows,
        "synthetic": any(dataset["synthetic"] for dataset in datasets),
        "versions": {"openpals": __version__, "model": model_version(), "policy": policy.name},
    }
    return facts | {"citation": citation(facts)}
