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
from .characteristics import Characteristic, Columns, characteristics
from .charts import STYLES, Panel, activity_panels, course_panels, survival_panels
from .completeness import Completeness, completeness
from .counts import ALL, Hidden, Share, Shown, protect, share
from .course import LAST_MONTH, course
from .findings import Fate, Found, fates, few, findings
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
    smallest: int
    threshold: int
    maximum: float
    average: float
    alone: Share | None
    below: Share | None
    quasi_identifiers: tuple[str, ...]
    meaning: str
    printed: tuple[Printed, ...]
    smallest_protected: int
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
class Report:
    """The numbers of the page, in its order."""

    title: str
    version: str
    citation: str
    versions: Mapping[str, str]
    minimum: int
    people: Shown
    datasets: tuple[Dataset, ...]
    columns: tuple[str, ...]
    contents: tuple[Contents, ...]
    characteristics: tuple[Characteristic, ...]
    column_people: Mapping[str, Shown]
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
    minimum: int,
) -> Report:
    """Reads each table once, and those of people, their status and their ALSFRS a few times more."""
    opened = open_tables(engine, tables)
    surveys = {name: survey(engine, rows, TABLES[name], minimum) for name, rows in opened.items()}
    columns = Columns({entry["dataset"]: entry["people"] for entry in manifest["datasets"]}, minimum)
    datasets = tuple(columns.people)
    people = protect({name: [n] for name, n in columns.people.items()}, minimum)
    found = findings(quality, datasets, minimum)
    by_table = _activity(surveys, datasets)
    panels, without = _survival(engine, opened, datasets, minimum)
    return Report(
        title=manifest["title"],
        version=str(manifest["version"]),
        citation=_citation(manifest),
        versions=manifest["versions"],
        minimum=minimum,
        people=few(manifest["people"], minimum),
        datasets=tuple(_dataset(entry, people[entry["dataset"]][0]) for entry in manifest["datasets"]),
        columns=columns.names,
        column_people={name: cells[0] for name, cells in people.items()},
        contents=tuple(
            _contents(name, manifest["rows"][name], surveys.get(name), datasets, minimum)
            for name in TABLES
            if manifest["rows"].get(name)
        ),
        characteristics=tuple(characteristics(engine, opened, columns)),
        completeness=tuple(
            completeness(TABLES[name], surveyed, datasets, quality, minimum) for name, surveyed in surveys.items()
        ),
        course=tuple(course_panels(_ordered(course(engine, opened, minimum), datasets))),
        activity=tuple(activity_panels(by_table)),
        activity_lines=tuple(dict.fromkeys(line for lines in by_table.values() for line in lines)),
        survival=panels,
        no_survival=without,
        findings=tuple(found),
        silent_rules=tuple(rule for rule in RULES.values() if rule.id not in {one.rule.id for one in found}),
        fates={name: tuple(fates(quality, name, minimum)) for name in datasets},
        risk=_risk(risk, minimum),
        joined=_joined(risk.get("links"), minimum),
        identifying=identifying(risk.get("trajectory"), minimum),
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


def _contents(name: str, total: int, found: Survey | None, datasets: Sequence[str], minimum: int) -> Contents:
    rows = {dataset: [found.rows[dataset]] if found else [0] for dataset in datasets}
    if len(datasets) == 1:
        return Contents(name, TABLES[name].description(), (few(total, minimum),))
    return Contents(name, TABLES[name].description(), tuple(cells[0] for cells in protect(rows, minimum).values()))


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
    engine: Engine, opened: Mapping[str, ir.Table], datasets: Sequence[str], minimum: int
) -> tuple[tuple[Panel, ...], tuple[str, ...]]:
    curves = _ordered(survival(engine, opened, minimum), datasets)
    curves = {name: curve for name, curve in curves.items() if len(curve.points) > 1}
    return tuple(survival_panels(curves)), tuple(name for name in datasets if name not in curves)


def _risk(risk: Mapping[str, Any], minimum: int) -> Risk:
    people = int(risk["people"])
    labels = {name: variable.label for name, variable in Subject.variables.items()}

    def of_people(part: float) -> Share | None:
        return share(round(part * people), people, minimum)

    return Risk(
        few(people, minimum),
        risk["classes"],
        risk["smallest_class"],
        risk["threshold"],
        risk["maximum_risk"],
        risk["average_risk"],
        of_people(risk["share_alone"]),
        of_people(risk["share_below_threshold"]),
        tuple(labels.get(name, name) for name in risk["quasi_identifiers"]),
        risk["meaning"],
        _printed(risk.get("protection", {}), people, minimum),
        int(risk.get("protected", {}).get("smallest_class", 0)),
        f"{risk.get('protection', {}).get('granularity', 0):.0%}",
    )


def _joined(links: Mapping[str, Any] | None, minimum: int) -> Joined | None:
    if not links or not links["given"]:
        return None
    labels = {name: variable.label for name, variable in Subject.variables.items()}
    return Joined(
        few(links["given"], minimum),
        share(links["kept"], links["given"], minimum),
        tuple(
            (labels[name], Hidden.FEW if people is None else people)
            for name, people in links["disagree"].items()
            if people != 0
        ),
    )


def _printed(protection: Mapping[str, Any], people: int, minimum: int) -> tuple[Printed, ...]:
    """Every column of the classes, and those that are not printed at all."""
    labels = {name: variable.label for name, variable in Subject.variables.items()}
    columns = [
        Printed(
            labels[name],
            str(column["printed"]),
            share(int(column["suppressed_cells"]), people, minimum),
        )
        for name, column in protection.get("columns", {}).items()
    ]
    return (
        *columns,
        *(
            Printed(labels[name], "not at all", share(people, people, minimum))
            for name in protection.get("columns_not_printed", ())
        ),
    )
