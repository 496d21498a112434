"""Everything that the page says, computed before anything is drawn or written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import ibis.expr.types as ir

from ...engine import Engine
from ...model.rules import RULES, Rule
from ...model.tables import TABLES
from ...model.tables.subject import Subject
from ...model.vocabulary import vocabulary
from ...privacy.attacks.verdict import Verdict
from ...privacy.counting.policy import CountPolicy
from ...privacy.counting.suppression import Hidden
from .characteristics import Characteristic, characteristics
from .charts import STYLES, Panel, activity_panels, course_panels, survival_panels
from .completeness import Completeness, completeness
from .counts import ALL, Columns, Share, Shown, alone, rows_of, share
from .course import LAST_MONTH, course
from .findings import Fate, Found, fates, findings
from .identifying import Identifying, identifying
from .others import Others, others
from .survey import DATED, Survey, open_tables, survey
from .survival import survival
from .words import listed

FIRST_MONTH = -3

T = TypeVar("T")


@dataclass(frozen=True)
class Dataset:
    """One contribution, as the manifest describes it."""

    name: str
    contributor: str
    title: str
    condition: str
    terms: str
    synthetic: bool
    people: Shown


@dataclass(frozen=True)
class Contents:
    """One table's rows, by dataset and in all."""

    table: str
    description: str
    rows: tuple[Shown, ...]


@dataclass(frozen=True)
class Printed:
    """A quasi-identifier of the classes: how it is printed, and in how many people's rows it was suppressed."""

    label: str
    how: str
    suppressed: Share | None


@dataclass(frozen=True)
class Risk:
    """How well people hide among their like. Shares of people, never sharp enough to count a few."""

    people: Shown
    classes: int
    smallest: Shown
    threshold: int
    maximum: str
    average: float
    alone: Share | None
    below: Share | None
    quasi_identifiers: tuple[str, ...]
    meaning: str
    printed: tuple[Printed, ...]
    kept: str


@dataclass(frozen=True)
class Joined:
    """People in several datasets: how many were linked, the share that a release tells of, what their rows contradict.

    ``contradict``: variable and how many people; those of nobody are left out.
    """

    given: Shown
    kept: Share | None
    contradict: tuple[tuple[str, Shown], ...]


@dataclass(frozen=True)
class Attacked:
    """An attack that was run on the release, and whether it stayed below what the policy allows."""

    attack: str
    variant: str
    verdict: str


@dataclass(frozen=True)
class Report:
    """The numbers of the page, in its order."""

    title: str
    version: str
    citation: str
    versions: Mapping[str, str]
    policy: CountPolicy
    people: Shown
    datasets: tuple[Dataset, ...]
    columns: tuple[str, ...]
    contents: tuple[Contents, ...]
    characteristics: tuple[Characteristic, ...]
    completeness: tuple[Completeness, ...]
    course: tuple[Panel, ...]
    activity: tuple[Panel, ...]
    activity_lines: tuple[str, ...]
    survival: tuple[Panel, ...]
    no_survival: tuple[str, ...]
    findings: tuple[Found, ...]
    silent_rules: tuple[Rule, ...]
    fates: Mapping[str, tuple[Fate, ...]]
    risk: Risk
    joined: Joined | None  # where links were given
    attacks: tuple[Attacked, ...]
    identifying: Identifying | None
    open: Mapping[str, Any] | None  # as the manifest tells of the open tables
    twin: Mapping[str, Any] | None  # as the manifest tells of the synthetic twin; it holds no count of a few already
    others: Others | None  # where the manifest tells of reference statistics

    @property
    def synthetic(self) -> tuple[str, ...]:
        """The synthetic datasets."""
        return tuple(dataset.name for dataset in self.datasets if dataset.synthetic)


def make_report(
    engine: Engine,
    tables: Path,
    manifest: Mapping[str, Any],
    quality: Mapping[str, Any],
    risk: Mapping[str, Any],
    policy: CountPolicy,
) -> Report:
    """Reads each table once, and those of people, their status and their ALSFRS a few times more.

    Every count in it is as ``policy`` prints it.
    """
    opened = open_tables(engine, tables)
    surveys = {name: survey(engine, rows, TABLES[name], policy) for name, rows in opened.items()}
    columns = Columns({entry["dataset"]: entry["people"] for entry in manifest["datasets"]}, policy)
    datasets = tuple(columns.people)
    found = findings(quality, datasets, policy)
    by_table = _activity(surveys, datasets)
    panels, without = _survival(engine, opened, datasets, policy)
    return Report(
        title=manifest["title"],
        version=str(manifest["version"]),
        citation=_citation(manifest),
        versions=manifest["versions"],
        policy=policy,
        people=columns.told.get(ALL, columns.told[datasets[0]]) if datasets else 0,
        datasets=tuple(_dataset(entry, columns.told[entry["dataset"]]) for entry in manifest["datasets"]),
        columns=columns.names,
        contents=tuple(
            _contents(name, surveys.get(name), datasets, policy) for name in TABLES if manifest["rows"].get(name)
        ),
        characteristics=tuple(characteristics(engine, opened, columns)),
        completeness=tuple(
            completeness(TABLES[name], surveyed, datasets, quality, policy) for name, surveyed in surveys.items()
        ),
        course=tuple(course_panels(_ordered(course(engine, opened, policy), datasets))),
        activity=tuple(activity_panels(by_table)),
        activity_lines=tuple(dict.fromkeys(line for lines in by_table.values() for line in lines)),
        survival=panels,
        no_survival=without,
        findings=tuple(found),
        silent_rules=tuple(rule for rule in RULES.values() if rule.id not in {one.rule.id for one in found}),
        fates={name: tuple(fates(quality, name, policy)) for name in datasets},
        risk=_risk(risk, policy),
        joined=_joined(risk.get("links"), policy),
        attacks=tuple(
            Attacked(one["title"], one["variant"], one["verdict"])
            for one in risk.get("attacks", ())
            if one["verdict"] != Verdict.NOT_RUN
        ),
        identifying=identifying(risk.get("trajectory"), policy),
        open=manifest.get("open"),
        twin=manifest.get("twin"),
        others=others(tables, manifest.get("statistics")),
    )


def _citation(manifest: Mapping[str, Any]) -> str:
    if manifest.get("citation"):
        return str(manifest["citation"])
    by = listed(sorted({entry["contributor"] for entry in manifest["datasets"]}))
    return f"{by}. {manifest['title']}, version {manifest['version']}. OpenPALS data release."


def _dataset(entry: Mapping[str, Any], people: Shown) -> Dataset:
    labels = {term.code: term.label for term in vocabulary("condition").terms}
    condition = str(entry["condition"])
    return Dataset(
        entry["dataset"],
        entry["contributor"],
        entry["title"],
        labels.get(condition, condition),
        entry["terms"],
        bool(entry["synthetic"]),
        people,
    )


def _contents(name: str, found: Survey | None, datasets: Sequence[str], policy: CountPolicy) -> Contents:
    rows = {dataset: found.rows[dataset] if found else 0 for dataset in datasets}
    enough = {dataset: bool(found and found.enough.get(dataset)) for dataset in datasets}
    return Contents(name, TABLES[name].description(), tuple(rows_of(rows, enough, policy).values()))


def _ordered(by_dataset: Mapping[str, T], datasets: Sequence[str]) -> dict[str, T]:
    return {dataset: by_dataset[dataset] for dataset in datasets if dataset in by_dataset}


def _activity(surveys: Mapping[str, Survey], datasets: Sequence[str]) -> dict[str, dict[str, dict[int, int]]]:
    """table -> dataset -> month -> rows; all datasets in one line where there are too many to tell apart."""
    found: dict[str, dict[str, dict[int, int]]] = {}
    for table in DATED:
        lines: dict[str, dict[int, int]] = {}
        for (dataset, month), rows in sorted((surveys[table].monthly if table in surveys else {}).items()):
            if FIRST_MONTH <= month <= LAST_MONTH:
                line = lines.setdefault(dataset if len(datasets) <= STYLES else ALL, {})
                line[month] = line.get(month, 0) + rows
        lines = {name: lines[name] for name in (*datasets, ALL) if name in lines}
        if lines:
            found[table] = lines
    return found


def _survival(
    engine: Engine, opened: Mapping[str, ir.Table], datasets: Sequence[str], policy: CountPolicy
) -> tuple[tuple[Panel, ...], tuple[str, ...]]:
    curves = _ordered(survival(engine, opened, policy), datasets)
    return tuple(survival_panels(curves)), tuple(name for name in datasets if name not in curves)


def _risk(risk: Mapping[str, Any], policy: CountPolicy) -> Risk:
    people = int(risk["people"])
    labels = {name: variable.label for name, variable in Subject.variables.items()}

    def of_people(part: float) -> Share | None:
        return share(round(part * people), people, policy)

    return Risk(
        alone(people, policy),
        risk["classes"],
        alone(risk["smallest_class"], policy),
        risk["threshold"],
        _highest(risk, policy),
        risk["average_risk"],
        of_people(risk["share_alone"]),
        of_people(risk["share_below_threshold"]),
        tuple(labels.get(name, name) for name in risk["quasi_identifiers"]),
        risk["meaning"],
        _printed(risk.get("protection", {}), people, policy),
        f"{risk.get('protection', {}).get('granularity', 0):.0%}",
    )


def _highest(risk: Mapping[str, Any], policy: CountPolicy) -> str:
    """One in how many the smallest class has, told no more sharply than its size."""
    few = 0 < risk["smallest_class"] < policy.people
    return f"above {1 / policy.people:.2f}" if few else f"{risk['maximum_risk']:.2f}"


def _joined(links: Mapping[str, Any] | None, policy: CountPolicy) -> Joined | None:
    if not links or not links["given"]:
        return None
    labels = {name: variable.label for name, variable in Subject.variables.items()}
    return Joined(
        alone(links["given"], policy),
        share(links["kept"], links["given"], policy),
        tuple(
            (labels[name], Hidden.FEW if people is None else alone(people, policy))
            for name, people in links["disagree"].items()
            if people != 0
        ),
    )


def _printed(protection: Mapping[str, Any], people: int, policy: CountPolicy) -> tuple[Printed, ...]:
    """Every column of the classes, and those that are not printed at all."""
    labels = {name: variable.label for name, variable in Subject.variables.items()}
    columns = [
        Printed(
            labels[name],
            str(column["printed"]),
            share(int(column["suppressed_cells"]), people, policy),
        )
        for name, column in protection.get("columns", {}).items()
    ]
    return (
        *columns,
        *(
            Printed(labels[name], "not at all", share(people, people, policy))
            for name in protection.get("columns_not_printed", ())
        ),
    )
