"""SE and SV: how each person passed through the trial's elements, and which visits took place."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .course import EPOCHS, Course
from .dataset import dated, of_people
from .rows import Tables, rows_of
from .terms import CONTACT_MODE, words_as_terms
from .timing import Days
from .trial_design import ELEMENTS

_NOTHING = pa.scalar(None, pa.string())


def subject_elements(course: Course) -> pa.Table:
    """The dataset SE. Nobody is followed whose last contact was the last visit."""
    begins = (course.screening, np.zeros(len(course.roster), "timedelta64[D]"), course.last_visit)
    ends = (begins[1], course.last_visit, course.last_contact)
    there = (begins[0] < begins[1], np.ones(len(course.roster), bool), ends[2] > begins[2])
    person = np.concatenate([np.flatnonzero(mask) for mask in there])
    which = np.concatenate([np.full(mask.sum(), i) for i, mask in enumerate(there)])
    start: Days = np.concatenate([days[mask] for days, mask in zip(begins, there, strict=True)])
    end: Days = np.concatenate([days[mask] for days, mask in zip(ends, there, strict=True)])
    at = pa.array(which)
    columns = {
        "ETCD": pa.array([code for code, *_ in ELEMENTS]).take(at),
        "ELEMENT": pa.array([name for _, name, *_ in ELEMENTS]).take(at),
        "TAETORD": pa.array(which + 1),
        "EPOCH": pa.array(EPOCHS).take(at),
        **dated(course, person, "SEST", start),
        **dated(course, person, "SEEN", end),
    }
    return of_people("SE", course, person, columns)


def subject_visits(tables: Tables, course: Course) -> pa.Table:
    """The dataset SV. How people were met is told by the assessments of function."""
    visits = course.visits
    planned = pa.array(visits.planned)
    as_planned = pc.if_else(planned, "Y", _NOTHING)
    columns = {
        **visits.columns(),
        "SVPRESP": as_planned,
        "SVOCCUR": as_planned,
        "SVCNTMOD": _contact_modes(tables, course),
        **dated(course, visits.person, "SVST", visits.start),
        **dated(course, visits.person, "SVEN", visits.end),
        "SVUPDES": pc.if_else(planned, _NOTHING, "Additional assessment"),
    }
    return of_people("SV", course, visits.person, columns)


def _contact_modes(tables: Tables, course: Course) -> pa.Array:
    rows = rows_of(tables, "ALSFRS", course.roster)
    mode = words_as_terms(rows.text("Mode_of_Administration"), "mode", CONTACT_MODE)
    place = course.visits.place(rows.person, rows.days("ALSFRS_Delta"))
    told = np.asarray(pc.is_valid(mode)) & (place >= 0)
    modes = np.full(len(course.visits.person), None, object)
    modes[place[told]] = mode.to_numpy(zero_copy_only=False)[told]
    return pa.array(modes, pa.string())
