"""Table 1: who the people are, by dataset and all together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt

from ...engine import Engine
from ...model.tables.events import VitalStatus
from ...model.tables.function import Alsfrs
from ...model.tables.subject import Subject
from ...model.variable import Variable
from ...model.vocabulary import vocabulary
from ...privacy.counting.policy import CountPolicy
from ...privacy.counting.spreads import deviation, mean, quartiles
from .counts import ALL, Columns, Counted, Shown
from .survey import MONTH, UNKNOWN

NOT_RECORDED = "Not recorded"


Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """Where a number lies in a group of enough people; None where few people would make it."""

    mean: float | None
    sd: float | None
    quartiles: tuple[float, float, float] | None


@dataclass(frozen=True)
class Line:
    """One line by column: a category's count, or a number's spread (None where too few people have it).

    ``whole``: what all categories of a column count together.
    """

    label: str
    counts: Mapping[str, Shown] | None = None
    whole: Mapping[str, Shown] | None = None
    spreads: Mapping[str, Spread | None] | None = None
    quartiles: bool = False  # print those of the spread, and not its mean


@dataclass(frozen=True)
class Characteristic:
    """One variable of Table 1 with its lines."""

    label: str
    lines: tuple[Line, ...]
    note: str = ""


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
    found["n"] = Characteristic("People", (Line("", columns.told),))
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
    shown = columns.counted(by_dataset)
    lines = [_line(labels.get(code, code), shown, i) for i, code in enumerate(codes)]
    if any(counts[-1] for counts in by_dataset.values()):
        lines.append(_line(NOT_RECORDED, shown, len(codes)))
    return Characteristic(variable.label, tuple(lines))


def _vital_status(counted: Counts, columns: Columns) -> Characteristic:
    found = _categories(VitalStatus.variables["status"], counted, columns)
    return Characteristic(found.label, found.lines, "No record means unknown, never alive.")


def _line(label: str, shown: Counted, i: int) -> Line:
    return Line(label, {name: cells[i] for name, cells in shown.cells.items()}, shown.whole)


@dataclass(frozen=True)
class _Measured:
    """One number: how many have none, and the spread of those who have, by column."""

    missing: Mapping[str, Shown]
    whole: Mapping[str, Shown]
    spread: Mapping[str, Spread | None]


def _number(label: str, measured: _Measured, note: str = "") -> Characteristic:
    lines = [
        Line("Mean (SD)", spreads=measured.spread),
        Line("Median (quartiles)", spreads=measured.spread, quartiles=True),
    ]
    if any(measured.missing.values()):
        lines.append(Line(NOT_RECORDED, measured.missing, measured.whole))
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
    table = engine.result(numbers)
    dataset = table["dataset"].combine_chunks().dictionary_encode()
    names, of = dataset.dictionary.to_pylist(), dataset.indices.to_numpy()
    found = {}
    for name, unit in units.items():
        known = table[name].is_valid().to_numpy()
        value = table[name].fill_null(0).to_numpy() / unit
        # Sorted: sums of fractions are the same in one order only.
        values = {one: np.sort(value[known & (of == i)]) for i, one in enumerate(names)}
        found[name] = _measured({one: values.get(one, np.zeros(0)) for one in columns.people}, columns)
    return found


def _measured(values: Mapping[str, Floats], columns: Columns) -> _Measured:
    """The spread by dataset, and over all of them but those of a few people: the mean of all would give theirs away."""
    counted = columns.counted({one: [len(own), columns.people[one] - len(own)] for one, own in values.items()})
    enough = [own for own in values.values() if len(own) >= columns.policy.people]
    spread = {one: _spread(own, columns.policy) for one, own in values.items()}
    if len(values) > 1:
        spread[ALL] = _spread(np.sort(np.concatenate(enough)), columns.policy) if enough else None
    return _Measured({one: cells[1] for one, cells in counted.cells.items()}, counted.whole, spread)


def _spread(values: Floats, policy: CountPolicy) -> Spread | None:
    if len(values) < policy.people:
        return None
    return Spread(mean(values, policy), deviation(values, policy), quartiles(values, policy))
