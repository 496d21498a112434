"""SDTM's rules, one function each, asked about all datasets of a trial: what is broken, in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import pyarrow as pa

from openpals.simulate.sdtm.variables import DATASETS, LONGEST_LABEL, LONGEST_NAME, LONGEST_TEXT

Row = dict[str, Any]
Trial = Mapping[str, list[Row]]
Rule = Callable[[Trial], Iterator[str]]

FINDINGS = ("LB", "MK", "QS", "RE", "VS")
# Closed lists of CDISC's terminology, or the part of an open one that this simulator may use.
TERMS: dict[str, set[str]] = {
    "SEX": {"F", "M", "U"},
    "ETHNIC": {"HISPANIC OR LATINO", "NOT HISPANIC OR LATINO", "NOT REPORTED", "UNKNOWN"},
    "RACE": {
        "AMERICAN INDIAN OR ALASKA NATIVE",
        "ASIAN",
        "BLACK OR AFRICAN AMERICAN",
        "NATIVE HAWAIIAN OR OTHER PACIFIC ISLANDER",
        "WHITE",
        "OTHER",
        "MULTIPLE",
        "UNKNOWN",
    },
    "AGEU": {"YEARS"},
    "ARMNRS": {"SCREEN FAILURE", "NOT ASSIGNED", "ASSIGNED, NOT TREATED", "UNPLANNED TREATMENT"},
    "AESEV": {"MILD", "MODERATE", "SEVERE"},
    "AEOUT": {
        "FATAL",
        "NOT RECOVERED/NOT RESOLVED",
        "RECOVERED/RESOLVED",
        "RECOVERED/RESOLVED WITH SEQUELAE",
        "RECOVERING/RESOLVING",
        "UNKNOWN",
    },
    "EPOCH": {"SCREENING", "TREATMENT", "FOLLOW-UP"},
    "VSPOS": {"SITTING", "STANDING", "SUPINE"},
    "VSSTRESU": {"mmHg", "beats/min", "breaths/min", "C", "kg", "cm"},
    "VSORRESU": {"mmHg", "beats/min", "breaths/min", "C", "F", "kg", "LB", "cm", "in"},
    "LBSPEC": {"SERUM", "BLOOD", "URINE", "CEREBROSPINAL FLUID"},
    "MKLAT": {"LEFT", "RIGHT", "BILATERAL"},
    "QSEVAL": {"STUDY SUBJECT", "CAREGIVER", "INVESTIGATOR"},
    "SVCNTMOD": {"IN PERSON", "TELEPHONE CALL", "REMOTE AUDIO VIDEO", "MAIL"},
    "SSSTRESC": {"ALIVE", "DEAD", "UNKNOWN"},
    "DSCAT": {"PROTOCOL MILESTONE", "DISPOSITION EVENT", "OTHER EVENT"},
    "CMDOSU": {"mg", "g", "ug", "IU", "TABLET", "CAPSULE"},
    "CMROUTE": {"ORAL", "ENTERAL"},
}
YES_OR_NOTHING = ("DTHFL", "SVPRESP", "SVOCCUR", "CMPRESP", "MHPRESP", "AESDTH", "AESLIFE")
YES_OR_NO = ("AESER", "CMOCCUR", "MHOCCUR")


def rows_of(made: Mapping[str, pa.Table]) -> dict[str, list[Row]]:
    return {name: table.to_pylist() for name, table in made.items()}


def every_row(trial: Trial) -> Iterator[tuple[str, Row]]:
    return ((name, row) for name, rows in trial.items() for row in rows)


def names_and_labels_fit(trial: Trial) -> Iterator[str]:
    for name in trial:
        declared = DATASETS[name]
        if len(declared.label) > LONGEST_LABEL or len(name) > LONGEST_NAME:
            yield f"{name}: label {declared.label}"
        for variable in declared.variables:
            fits = re.fullmatch(r"[A-Z][A-Z0-9_]*", variable.name) and len(variable.name) <= LONGEST_NAME
            if not fits or not 0 < len(variable.label) <= LONGEST_LABEL:
                yield f"{name}.{variable.name}: {variable.label}"


def texts_fit(trial: Trial) -> Iterator[str]:
    for name, row in every_row(trial):
        for variable in DATASETS[name].variables:
            value = row[variable.name]
            if variable.is_text and value is not None:
                limit = min(variable.length, LONGEST_TEXT)
                if not isinstance(value, str) or not 0 < len(value) <= limit or not value.isascii():
                    yield f"{name}.{variable.name}: {value!r}"


def columns_are_the_declared_ones(trial: Trial) -> Iterator[str]:
    for name, row in every_row(trial):
        if tuple(row) != tuple(variable.name for variable in DATASETS[name].variables):
            yield f"{name}: {tuple(row)}"


def required_values_are_there(trial: Trial) -> Iterator[str]:
    for name, row in every_row(trial):
        for variable in DATASETS[name].variables:
            if variable.core == "Req" and row[variable.name] is None:
                yield f"{name}.{variable.name}"


def identifiers_agree(trial: Trial) -> Iterator[str]:
    people = Counter(row["USUBJID"] for row in trial["DM"])
    (study,) = {row["STUDYID"] for row in trial["DM"]}
    for name, row in every_row(trial):
        about = "RDOMAIN" if name.startswith("SUPP") else "DOMAIN"
        if row["STUDYID"] != study or row[about] != name.removeprefix("SUPP"):
            yield f"{name}: {row['STUDYID']} {row[about]}"
        if "USUBJID" in row and people[row["USUBJID"]] != 1:
            yield f"{name}: {row['USUBJID']}"


def sequences_ascend(trial: Trial) -> Iterator[str]:
    for name, rows in trial.items():
        if (sequence := DATASETS[name].sequence) is None:
            continue
        last: dict[str, int] = {}
        for row in rows:
            if row[sequence] != last.get(row["USUBJID"], 0) + 1:
                yield f"{name}: {row['USUBJID']} {row[sequence]}"
            last[row["USUBJID"]] = row[sequence]


def rows_are_sorted_and_told_apart_by_keys(trial: Trial) -> Iterator[str]:
    for name, rows in trial.items():
        keys = [[(row[key] is None, row[key]) for key in DATASETS[name].keys] for row in rows]
        bare = [[(empty, "" if empty else value) for empty, value in key] for key in keys]
        yield from (f"{name}: {one}" for one, other in pairwise(bare) if not one < other)


def dates_are_iso_8601(trial: Trial) -> Iterator[str]:
    for name, row in every_row(trial):
        for variable, value in row.items():
            if variable.endswith("DTC") and value is not None:
                try:
                    date.fromisoformat(value)
                except ValueError:
                    yield f"{name}.{variable}: {value}"


def study_days_count_from_1_and_skip_0(trial: Trial) -> Iterator[str]:
    starts = {row["USUBJID"]: date.fromisoformat(row["RFSTDTC"]) for row in trial["DM"]}
    for name, row in every_row(trial):
        for variable, value in row.items():
            dated = f"{variable[:-2]}DTC"
            if not variable.endswith("DY") or dated not in row:
                continue
            expected = None
            if row[dated] is not None:
                days = (date.fromisoformat(row[dated]) - starts[row["USUBJID"]]).days
                expected = days + 1 if days >= 0 else days
            if value != expected or value == 0:
                yield f"{name}.{variable}: {value} for {row[dated]}"


def ends_follow_starts(trial: Trial) -> Iterator[str]:
    for name, row in every_row(trial):
        for start in (variable for variable in row if variable.endswith("STDTC")):
            end = row.get(f"{start[:-5]}ENDTC")
            if row[start] is not None and end is not None and end < row[start]:
                yield f"{name}.{start}: {row[start]} to {end}"


def terms_are_controlled(trial: Trial) -> Iterator[str]:
    lists = TERMS | {name: {"Y"} for name in YES_OR_NOTHING} | {name: {"Y", "N"} for name in YES_OR_NO}
    for name, row in every_row(trial):
        for variable, value in row.items():
            if variable in lists and value is not None and value not in lists[variable]:
                yield f"{name}.{variable}: {value}"


def codes_have_one_name(trial: Trial) -> Iterator[str]:
    for name, row in every_row(trial):
        code = row.get(f"{name}TESTCD")
        if code is not None and not re.fullmatch(r"[A-Z_][A-Z0-9_]{0,7}", code):
            yield f"{name}TESTCD: {code}"
    for name in FINDINGS:
        pairs = {(row[f"{name}TESTCD"], row[f"{name}TEST"]) for row in trial[name]}
        yield from (f"{name}: {code}" for code, times in Counter(code for code, _ in pairs).items() if times > 1)


def results_are_standardised(trial: Trial) -> Iterator[str]:
    for name in FINDINGS:
        units: dict[tuple[str, Any], set[Any]] = {}
        for row in trial[name]:
            text, number = row[f"{name}STRESC"], row[f"{name}STRESN"]
            if text is None or (number is not None and float(text) != number):
                yield f"{name}STRESC: {text} {number}"
            about = row[f"{name}TESTCD"], row.get(f"{name}SPEC")
            if number is not None:
                units.setdefault(about, set()).add(row.get(f"{name}STRESU"))
        yield from (f"{name}: {about} in {found}" for about, found in units.items() if len(found) > 1)


def one_last_observation_before_exposure(trial: Trial) -> Iterator[str]:
    exposed = {row["USUBJID"]: row["RFXSTDTC"] or row["RFSTDTC"] for row in trial["DM"]}
    for name in FINDINGS:
        flagged: dict[tuple[Any, ...], list[Row]] = {}
        early: dict[tuple[Any, ...], list[Row]] = {}
        for row in trial[name]:
            about = (
                row["USUBJID"],
                row[f"{name}TESTCD"],
                *(row.get(f"{name}{q}") for q in ("POS", "LOC", "LAT", "SPEC")),
            )
            if row[f"{name}LOBXFL"] == "Y":
                flagged.setdefault(about, []).append(row)
            if row[f"{name}DTC"] <= exposed[row["USUBJID"]]:
                early.setdefault(about, []).append(row)
        for about in early.keys() | flagged.keys():
            rows = flagged.get(about, [])
            latest = max((row[f"{name}DTC"] for row in early.get(about, [])), default=None)
            if len(rows) != 1 or rows[0][f"{name}DTC"] != latest:
                yield f"{name}: {about}"


def visits_of_findings_took_place(trial: Trial) -> Iterator[str]:
    visits = {(row["USUBJID"], row["VISITNUM"]): row for row in trial["SV"]}
    for name in FINDINGS:
        for row in trial[name]:
            if row["VISITNUM"] is None:
                if row["VISIT"] is not None or name not in ("LB",):
                    yield f"{name}: {row['USUBJID']} without a visit"
                continue
            visit = visits.get((row["USUBJID"], row["VISITNUM"]))
            if visit is None or visit["VISIT"] != row["VISIT"] or visit["VISITDY"] != row["VISITDY"]:
                yield f"{name}: {row['USUBJID']} {row['VISIT']}"
            elif not visit["SVSTDTC"] <= row[f"{name}DTC"] <= visit["SVENDTC"]:
                yield f"{name}: {row['USUBJID']} {row['VISIT']} {row[f'{name}DTC']}"


def visit_numbers_follow_time_and_plan(trial: Trial) -> Iterator[str]:
    planned = {row["VISITNUM"]: row["VISIT"] for row in trial["TV"]}
    for one, other in pairwise(trial["SV"]):
        if one["USUBJID"] == other["USUBJID"] and not one["SVENDTC"] < other["SVSTDTC"]:
            yield f"{one['USUBJID']} {one['VISIT']}"
    for row in trial["SV"]:
        is_planned = planned.get(row["VISITNUM"]) == row["VISIT"]
        if is_planned != (row["SVPRESP"] == "Y") or is_planned != (row["SVUPDES"] is None):
            yield f"{row['USUBJID']} {row['VISIT']}"


def arms_are_the_trials(trial: Trial) -> Iterator[str]:
    arms = {(row["ARMCD"], row["ARM"]) for row in trial["TA"]}
    treated = {row["USUBJID"]: row for row in trial["EX"]}
    for row in trial["DM"]:
        assigned = row["ARMCD"] is not None
        if assigned and (row["ARMCD"], row["ARM"]) not in arms:
            yield f"{row['USUBJID']} {row['ARMCD']}"
        if assigned == (row["ARMNRS"] is not None) or assigned != (row["RFXSTDTC"] is not None):
            yield f"{row['USUBJID']} {row['ARMNRS']} {row['RFXSTDTC']}"
        exposure = treated.get(row["USUBJID"], {"EXSTDTC": None, "EXENDTC": None})
        if (row["RFXSTDTC"], row["RFXENDTC"]) != (exposure["EXSTDTC"], exposure["EXENDTC"]):
            yield f"{row['USUBJID']} {row['RFXSTDTC']} {exposure['EXSTDTC']}"


def deaths_agree(trial: Trial) -> Iterator[str]:
    dead = {row["USUBJID"]: row["DTHDTC"] for row in trial["DM"] if row["DTHFL"]}
    told = {
        "DS": {row["USUBJID"]: row["DSSTDTC"] for row in trial["DS"] if row["DSDECOD"] == "DEATH"},
        "DD": {row["USUBJID"]: row["DDDTC"] for row in trial["DD"]},
        "SS": {row["USUBJID"]: row["SSDTC"] for row in trial["SS"] if row["SSSTRESC"] == "DEAD"},
    }
    yield from (name for name, people in told.items() if people != dead)
    yield from (row["USUBJID"] for row in trial["DM"] if row["DTHDTC"] and not row["DTHFL"])


def epochs_are_those_of_the_elements(trial: Trial) -> Iterator[str]:
    spans: dict[str, list[Row]] = {}
    for row in trial["SE"]:
        spans.setdefault(row["USUBJID"], []).append(row)
    for name, row in every_row(trial):
        day = row.get(f"{name}DTC") or row.get(f"{name}STDTC")
        if name in ("TA", "SE") or row.get("EPOCH") is None or day is None:
            continue
        span = next((span for span in spans[row["USUBJID"]] if span["EPOCH"] == row["EPOCH"]), None)
        if span is None or day < span["SESTDTC"] or day > span["SEENDTC"]:
            yield f"{name}: {row['USUBJID']} {row['EPOCH']} {day}"


def it_says_that_it_is_synthetic(trial: Trial) -> Iterator[str]:
    said = {row["TSPARMCD"]: row["TSVAL"] for row in trial["TS"]}
    yield from (code for code in ("TITLE", "SPONSOR") if "SYNTHETIC" not in said[code])
    yield from (name for name, row in every_row(trial) if not row["STUDYID"].startswith("SYN"))


def nothing_follows_the_end_of_participation(trial: Trial) -> Iterator[str]:
    ends = {row["USUBJID"]: row["RFPENDTC"] for row in trial["DM"]}
    for name in (*FINDINGS, "SV", "EX", "DS", "SE"):
        for row in trial[name]:
            days = [value for variable, value in row.items() if variable.endswith("DTC") and value is not None]
            if days and max(days) > ends[row["USUBJID"]]:
                yield f"{name}: {row['USUBJID']} {max(days)}"


def several_races_are_named(trial: Trial) -> Iterator[str]:
    named = Counter(row["USUBJID"] for row in trial["SUPPDM"])
    for row in trial["DM"]:
        if (row["RACE"] == "MULTIPLE") != (named[row["USUBJID"]] > 1):
            yield row["USUBJID"]


RULES: tuple[Rule, ...] = (
    names_and_labels_fit,
    texts_fit,
    columns_are_the_declared_ones,
    required_values_are_there,
    identifiers_agree,
    sequences_ascend,
    rows_are_sorted_and_told_apart_by_keys,
    dates_are_iso_8601,
    study_days_count_from_1_and_skip_0,
    ends_follow_starts,
    terms_are_controlled,
    codes_have_one_name,
    results_are_standardised,
    one_last_observation_before_exposure,
    visits_of_findings_took_place,
    visit_numbers_follow_time_and_plan,
    arms_are_the_trials,
    deaths_agree,
    epochs_are_those_of_the_elements,
    nothing_follows_the_end_of_participation,
    it_says_that_it_is_synthetic,
    several_races_are_named,
)
