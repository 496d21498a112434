"""What the reports of a members' export must become, as plainly as Python can say it: dictionaries, no engine."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from tests.contributions import DATASET, EXTRACTED, KEY, pseudonym

from openpals.model.table import Table
from openpals.model.tables import SymptomReport, TreatmentReport
from openpals.model.variable import Type, Variable
from openpals.model.vocabulary import vocabulary

Row = Mapping[str, str]
Value = Any  # what one cell says: a code, a number, or nothing
Report = dict[str, Value]

# The files of reports: the table that each becomes, and the column of each of its variables.
REPORTS: dict[str, tuple[type[Table], dict[str, str]]] = {
    "symptom_reports.csv": (
        SymptomReport,
        {"symptom": "symptom", "severity": "severity", "attributed_to": "attributed_to", "respondent": "answered_by"},
    ),
    "treatment_reports.csv": (
        TreatmentReport,
        {
            "treatment": "treatment",
            "purpose": "purpose",
            "doses_per_day": "doses_per_day",
            "dose": "dose",
            "dose_unit": "dose_unit",
            "effectiveness": "effectiveness",
            "side_effects": "side_effects",
            "adherence": "adherence",
            "burden": "burden",
            "cost_band": "cost_band",
            "side_effect_symptom": "main_side_effect",
            "side_effect_severity": "main_side_effect_severity",
            "respondent": "answered_by",
        },
    ),
}

FIRST_DAY, LAST_DAY = -90, 30 * 365  # a visit's days, from the index day on
PLACEHOLDERS = {
    date.fromisoformat(text)
    for text in ("1111-11-11", "1800-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "2099-12-31", "2999-12-31")
} | {date.max}


def date_of(text: str) -> date | None:
    """Year, month and day; of a full date what follows a T or a blank is a time, and dropped."""
    text = text.strip(" ")
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ].*)?", text) or re.fullmatch(
        r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text
    )
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
    return None if day is None or day in PLACEHOLDERS or day > EXTRACTED else day


def number_of(text: str) -> float | None:
    text = text.strip(" ")
    return float(text) if re.fullmatch(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?", text) else None


def value_of(text: str, variable: Variable) -> Value:
    """What a cell says of a variable: nothing if it is no word of the vocabulary, no number, or out of range."""
    if variable.type is Type.CODE:
        return vocabulary(variable.vocabulary or "").words.get(text.strip(" ").lower())
    number = number_of(text)
    assert variable.minimum is not None
    assert variable.maximum is not None
    if number is None or not variable.minimum <= number <= variable.maximum:
        return None
    if variable.type is Type.INTEGER:
        return int(number) if number == int(number) else None
    return number


def report_of(row: Row, people: Collection[str], table: type[Table], columns: Mapping[str, str]) -> Report | None:
    """A row that is read; nothing, if it lacks what makes it a fact, or is of nobody."""
    report: Report = {name: value_of(row.get(column, ""), table.variables[name]) for name, column in columns.items()}
    report |= {"person": row["member_id"].strip(" "), "date": date_of(row["date"])}
    required = ["date", *(name for name in columns if table.variables[name].required)]
    complete = all(report[name] is not None for name in required)
    return report if complete and report["person"] in people else None


def deposit_of(
    files: Mapping[str, Sequence[Row]], people: Collection[str]
) -> tuple[dict[str, list[Report]], dict[str, dict[str, int]]]:
    """The tables of reports, in order; and for each file how many of its rows are kept, merged, rejected."""
    read = {file: [report_of(row, people, *REPORTS[file]) for row in rows] for file, rows in files.items()}
    index: dict[str, date] = {}
    for report in (report for reports in read.values() for report in reports if report):
        if (EXTRACTED - report["date"]).days <= LAST_DAY:  # earlier ones are no visits, and no beginning
            index[report["person"]] = min(report["date"], index.get(report["person"], date.max))
    tables, fates = {}, {}
    for file, reports in read.items():
        table = REPORTS[file][0]
        visits = [placed(report, index[report["person"]]) for report in reports if report and report["person"] in index]
        visits = [report for report in visits if FIRST_DAY <= report["day"] <= LAST_DAY]
        kept = one_a_fact(visits, table)
        tables[table.name] = [published(report, table) for report in kept]
        fates[file] = {"kept": len(kept), "merged": len(visits) - len(kept), "rejected": len(reports) - len(visits)}
    return tables, fates


def placed(report: Report, index: date) -> Report:
    subject = pseudonym(KEY, DATASET, report["person"])
    return {**report, "subject_id": subject, "dataset": DATASET, "day": (report["date"] - index).days}


def one_a_fact(reports: Sequence[Report], table: type[Table]) -> list[Report]:
    """Of rows that state the same fact the one with the greatest values, empty ones last; sorted by fact."""
    values = [name for name in table.own_variables() if name not in table.key]
    kept: dict[tuple[Value, ...], Report] = {}
    for report in reports:
        fact = in_order(report, ("subject_id", *table.key), table)
        kept[fact] = max(kept.get(fact, report), report, key=lambda one: in_order(one, values, table))
    return [kept[fact] for fact in sorted(kept)]


def in_order(report: Report, names: Sequence[str], table: type[Table]) -> tuple[Value, ...]:
    """Some values, to be compared: codes by their place in the vocabulary; empty is less than anything."""
    return tuple((report[name] is not None, _place(name, report[name], table)) for name in names)


def _place(name: str, value: Value, table: type[Table]) -> Value:
    variable = table.variables[name]
    return vocabulary(variable.vocabulary).codes.index(value) if variable.vocabulary and value is not None else value


def published(report: Report, table: type[Table]) -> Report:
    decimals = {name: v.decimals for name, v in table.variables.items() if v.type is Type.NUMBER}
    found = {name: report[name] for name in table.variables}
    return found | {name: round(found[name], places) for name, places in decimals.items() if found[name] is not None}
