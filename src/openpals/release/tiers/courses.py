"""A release's courses: read once, measured as they are and as each coarsening would print them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ...engine import Engine
from ...model.tables import Subject, VitalStatus
from ...privacy.tiers import RESTS_ON
from ...privacy.trajectory import People, Population, read_people, read_population, trajectory_risk
from ..page.survival import leaving_times
from .cost import coarsening_cost


@dataclass(frozen=True)
class ReleaseCourses:
    """Everybody, and their courses; None where nobody has a total with its day.

    ``joined``: the same with the subjects of one person as one, where there are any. It is what an attacker sees; for
    slopes and times it is none, since each dataset counts from a day 0 of its own.
    """

    people: People
    population: Population | None
    joined: tuple[People, Population] | None


def read_courses(tables: Path) -> ReleaseCourses:
    """The courses of the release whose Parquet files are in ``tables``."""
    people, persons = read_people(tables), read_people(tables, joined=True)
    population = read_population(tables, people)
    if len(persons.sex) == len(people.sex):
        return ReleaseCourses(people, population, None)
    together = read_population(tables, persons)
    return ReleaseCourses(people, population, None if together is None else (persons, together))


def course_risk(engine: Engine, tables: Path, courses: ReleaseCourses, minimum: int) -> dict[str, Any] | None:
    """For risk.json: how identifying courses are, and what it would cost to coarsen them; None without courses.

    Nothing of ``cost`` is told of fewer than ``minimum`` people.
    """
    population = courses.population
    if population is None:
        return None
    times = leaving(engine, tables, courses)
    people, joined = courses.joined or (courses.people, population)
    return {
        **trajectory_risk(tables, people, joined),
        "cost": coarsening_cost(population.courses, population.people, times, minimum),
        "rests_on": RESTS_ON,
    }


def leaving(engine: Engine, tables: Path, courses: ReleaseCourses) -> pa.Table | None:
    """When people left, and whether by death (see ``leaving_times``), of conditions in which anybody has a course.

    None where no table tells of it.
    """
    files = {table: tables / f"{table.name}.parquet" for table in (Subject, VitalStatus)}
    if courses.population is None or not all(path.exists() for path in files.values()):
        return None
    rows = pq.read_table(files[Subject], columns=["subject_id", "condition"])
    who = pc.index_in(rows["subject_id"].combine_chunks(), value_set=courses.people.ids).to_numpy()
    conditions = pc.unique(rows["condition"].filter(pa.array(courses.population.datasets[who] > 0)))
    found = engine.result(leaving_times(*(engine.scan_parquet(path) for path in files.values())))
    return found.filter(pc.is_in(found["condition"], value_set=conditions))
