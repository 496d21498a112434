"""QS: the ALSFRS-R, one row an item, and the total that was recorded.

CDISC has no codes for it; these are sponsor-defined, as in the layout ``sdtm``. ALSFR114 and ALSFR115 are the tenth
item and the total of the original ten-item scale.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from .course import Course
from .findings import Test, findings, measured, together
from .rows import Rows, Tables, rows_of
from .terms import RESPONDENT, words_as_terms

_ITEMS = {
    "ALSFR101": ("Q1_Speech", "ALSFR1-Speech"),
    "ALSFR102": ("Q2_Salivation", "ALSFR1-Salivation"),
    "ALSFR103": ("Q3_Swallowing", "ALSFR1-Swallowing"),
    "ALSFR104": ("Q4_Handwriting", "ALSFR1-Handwriting"),
    "ALSFR15A": ("Q5a_Cutting_without_Gastrostomy", "ALSFR1-Cutting Food, No Gastrostomy"),
    "ALSFR15B": ("Q5b_Cutting_with_Gastrostomy", "ALSFR1-Cutting Food, Gastrostomy"),
    "ALSFR106": ("Q6_Dressing_and_Hygiene", "ALSFR1-Dressing and Hygiene"),
    "ALSFR107": ("Q7_Turning_in_Bed", "ALSFR1-Turning in Bed"),
    "ALSFR108": ("Q8_Walking", "ALSFR1-Walking"),
    "ALSFR109": ("Q9_Climbing_Stairs", "ALSFR1-Climbing Stairs"),
    "ALSFR110": ("R_1_Dyspnea", "ALSFR1-Dyspnea"),
    "ALSFR111": ("R_2_Orthopnea", "ALSFR1-Orthopnea"),
    "ALSFR112": ("R_3_Respiratory_Insufficiency", "ALSFR1-Respiratory Insufficiency"),
    "ALSFR113": ("ALSFRS_R_Total", "ALSFR1-Total Score"),
    "ALSFR114": ("Q10_Respiratory", "ALSFR1-Respiratory, Ten-Item Scale"),
    "ALSFR115": ("ALSFRS_Total", "ALSFR1-Total Score, Ten-Item Scale"),
}
TESTS = {code: Test(code, name) for code, (_, name) in _ITEMS.items()}


def questionnaire(tables: Tables, course: Course) -> pa.Table:
    """The dataset QS."""
    rows = rows_of(tables, "ALSFRS", course.roster)
    return findings("QS", course, together(_parts(rows)), TESTS)


def _parts(rows: Rows) -> Iterator[pa.Table]:
    day = rows.days("ALSFRS_Delta")
    respondent = words_as_terms(rows.text("ALSFRS_Responded_By"), "respondent", RESPONDENT)
    revised = pc.is_valid(pc.coalesce(*(rows.text(_ITEMS[f"ALSFR1{i}"][0]) for i in (10, 11, 12, 13))))
    scale = pc.if_else(revised, "ALSFRS-R", "ALSFRS")
    for code, (column, _) in _ITEMS.items():
        result = rows.text(column)
        if code == "ALSFR115":  # of an assessment with the items of both scales, the total of the later one
            result = pc.if_else(pc.is_valid(rows.text("ALSFRS_R_Total")), pa.scalar(None, pa.string()), result)
        yield measured(rows, day, code, result, **{"--CAT": scale, "--EVAL": respondent})
