"""Datasets out of columns: identifiers, dates and study days, visits, the order of rows and their numbers.

Columns that every domain names after itself are written with ``--``, as in the standard: ``--TESTCD`` becomes
VSTESTCD in VS. ``person`` is a row's position in the roster; the domain's own days stand beside the columns.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from .course import Course
from .roster import People
from .timing import Days, iso_dates, study_days
from .variables import DATASETS, Dataset

Columns = Mapping[str, pa.Array]


def constant(value: str | float | int, rows: int) -> pa.Array:
    """The same value in every row."""
    return pa.repeat(pa.scalar(value), rows)


def dated(course: Course, person: People, name: str, day: Days) -> dict[str, pa.Array]:
    """``nameDTC`` and ``nameDY``, such as ``--STDTC`` and ``--STDY``."""
    starts = course.roster.starts[person]
    return {f"{name}DTC": iso_dates(starts, day), f"{name}DY": study_days(day)}


def at_visits(course: Course, person: People, day: Days) -> dict[str, pa.Array]:
    """Visit, epoch, date and study day of findings."""
    visit = course.visits.at(person, day)
    return {**visit, "EPOCH": course.epoch(person, day), **dated(course, person, "--", day)}


def of_people(name: str, course: Course, person: People, columns: Columns) -> pa.Table:
    """A dataset about people: sorted by its keys, each person's rows numbered from 1."""
    declared, roster = DATASETS[name], course.roster
    identified = {
        "STUDYID": constant(roster.study.study_id, len(person)),
        "DOMAIN": constant(name, len(person)),
        "USUBJID": roster.usubjid.take(pa.array(person)),
    }
    own = {column.replace("--", name, 1): values for column, values in columns.items()}
    table = _declared(declared, {**own, **{key: v for key, v in identified.items() if key in declared.schema.names}})
    table = _sorted(table, declared)
    if declared.sequence is None:
        return table
    place = declared.schema.get_field_index(declared.sequence)
    return table.set_column(place, declared.schema.field(place), _numbers(table["USUBJID"]))


def of_design(name: str, study_id: str, columns: Columns) -> pa.Table:
    """A dataset about the trial itself."""
    declared = DATASETS[name]
    rows = len(next(iter(columns.values())))
    identified = {"STUDYID": constant(study_id, rows), "DOMAIN": constant(name, rows)}
    return _sorted(_declared(declared, {**identified, **columns}), declared)


def _declared(declared: Dataset, columns: Columns) -> pa.Table:
    """The declared columns in their order; those that nobody gave are empty."""
    unknown = set(columns) - set(declared.schema.names)
    if unknown:
        raise KeyError(f"{declared.name} declares no {', '.join(sorted(unknown))}")
    rows = len(next(iter(columns.values())))
    given = [
        columns[field.name].cast(field.type) if field.name in columns else pa.nulls(rows, field.type)
        for field in declared.schema
    ]
    return pa.table(given, schema=declared.schema)


def _sorted(table: pa.Table, declared: Dataset) -> pa.Table:
    # The keys come first; rows that even these do not tell apart are put in order by all that they say.
    names = [*declared.keys, *(name for name in declared.schema.names if name not in declared.keys)]
    return table.sort_by([(name, "ascending") for name in names])


def _numbers(person: pa.ChunkedArray) -> pa.Array:
    """1, 2, 3, ... within each run of the same person."""
    code = person.combine_chunks().dictionary_encode().indices.to_numpy()
    place = np.arange(len(code))
    begins = np.append(True, code[1:] != code[:-1])[: len(code)]
    return pa.array(place - np.maximum.accumulate(np.where(begins, place, 0)) + 1)
