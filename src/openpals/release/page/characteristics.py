"""Table 1: who the people are, by dataset and all together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import ibis.expr.types as ir

from ...engine import Engine
from ...model.tables.events import VitalStatus
from ...model.tables.function import Alsfrs
from ...model.tables.subject import Subject
from ...model.variable import Variable
from ...model.vocabulary import vocabulary
from .counts import ALL, Shown, protect
from .survey import MONTH, UNKNOWN

NOT_RECORDED = "Not recorded"


@dataclass(frozen=True)
class Spread:
    """Where a number lies in a group of at least the policy's number of people."""

    mean: float
    sd: float
    low: float  # 25th centile
    median: float
    high: float  # 75th centile


@dataclass(frozen=True)
class Line:
    """One line by column: a category's count, or a number's spread (None where too few people have it)."""

    label: str
    counts: Mapping[str, Shown] | None = None
    spreads: Mapping[str, Spread | None] | None = None
    quartiles: bool = False  # print those of the spread, and not its mean


@dataclass(frozen=True)
class Characteristic:
    """One variable of Table 1 with its lines."""

    label: str
    lines: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True)
class Columns:
    """The datasets, how many people each has, and whether there is a column for all."""

    people: Mapping[str, int]
    minimum: int

    @property
    def names(self) -> tuple[str, ...]:
        """The columns in order."""
        return (*self.people, *((ALL,) if len(self.people) > 1 else ()))


# Counted in this order. The spread of ages, delays and so on stands between them, see `characteristics`.
_CATEGORIES = ("condition", "sex", "race", "region", "onset_site", "riluzole_use")


def characteristics(engine: Engine, tables: Mapping[str, ir.Table], columns: Columns) -> list[Characteristic]:
    """Table 1. Nothing where there is no subject table."""
    if "subject" not in tables:
        return []
    subject = tables["subject"]
    counted = _count(engine, subject, [name for name in _CATEGORIES if name in subject.columns])
    spread = _spreads(engine, _subject_numbers(subject), {"age": 1, "delay": MONTH, "follow_up": MONTH}, columns)
    found = {name: _categories(Subject.variables[name], counted[name], columns) for name in counted}
    found["n"] = _one("People", protect({d: [n] for d, n in columns.people.items()}, columns.minimum))
    found["age"] = _number(
        "Age at index day, years",
        spread["age"],
        "90 stands for 90 and above; ages may be in bands, see the last section.",
    )
    found["delay"] = _number("Diagnostic delay, months", spread["delay"], "From first symptom to diagnosis.")
    found["follow_up"] = _number(
        "Follow-up, months", spread["follow_up"], "From the index day to the last assessment or report."
    )
    if "alsfrs" in tables:
        first = _spreads(engine, _first_totals(tables["alsfrs"]), {"first": 1}, columns)["first"]
        found["first"] = _number("First ALSFRS-R total", first, Alsfrs.variables["alsfrs_r_total"].description)
    if "vital_status" in tables:
        status = _count(engine, tables["vital_status"], ["status"])["status"]
        found["status"] = _vital_status(status, columns)
    order = (
        "n",
        "condition",
        "age",
        "sex",
        "race",
        "region",
        "onset_site",
        "delay",
        "first",
        "riluzole_use",
        "status",
        "follow_up",
    )
    return [found[name] for name in order if name in found]


Counts = dict[str, Counter[str | None]]  # dataset -> code -> people


def _count(engine: Engine, rows: ir.Table, names: Sequence[str]) -> dict[str, Counts]:
    """People by dataset and code for each variable: the few combinations in one pass, summed up here."""
    combined = rows.group_by("dataset", *names).agg(n_=rows.count())
    found: dict[str, Counts] = {name: {} for name in names}
    for line in engine.rows(combined):
        for name in names:
            found[name].setdefault(line["dataset"], Counter())[line[name]] += line["n_"]
    return found


def _categories(variable: Variable, counted: Counts, columns: Columns) -> Characteristic:
    """The categories that somebody has, in the vocabulary's order; empty and unknown are one line, last."""
    assert variable.vocabulary is not None
    labels = {term.code: term.label for term in vocabulary(variable.vocabulary).terms if term.code != UNKNOWN}
    told = {code for counts in counted.values() for code in counts if code and code != UNKNOWN}
    codes = [*(code for code in labels if code in told), *sorted(told - set(labels))]
    by_dataset = {
        dataset: [
            *(counted.get(dataset, Counter())[code] for code in codes),
            people - sum(counted.get(dataset, Counter())[code] for code in codes),
        ]
        for dataset, people in columns.people.items()
    }
    shown = protect(by_dataset, columns.minimum)
    lines = [_line(labels.get(code, code), shown, i) for i, code in enumerate(codes)]
    if any(counts[-1] for counts in by_dataset.values()):
        lines.append(_line(NOT_RECORDED, shown, len(codes)))
    return Characteristic(variable.label, tuple(lines))


def _vital_status(counted: Counts, columns: Columns) -> Characteristic:
    found = _categories(VitalStatus.variables["status"], counted, columns)
    return Characteristic(found.label, found.lines, "No record means unknown, never alive.")


def _line(label: str, shown: Mapping[str, Sequence[Shown]], i: int) -> Line:
    return Line(label, {name: cells[i] for name, cells in shown.items()})


def _one(label: str, shown: Mapping[str, Sequence[Shown]]) -> Characteristic:
    return Characteristic(label, (_line("", shown, 0),))


@dataclass(frozen=True)
class _Measured:
    """One number: how many have none, and the spread of those who have, by column."""

    missing: Mapping[str, Shown]
    spread: Mapping[str, Spread | None]


def _number(label: str, measured: _Measured, note: str = "") -> Characteristic:
    lines = [
        Line("Mean (SD)", spreads=measured.spread),
        Line("Median (quartiles)", spreads=measured.spread, quartiles=True),
    ]
    if any(measured.missing.values()):
        lines.append(Line(NOT_RECORDED, measured.missing))
    return Characteristic(label, tuple(lines), note)


def _subject_numbers(subject: ir.Table) -> ir.Table:
    return subject.select(
        "dataset",
        age=subject["age"].cast("int64"),
        delay=(subject["diagnosis_day"] - subject["onset_day"]).cast("int64"),
        follow_up=subject["last_contact_day"].cast("int64"),
    )


def _first_totals(alsfrs: ir.Table) -> ir.Table:
    totals = alsfrs.filter(alsfrs["alsfrs_r_total"].notnull())
    first = totals.group_by("dataset", "subject_id").agg(first=totals["alsfrs_r_total"].argmin(totals["day"]))
    return first.select("dataset", first=first["first"].cast("int64"))


def _spreads(engine: Engine, numbers: ir.Table, units: Mapping[str, int], columns: Columns) -> dict[str, _Measured]:
    """The spread of columns of whole numbers; ``units``: column -> how many make one of what is printed."""
    names = list(units)
    by_dataset = {
        line["dataset"]: line for line in engine.rows(numbers.group_by("dataset").agg(**_sums(numbers, names)))
    }
    recorded = {name: {d: _recorded(by_dataset, d, name) for d in columns.people} for name in names}
    enough = {name: [d for d, n in recorded[name].items() if n >= columns.minimum] for name in names}
    together = _together(engine, numbers, enough) if len(columns.people) > 1 else {}
    found = {}
    for name, unit in units.items():
        both = {d: [n, columns.people[d] - n] for d, n in recorded[name].items()}
        missing = {column: cells[1] for column, cells in protect(both, columns.minimum).items()}
        spread = {d: _spread(by_dataset[d], name, unit) if d in enough[name] else None for d in columns.people}
        if together:
            spread[ALL] = _spread(together, name, unit) if enough[name] else None
        found[name] = _Measured(missing, spread)
    return found


def _together(engine: Engine, numbers: ir.Table, enough: Mapping[str, list[str]]) -> dict[str, Any]:
    """Over all datasets, but for those of a few recorded people: the mean of all would give theirs away."""
    kept = {name: numbers["dataset"].isin(listed).ifelse(numbers[name], None) for name, listed in enough.items()}
    joint = numbers.select(**kept)
    return engine.rows(joint.agg(**_sums(joint, list(enough))))[0]


def _recorded(by_dataset: Mapping[str, Mapping[str, Any]], dataset: str, name: str) -> int:
    return int(by_dataset[dataset][f"{name}_n"]) if dataset in by_dataset else 0


_PARTS = ("n", "s", "q", "25", "50", "75")


def _sums(numbers: ir.Table, names: Sequence[str]) -> dict[str, ir.Value]:
    """Sums of whole numbers are the same in any order; an average of fractions is not."""
    sums: dict[str, ir.Value] = {}
    for name in names:
        value = numbers[name]
        sums |= {f"{name}_n": value.count(), f"{name}_s": value.sum(), f"{name}_q": (value * value).sum()}
        sums |= {f"{name}_{centile}": value.quantile(centile / 100) for centile in (25, 50, 75)}
    return sums


def _spread(sums: Mapping[str, Any], name: str, unit: int) -> Spread:
    n, total, squares, low, median, high = (float(sums[f"{name}_{part}"]) for part in _PARTS)
    variance = max(squares - total * total / n, 0.0) / (n - 1)
    return Spread(*(value / unit for value in (total / n, sqrt(variance), low, median, high)))
