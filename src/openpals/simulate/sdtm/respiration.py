"""RE: forced and slow vital capacity, each blow a repetition, in litres and per cent of what is predicted."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from .course import Course
from .dataset import constant
from .findings import Test, findings, measured, together
from .rows import Rows, Tables, rows_of

_LITRES, _PERCENT = "L", "%"
TESTS = {
    test.code: test
    for short, name in (("FVC", "Forced Vital Capacity"), ("SVC", "Slow Vital Capacity"))
    for test in (
        Test(short, name, _LITRES),
        Test(f"{short}PP", f"Percent Predicted {name}", _PERCENT),
        Test(f"{short}PRD", f"Predicted {name}", _LITRES),
    )
}


def respiration(tables: Tables, course: Course) -> pa.Table:
    """The dataset RE."""
    parts = [
        part
        for name, day in (("FVC", "Forced_Vital_Capacity_Delta"), ("SVC", "Slow_vital_Capacity_Delta"))
        for part in _parts(name, day, rows_of(tables, name, course.roster))
    ]
    return findings("RE", course, together(parts), TESTS)


def _parts(name: str, day_column: str, rows: Rows) -> Iterator[pa.Table]:
    day, rows_count = rows.days(day_column), len(rows)
    kind = "Forced" if name == "FVC" else "Slow"
    unit = rows.text(f"{kind}_Vital_Capacity_Units")
    how = {"--METHOD": constant("SPIROMETRY", rows_count)}
    for blow in (1, 2, 3):
        number = {"--REPNUM": pa.array(np.full(rows_count, blow))}
        # The three columns of the slow one are named in two ways.
        column = f"Subject_Liters__Trial_{blow}_" if name == "SVC" and blow > 1 else f"Subject_Liters_Trial_{blow}"
        yield measured(rows, day, name, rows.text(column), unit, **how, **number)
        yield measured(rows, day, f"{name}PP", rows.text(f"pct_of_Normal_Trial_{blow}"), _PERCENT, **how, **number)
    normal = rows.text("subject_normal" if name == "FVC" else "Subject_Normal")
    yield measured(rows, day, f"{name}PRD", normal, unit, **{"--REPNUM": pa.nulls(rows_count, pa.int64())}, **how)
