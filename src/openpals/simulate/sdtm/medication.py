"""CM and EX: medication beside the study drug, and the study drug."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .course import Course
from .dataset import constant, dated, of_people
from .demographics import arms_of
from .events import ongoing
from .findings import NUMBER
from .rows import Tables, rows_of
from .terms import DOSE_UNIT, ROUTE, words_as_terms
from .timing import UNKNOWN

_NOTHING = pa.scalar(None, pa.string())
_ANSWERS = {"yes": "Y", "no": "N", "unknown": None}
ASKED = "RILUZOLE"


def medication(tables: Tables, course: Course) -> pa.Table:
    """The dataset CM: what people took, and the answers to the question whether they take riluzole."""
    taken = rows_of(tables, "CONMEDS", course.roster)
    asked = rows_of(tables, "RILUZOLE", course.roster)
    name, dose = taken.text("Medication_Coded"), taken.text("Dose")
    unit = taken.text("Unit")
    is_number = pc.fill_null(pc.match_substring_regex(dose, NUMBER), False)
    start, end = taken.days("Start_Delta"), taken.days("Stop_Delta")
    answer = words_as_terms(asked.text("Subject_used_Riluzole"), "yes_no_unknown", _ANSWERS)
    answers = constant(ASKED, len(asked))
    blank = pa.nulls(len(asked), pa.string())
    person = np.concatenate([taken.person, asked.person])
    start, end = (np.append(days, np.full(len(asked), UNKNOWN)) for days in (start, end))
    before = start < course.screening[person]
    still = np.isnat(end) & (np.arange(len(person)) < len(taken))
    columns = {
        "CMTRT": pa.concat_arrays([name, answers]),
        "CMDECOD": pa.concat_arrays([pc.utf8_upper(name), answers]),
        "CMPRESP": pa.concat_arrays([pa.nulls(len(taken), pa.string()), constant("Y", len(asked))]),
        "CMOCCUR": pa.concat_arrays([pa.nulls(len(taken), pa.string()), answer]),
        "CMDOSE": _with_empty(pc.if_else(is_number, dose, _NOTHING).cast(pa.float64()), len(asked)),
        "CMDOSTXT": pa.concat_arrays([pc.if_else(is_number, _NOTHING, dose), blank]),
        "CMDOSU": pa.concat_arrays([_dose_units(unit), blank]),
        "CMDOSFRQ": pa.concat_arrays([pc.utf8_upper(taken.text("Frequency")), blank]),
        "CMROUTE": pa.concat_arrays([words_as_terms(taken.text("Route"), "route", ROUTE), blank]),
        "EPOCH": pc.if_else(pa.array(before), _NOTHING, course.epoch(person, start)),
        **dated(course, person, "CMST", start),
        **dated(course, person, "CMEN", end),
        **ongoing(course, person, still, "CM"),
    }
    return of_people("CM", course, person, columns)


def exposure(tables: Tables, course: Course) -> pa.Table:
    """The dataset EX: the study drug from the first visit to the last, one constant dose twice a day."""
    arms = arms_of(tables, course)
    person = np.array([i for i, arm in enumerate(arms) if arm is not None], np.int64)
    given = [arm for arm in arms if arm is not None]
    first = np.zeros(len(person), "timedelta64[D]")
    columns = {
        "EXTRT": pa.array([arm.treatment for arm in given], pa.string()),
        "EXDOSE": pa.array([arm.dose for arm in given], pa.float64()),
        "EXDOSU": pa.array([arm.unit for arm in given], pa.string()),
        "EXDOSFRM": constant("TABLET", len(person)),
        "EXDOSFRQ": constant("BID", len(person)),
        "EXROUTE": constant("ORAL", len(person)),
        "EPOCH": course.epoch(person, first),
        **dated(course, person, "EXST", first),
        **dated(course, person, "EXEN", course.last_visit[person]),
    }
    return of_people("EX", course, person, columns)


def _dose_units(words: pa.Array) -> pa.Array:
    """CDISC tells capsules from tablets, and has terms for much that is another unit to the model."""
    term = words_as_terms(words, "dose_unit", DOSE_UNIT)
    capsule = pc.fill_null(pc.starts_with(words, "cap", ignore_case=True), False)
    return pc.if_else(capsule, "CAPSULE", pc.if_else(pc.is_null(term), pc.utf8_upper(words), term))


def _with_empty(numbers: pa.Array, rows: int) -> pa.Array:
    return pa.concat_arrays([numbers, pa.nulls(rows, numbers.type)])
