"""DS, DD and SS: milestones, how participation ended, death, and whether somebody was alive."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .course import Course
from .dataset import at_visits, constant, dated, of_people
from .demographics import arms_of
from .rows import Tables, rows_of
from .timing import Days

# Somebody whose last visit is not more than this before the planned end has completed the trial.
COMPLETION_WINDOW = 45  # days


def disposition(tables: Tables, course: Course) -> pa.Table:
    """The dataset DS: consent, randomisation, and one end: death, completion, or loss to follow-up."""
    everybody = course.roster.everybody
    assigned = rows_of(tables, "TREATMENT", course.roster)
    randomised = np.flatnonzero([arm is not None for arm in arms_of(tables, course)])
    day_of = np.zeros(len(everybody), "timedelta64[D]")
    day_of[assigned.person] = np.where(
        np.isnat(days := assigned.days("Treatment_Group_Delta")), np.timedelta64(0, "D"), days
    )
    completed = course.last_visit.astype(np.int64) >= course.roster.study.duration - COMPLETION_WINDOW
    ends = np.where(course.died, "DEATH", np.where(completed, "COMPLETED", "LOST TO FOLLOW-UP"))
    person = np.concatenate([everybody, randomised, everybody])
    day: Days = np.concatenate(
        [course.screening, day_of[randomised], np.where(course.died, course.death, course.last_visit)]
    )
    milestones = ["INFORMED CONSENT OBTAINED"] * len(everybody) + ["RANDOMIZED"] * len(randomised)
    term = pa.array([*milestones, *ends.tolist()], pa.string())
    is_end = pa.array(np.arange(len(person)) >= len(milestones))
    columns = {
        "DSTERM": term,
        "DSDECOD": term,
        "DSCAT": pc.if_else(is_end, "DISPOSITION EVENT", "PROTOCOL MILESTONE"),
        "DSSCAT": pc.if_else(is_end, "STUDY PARTICIPATION", pa.scalar(None, pa.string())),
        "EPOCH": course.epoch(person, day),
        **dated(course, person, "DSST", day),
    }
    return of_people("DS", course, person, columns)


def death_details(course: Course) -> pa.Table:
    """The dataset DD. No cause is simulated; the form is of the day of death."""
    person = np.flatnonzero(course.died)
    cause = constant("UNKNOWN", len(person))
    columns = {
        "DDTESTCD": constant("PRCDTH", len(person)),
        "DDTEST": constant("Primary Cause of Death", len(person)),
        "DDORRES": cause,
        "DDSTRESC": cause,
        **dated(course, person, "DD", course.death[person]),
    }
    return of_people("DD", course, person, columns)


def subject_status(course: Course) -> pa.Table:
    """The dataset SS: alive at the last visit, or dead, where the trial recorded it."""
    recorded = pc.is_valid(course.survival)
    person = np.flatnonzero(recorded)
    day = np.where(course.died, course.death, course.last_visit)[person]
    status = pc.if_else(pa.array(course.died[person]), "DEAD", "ALIVE")
    columns = {
        "SSTESTCD": constant("SURVSTAT", len(person)),
        "SSTEST": constant("Survival Status", len(person)),
        "SSORRES": status,
        "SSSTRESC": status,
        **at_visits(course, person, day),
    }
    return of_people("SS", course, person, columns)
