"""VS: vital signs, one row a sign and position.

PRO-ACT repeats some values in columns of their own for the baseline and the end point. SDTM knows no such phases: such
a value is written where the visit has none of the same sign in the same position.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from ...model.vocabulary import vocabulary
from .course import Course
from .findings import Test, findings, measured, together
from .rows import Rows, Tables, rows_of

_SIGNS = {
    "SYSBP": ("systolic_bp", "Systolic Blood Pressure", "Blood_Pressure_Systolic"),
    "DIABP": ("diastolic_bp", "Diastolic Blood Pressure", "Blood_Pressure_Diastolic"),
    "PULSE": ("pulse", "Pulse Rate", "Pulse"),
    "RESP": ("respiratory_rate", "Respiratory Rate", "Respiratory_Rate"),
    "TEMP": ("temperature", "Temperature", "Temperature"),
    "WEIGHT": ("weight", "Weight", "Weight"),
    "HEIGHT": ("height", "Height", "Height"),
}
TESTS = {
    code: Test(code, name, vocabulary("vital_sign").term(sign).facts["unit"])
    for code, (sign, name, _) in _SIGNS.items()
}
_POSITIONED = {"SYSBP": "BP_Systolic", "DIABP": "BP_Diastolic", "PULSE": "Pulse"}
_PHASES = ("Baseline_", "Endpoint_")


def vital_signs(tables: Tables, course: Course) -> pa.Table:
    """The dataset VS."""
    rows = rows_of(tables, "VITALSIGNS", course.roster)
    return findings("VS", course, together(_parts(rows)), TESTS, ["--POS"])


def _parts(rows: Rows) -> Iterator[pa.Table]:
    day = rows.days("Vital_Signs_Delta")
    nowhere = pa.nulls(len(rows), pa.string())
    for code, (_, _, column) in _SIGNS.items():
        result, unit = rows.text(column), rows.text(f"{column}_Units")
        if code == "WEIGHT":
            for phase in _PHASES:  # these columns have no unit of their own: they are in kilograms
                unit = pc.if_else(pc.is_valid(result), unit, "kg")
                result = pc.coalesce(result, rows.text(f"{phase}Weight"))
        yield measured(rows, day, code, result, unit, **{"--POS": nowhere})
    for position in ("Supine", "Standing"):
        for code, column in _POSITIONED.items():
            result = pc.coalesce(*(rows.text(f"{phase}{position}_{column}") for phase in ("", *_PHASES)))
            unit = "mm[Hg]" if code != "PULSE" else "/min"
            where = pa.repeat(pa.scalar(position.upper()), len(rows))
            yield measured(rows, day, code, result, unit, **{"--POS": where})
