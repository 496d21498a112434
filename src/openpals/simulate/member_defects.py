"""Defects of the members' export: above all dates; members type what trials have typed for them.

R03, R16 and R17 have nothing to find here: members answer the ALSFRS-R only, name one treatment at a time,
and say which they take. Resolved without a finding: R01 exact repeats, R05 neither 5a nor 5b, R09 synonyms,
R13 limits, R14 deaths of which nobody told.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .defects import CONTRADICTIONS, RARE, REPEATS, Edit, Row, Seeder, has, sets

# Tables whose earliest row decides on a member's day 0.
_REPORTS = ("alsfrs", "symptom_reports", "measurements", "treatment_reports", "outcomes", "vital_capacity")

Firsts = dict[str, date]


def seed_members(seed: Seeder, extracted: date) -> None:
    """Every defect that this layout can have, into tables without any."""
    firsts = _first_reports(seed)
    _members(seed, firsts)
    deaths = _deaths(seed)
    tomorrow = (extracted + timedelta(days=400)).isoformat()
    for table in ("symptom_reports", "alsfrs"):
        _dates(seed, table, deaths, tomorrow)
    _answers(seed)
    _results(seed, firsts)
    for table in ("symptom_reports", "alsfrs", "treatments"):
        seed.repeat(table, REPEATS)


def _first_reports(seed: Seeder) -> Firsts:
    """The day 0 of everybody who reports. Reports of that day are kept: one lost would move all the others."""
    reports = {name: seed.tables[name].rows.select(["member_id", "date"]) for name in _REPORTS}
    every = pa.concat_tables(rows.group_by("member_id").aggregate([("date", "min")]) for rows in reports.values())
    first = every.group_by("member_id").aggregate([("date_min", "min")])
    for name, rows in reports.items():
        place = pc.index_in(rows["member_id"], first["member_id"])
        on_day_0 = pc.equal(rows["date"], first["date_min_min"].take(place))
        seed.protect(name, np.flatnonzero(on_day_0.to_numpy()))
    return dict(zip(first["member_id"].to_pylist(), first["date_min_min"].to_pylist(), strict=True))


def _members(seed: Seeder, firsts: Firsts) -> None:
    """Births, onsets and diagnoses."""
    table = "members"

    def reports(row: Row) -> bool:
        return row["member_id"] in firsts

    seed.change("R15", table, RARE, sets(birth_date="1900-01-01"))
    seed.change("A03", table, RARE, sets(diagnosis_date="2019"))
    seed.change("A03", table, RARE, sets(onset_date="2018-02-31", diagnosis_date=""))
    seed.change("R09", table, RARE, sets(country="Atlantis"))
    seed.respell("R09", table, 0.1, lambda row: row.update(sex=row["sex"][0].lower()))

    def shift(column: str, days: int) -> Edit:
        def edit(row: Row) -> None:
            row[column] = (firsts[row["member_id"]] + timedelta(days=days)).isoformat()

        return edit

    def swap(row: Row) -> None:
        row["onset_date"], row["diagnosis_date"] = row["diagnosis_date"], row["onset_date"]

    seed.change("R07", table, RARE, swap, _apart)
    for row in seed.rows(table, RARE, reports):
        shift("onset_date", 60)(row)
        row["diagnosis_date"] = ""
        seed.count("R07", table)
    seed.change("R08", table, RARE, shift("birth_date", 30), reports)
    for row in seed.rows(table, RARE, reports):
        earlier = date.fromisoformat(row["onset_date"]) - timedelta(days=300)
        seed.add(table, row | {"onset_date": earlier.isoformat()})
        seed.count("R06", table, 2)


def _deaths(seed: Seeder) -> dict[str, date]:
    """Placeholders for unknown days of death; then the known ones."""
    table = "deaths"
    seed.change("R15", table, RARE, sets(death_date="1900-01-01"))
    return {
        row["member_id"]: date.fromisoformat(row["death_date"])
        for row in seed.tables[table].now()
        if row["death_date"] != "1900-01-01"
    }


def _dates(seed: Seeder, table: str, deaths: dict[str, date], tomorrow: str) -> None:
    """Dates that do not exist, are not whole, are to come, or follow death; and people nobody knows."""
    seed.change("A03", table, RARE, lambda row: row.update(date=f"{row['date'][:4]}-02-31"))
    seed.change("A03", table, RARE, lambda row: row.update(date=row["date"][:7]))
    seed.change("A03", table, RARE, sets(date=tomorrow))
    seed.change("R15", table, RARE, sets(date="1900-01-01"))
    seed.change("R02", table, RARE, sets(date=""))
    seed.change("A05", table, RARE, sets(member_id="SYN-999999"))
    seed.change("A06", table, RARE, sets(member_id=""))
    for row in seed.rows(table, RARE, lambda row: row["member_id"] in deaths):
        row["date"] = (deaths[row["member_id"]] + timedelta(days=2)).isoformat()
        seed.count("R14", table)


def _answers(seed: Seeder) -> None:
    """Items and severities that cannot be, or two on one day."""
    seed.change("R04", "alsfrs", RARE, sets(walking="7"))
    seed.change("R04", "alsfrs", RARE, sets(speech="2.5"))
    seed.change("A01", "alsfrs", RARE, sets(handwriting="three"))
    without = has("cutting_without")
    seed.change("R05", "alsfrs", RARE, lambda row: row.update(cutting_with=row["cutting_without"]), without)
    seed.respell("R05", "alsfrs", RARE, sets(cutting_without="", cutting_with=""))
    seed.contradict("alsfrs", CONTRADICTIONS, sets(climbing_stairs="0"), lambda row: row["climbing_stairs"] > "0")
    table = "symptom_reports"
    seed.change("R09", table, RARE, sets(symptom="grumpiness"))
    seed.change("A06", table, RARE, sets(severity=""))
    seed.respell("R09", table, 0.05, lambda row: row.update(severity=row["severity"].upper()))
    seed.contradict(table, CONTRADICTIONS, sets(severity="severe"), lambda row: row["severity"] == "mild")
    seed.change("R09", "treatments", RARE, sets(treatment="Snake oil"))
    seed.change("A02", "treatment_reports", RARE, sets(main_side_effect_severity="9"))
    seed.change("A01", "treatment_reports", RARE, sets(dose="one"))
    seed.change("A03", "equipment", RARE, sets(start_date="2023-02-31"))


def _results(seed: Seeder, firsts: Firsts) -> None:
    """Measurements and laboratory results."""
    table = "measurements"
    seed.change("R10", table, RARE, sets(value="74.5", unit=""), _is_weight)
    seed.change("R10", table, RARE, sets(value="231", unit=""), _is_weight)
    seed.change("R10", table, RARE, sets(value="7.4", unit="kg"), _is_weight)
    seed.change("A04", table, RARE, sets(unit="Stones"), _is_weight)
    seed.change("A01", table, RARE, sets(value="too heavy"), _is_weight)
    seed.change("R12", "vital_capacity", RARE, _proportion)
    seed.change("R12", "vital_capacity", RARE, sets(litres="35.2"))
    table = "labs"
    seed.change("R13", table, RARE, sets(specimen="urine"))
    seed.change("R13", table, RARE, sets(result="99999"), lambda row: row["unit"] in ("umol/L", "g/L"))
    seed.respell("R13", table, RARE, sets(result="1,250"), lambda row: row["analyte"] == "CK")
    seed.change("A04", table, RARE, sets(unit="squares"))
    for row in seed.rows(table, RARE):
        row["date"] = (firsts[row["member_id"]] - timedelta(days=300)).isoformat()
        seed.count("R02", table)
    births = {row["member_id"]: row["birth_date"] for row in seed.tables["members"].now()}
    for row in seed.rows(table, RARE, lambda row: births[row["member_id"]] > "1900-01-01"):
        row["date"] = (date.fromisoformat(births[row["member_id"]]) - timedelta(days=300)).isoformat()
        # A result from before birth is from before the first visit as well: two findings.
        seed.count("A07", table)
        seed.count("R02", table)


def _apart(row: Row) -> bool:
    return row["onset_date"] < row["diagnosis_date"]


def _is_weight(row: Row) -> bool:
    return row["sign"] == "weight"


def _proportion(row: Row) -> None:
    row["percent_predicted"] = f"{float(row['percent_predicted']) / 100:.2f}"
