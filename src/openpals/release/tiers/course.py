"""Courses as the open table prints them: a band a period, and no band that few people have in a period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ...model.vocabulary import vocabulary
from ...privacy.tiers import Step
from ...privacy.trajectory import Courses, Population
from ...privacy.trajectory.coarsening import HIGHEST, Bools, Ints, Value
from ...privacy.trajectory.courses import MISSING, NO_ONSET, Starts
from .cells import sizes
from .columns import COURSE, schema


@dataclass(frozen=True)
class OpenCourse:
    """``rows`` in the order of the ids; ``left_out``: periods of people that are not printed."""

    rows: pa.Table
    left_out: int


def open_course(population: Population, synthetic: Bools, ids: pa.StringArray, step: Step, minimum: int) -> OpenCourse:
    """The courses of a population, printed at a step.

    The mean total of a person's period lies in a band. Bands that fewer than ``minimum`` people of the same sex (and
    as synthetic) have in the same period are left out, so that no single row points at somebody. ``ids``: by person,
    of this table alone.
    """
    courses = population.courses
    person, period, mean = _means(courses.person, courses.day // step.days, courses.values["exact"])
    band = mean.astype(np.int64) // step.points
    group = 2 * (population.sex - MISSING) + synthetic
    keep = sizes(group[person], period, band) >= minimum
    person, period, band = person[keep], period[keep], band[keep]
    codes = np.array([*vocabulary("sex").codes, None], object)  # the last stands for MISSING
    columns = {
        "person": ids.take(pa.array(person)),
        "synthetic": synthetic[person],
        "sex": codes[population.sex[person]],
        "day_from": period * step.days,
        "day_to": (period + 1) * step.days - 1,
        "total_from": band * step.points,
        "total_to": np.minimum((band + 1) * step.points - 1, HIGHEST),
    }
    rows = pa.table({name: pa.array(columns[name], column.type) for name, column in COURSE.items()}, schema(COURSE))
    return OpenCourse(rows.sort_by([("person", "ascending"), ("day_from", "ascending")]), int((~keep).sum()))


def _means(person: Ints, period: Ints, total: Ints) -> tuple[Ints, Ints, np.ndarray]:
    """Each person and period once, with the mean total."""
    low = int(period.min())
    width = int(period.max()) - low + 1
    key, of, times = np.unique(person * width + (period - low), return_inverse=True, return_counts=True)
    return key // width, key % width + low, np.bincount(of.reshape(-1), weights=total) / times


def as_population(rows: pa.Table) -> Population:
    """The printed courses as a population whose ``sex`` is everything that is printed beside a course."""
    coded = rows["person"].combine_chunks().dictionary_encode()
    person = _ints(coded.indices)
    people = len(coded.dictionary)
    sexes = pa.array(vocabulary("sex").codes)
    sex = pc.fill_null(pc.index_in(rows["sex"], value_set=sexes), len(sexes))
    beside = np.zeros(people, np.int64)
    beside[person] = 2 * _ints(sex) + _ints(rows["synthetic"])
    bands: dict[Value, Ints] = {"band": _ints(rows["total_from"])}
    nobody = Starts(*(np.zeros(0, np.int64) for _ in range(3)))
    everybody = np.ones(people, np.int64)
    return Population(
        people, beside, np.full(people, NO_ONSET), Courses(person, _ints(rows["day_from"]), bands), nobody, everybody
    )


def _ints(column: pa.Array | pa.ChunkedArray) -> Ints:
    return np.asarray(column.cast(pa.int64()).to_numpy())
