"""Defects of laboratory results (rule R13 and the general ones)."""

from __future__ import annotations

import pyarrow.compute as pc

from .defects import CONTRADICTIONS, RARE, Row, Seeder, Which, sets

TABLE = "LABS"


def seed_labs(seed: Seeder, infants: set[str]) -> None:
    """Units left out, magnitudes mixed, names and words that nobody knows, days that cannot be."""
    plain = pc.match_substring_regex(seed.tables[TABLE].rows["Test_Result"], r"^[0-9]*\.?[0-9]*$")
    seed.note("R13", pc.sum(pc.invert(plain)).as_py())
    seed.respell("R13", TABLE, RARE, sets(Test_Result="1,250"), _is("CK", "Creatine Kinase"))
    blank_unit = sets(Test_Unit="")
    seed.change("R13", TABLE, RARE, blank_unit, _is("Hemoglobin", "HEMOGLOBIN", unit="g/dL"))
    seed.change("R13", TABLE, RARE, blank_unit, _is("Hematocrit", unit="Fraction"))
    seed.change("R13", TABLE, RARE, _thousandfold, _is("Red Blood Cells (RBC)", "RBC"))
    seed.change("R13", TABLE, RARE, sets(Test_Result="7", Test_Unit=""), _is("Albumin", "ALBUMIN"))
    seed.change("R13", TABLE, RARE, sets(Test_Result="9999"), _is("Creatinine", "CREATININE", unit="umol/L"))
    seed.change("R09", TABLE, RARE, sets(Test_Name="Midichlorians", Test_Unit=""), _numeric)
    seed.change("R09", TABLE, RARE, sets(Test_Result="see comment"))
    seed.change("A04", TABLE, RARE, sets(Test_Unit="squares"), _numeric)
    seed.change("R02", TABLE, RARE, sets(Laboratory_Delta="-400"), lambda row: row["subject_id"] not in infants)
    seed.change("A05", TABLE, RARE, sets(subject_id="13"))
    seed.contradict(TABLE, CONTRADICTIONS, _a_little_more, lambda row: _numeric(row) and bool(row["Test_Unit"]))


def _plain(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _numeric(row: Row) -> bool:
    return _plain(row["Test_Result"])


def _is(*names: str, unit: str | None = None) -> Which:
    def which(row: Row) -> bool:
        return row["Test_Name"] in names and unit in (None, row["Test_Unit"])

    return which


def _thousandfold(row: Row) -> None:
    """4.75 without a unit as 4750,000: seen where a decimal comma met another magnitude."""
    row["Test_Result"], row["Test_Unit"] = f"{float(row['Test_Result']) * 1000:.0f},000", ""


def _a_little_more(row: Row) -> None:
    row["Test_Result"] = f"{float(row['Test_Result']) * 1.1 + 0.1:.2f}"
