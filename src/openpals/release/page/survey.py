"""One pass over each table: rows, filled cells and, where it is wanted, rows by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from pathlib import Path

import ibis
import ibis.expr.types as ir

from ...engine import Engine
from ...model.table import Table
from ...model.tables import ALL
from ...model.variable import Variable
from ...model.vocabulary import vocabulary
from ...privacy.counting.policy import CountPolicy
from ...privacy.counting.suppression import printed

MONTH = 30  # days; onset and diagnosis are rounded to months of this length as well

# Whose rows are counted by month.
DATED = ("alsfrs", "symptom_report", "treatment_report", "outcome_response", "lab", "vital_sign")

UNKNOWN = "unknown"
_BUCKETS = 62


@dataclass
class Survey:
    """What one table holds. ``known`` leaves out cells that say no more than 'unknown'."""

    rows: Counter[str] = field(default_factory=Counter)  # by dataset
    filled: Counter[tuple[str, str]] = field(default_factory=Counter)  # by (dataset, variable)
    known: Counter[tuple[str, str]] = field(default_factory=Counter)
    enough: dict[str, bool] = field(default_factory=dict)  # by dataset: whether the rows are of enough people
    monthly: dict[tuple[str, int], int] = field(default_factory=dict)  # by (dataset, month), of enough people, rounded


def open_tables(engine: Engine, folder: Path) -> dict[str, ir.Table]:
    """The release's tables that are there, in the model's order."""
    paths = {table.name: folder / f"{table.name}.parquet" for table in ALL}
    return {name: engine.scan_parquet(path) for name, path in paths.items() if path.exists()}


def survey(engine: Engine, rows: ir.Table, table: type[Table], policy: CountPolicy) -> Survey:
    """Counts everything in one pass; datasets and months of few people are looked at again, and only those."""
    names = [name for name in table.own_variables() if name in rows.columns]
    dated = table.name in DATED
    keys = {"dataset": rows["dataset"], "month_": rows["day"] // MONTH if dated else ibis.literal(0)}
    sums: dict[str, ir.Value] = {"n_": rows.count(), "buckets_": _buckets(rows["subject_id"]).bit_or()}
    for name in names:
        sums[f"f_{name}"] = rows[name].count()
        if may_be_unknown(table.variables[name]):
            sums[f"k_{name}"] = (rows[name] != UNKNOWN).ifelse(1, 0).sum()
    counted = engine.rows(rows.group_by(**keys).agg(**sums))
    found = Survey()
    buckets: dict[str, int] = {}
    people: dict[tuple[str, int], int] = {}
    monthly: dict[tuple[str, int], int] = {}
    for line in counted:
        dataset = line["dataset"]
        found.rows[dataset] += line["n_"]
        buckets[dataset] = buckets.get(dataset, 0) | line["buckets_"]
        for name in names:
            found.filled[dataset, name] += line[f"f_{name}"]
            known = line.get(f"k_{name}", line[f"f_{name}"])
            found.known[dataset, name] += known or 0
        if dated and line["month_"] is not None:
            people[dataset, line["month_"]] = line["buckets_"].bit_count()
            monthly[dataset, line["month_"]] = line["n_"]
    doubtful = sorted(m for m, least in people.items() if least < policy.people <= monthly[m])
    people |= _people(engine, rows, doubtful)
    found.monthly = {m: printed(monthly[m], policy) for m in sorted(people) if people[m] >= policy.people}
    few = [name for name, seen in buckets.items() if seen.bit_count() < policy.people <= found.rows[name]]
    exact = _people_of(engine, rows, few)
    found.enough = {name: exact.get(name, seen.bit_count()) >= policy.people for name, seen in buckets.items()}
    return found


def may_be_unknown(variable: Variable) -> bool:
    """Whether the variable has a code that says only that nothing is known."""
    return variable.vocabulary is not None and UNKNOWN in vocabulary(variable.vocabulary).codes


def _buckets(subject: ir.StringColumn) -> ir.IntegerColumn:
    """A bit for each person, shared by some: never more bits than people, cheaper than counting people."""
    bucket = (subject.right(1).ascii_str() % _BUCKETS).cast("int64")
    return ibis.literal(1, "int64") << bucket


def _people(engine: Engine, rows: ir.Table, months: Sequence[tuple[str, int]]) -> dict[tuple[str, int], int]:
    if not months:
        return {}
    by_dataset: dict[str, list[int]] = {}
    for dataset, month in months:
        by_dataset.setdefault(dataset, []).append(month)
    month_ = rows["day"] // MONTH
    wanted = reduce(or_, ((rows["dataset"] == d) & month_.isin(listed) for d, listed in by_dataset.items()))
    few = rows.filter(wanted)
    counted = few.group_by(dataset=few["dataset"], month_=few["day"] // MONTH).agg(people_=few["subject_id"].nunique())
    return {(line["dataset"], line["month_"]): line["people_"] for line in engine.rows(counted)}


def _people_of(engine: Engine, rows: ir.Table, datasets: Sequence[str]) -> dict[str, int]:
    if not datasets:
        return {}
    few = rows.filter(rows["dataset"].isin(datasets))
    counted = few.group_by("dataset").agg(people_=few["subject_id"].nunique())
    return {line["dataset"]: line["people_"] for line in engine.rows(counted)}
