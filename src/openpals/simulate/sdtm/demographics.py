"""DM: everybody in the trial; and SUPPDM, the races of those who named several."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ...model.vocabulary import vocabulary
from .course import Course
from .dataset import constant, dated, of_people
from .rows import Rows, Tables, rows_of
from .study import Arm
from .terms import ETHNICITY, RACES, SEX, words_as_terms
from .timing import UNKNOWN, Days, iso_dates

DAYS_A_YEAR = 365.25


def arms_of(tables: Tables, course: Course) -> list[Arm | None]:
    """Everybody's arm; None for those who have none. Raises ValueError for an arm that the study does not have."""
    rows, known = rows_of(tables, "TREATMENT", course.roster), course.roster.study.arms
    words = pc.utf8_lower(rows.text("Study_Arm"))
    if not set(words.drop_null().to_pylist()) <= set(known):
        raise ValueError("TREATMENT names an arm that the study does not have: add it to Study.arms")
    arms: list[Arm | None] = [None] * len(course.roster)
    for person, word in zip(rows.person, words.to_pylist(), strict=True):
        arms[person] = known.get(word)
    return arms


def demographics(tables: Tables, course: Course) -> pa.Table:
    """The dataset DM."""
    roster = course.roster
    person, arms = roster.everybody, arms_of(tables, course)
    told = _Told(rows_of(tables, "DEMOGRAPHICS", roster), len(roster))
    treated = np.array([arm is not None for arm in arms], bool)
    first, last = np.zeros(len(roster), "timedelta64[D]"), course.last_visit
    dates = {
        "RFSTDTC": first,
        "RFENDTC": last,
        "RFXSTDTC": np.where(treated, first, UNKNOWN),
        "RFXENDTC": np.where(treated, last, UNKNOWN),
        "RFICDTC": course.screening,
        "RFPENDTC": course.last_contact,
        "DTHDTC": course.death,
        "BRTHDTC": told.birth,
    }
    codes = pa.array([arm and arm.code for arm in arms], pa.string())
    names = pa.array([arm and arm.name for arm in arms], pa.string())
    columns = {
        "SUBJID": roster.subjid,
        **{name: iso_dates(roster.starts, day) for name, day in dates.items()},
        "DTHFL": pc.if_else(pa.array(course.died), "Y", pa.scalar(None, pa.string())),
        "SITEID": pa.array([site.code for site in roster.sites], pa.string()),
        "AGE": told.age,
        "AGEU": pc.if_else(pc.is_valid(told.age), "YEARS", pa.scalar(None, pa.string())),
        "SEX": told.sex,
        "RACE": told.race,
        "ETHNIC": told.ethnicity,
        "ARMCD": codes,
        "ARM": names,
        "ACTARMCD": codes,
        "ACTARM": names,
        "ARMNRS": pc.if_else(pa.array(treated), pa.scalar(None, pa.string()), "NOT ASSIGNED"),
        "COUNTRY": pa.array([site.country for site in roster.sites], pa.string()),
        **dated(course, person, "DM", course.screening),
    }
    return of_people("DM", course, person, columns)


def supplement(tables: Tables, course: Course) -> pa.Table:
    """The dataset SUPPDM."""
    rows = rows_of(tables, "DEMOGRAPHICS", course.roster)
    boxes = _races(rows)
    several = np.flatnonzero(boxes.sum(axis=1) > 1)
    listed = [(row, number, race) for row in several for number, race in enumerate(np.flatnonzero(boxes[row]), start=1)]
    terms = list(RACES.values())
    count = len(listed)
    columns = {
        "RDOMAIN": constant("DM", count),
        "QNAM": pa.array([f"RACE{number}" for _, number, _ in listed], pa.string()),
        "QLABEL": pa.array([f"Race {number}" for _, number, _ in listed], pa.string()),
        "QVAL": pa.array([terms[race] for *_, race in listed], pa.string()),
        "QORIG": constant("CRF", count),
    }
    return of_people("SUPPDM", course, rows.person[[row for row, *_ in listed]], columns)


class _Told:
    """What the record of people says, one value a person."""

    def __init__(self, rows: Rows, people: int) -> None:
        place = np.full(people, len(rows))
        place[rows.person] = np.arange(len(rows))
        at = pa.array(place, mask=place == len(rows))
        days: Days = np.append(rows.days("Date_of_Birth"), UNKNOWN)
        self.birth = days[place]
        years = pa.array(-days.astype(np.float64)[:-1] / DAYS_A_YEAR, mask=np.isnat(days[:-1]))
        self.age = pc.floor(pc.coalesce(rows.number("Age"), years)).cast(pa.int64()).take(at)
        self.sex = pc.fill_null(words_as_terms(rows.text("Sex"), "sex", SEX).take(at), "U")
        self.ethnicity = words_as_terms(rows.text("Ethnicity"), "ethnicity", ETHNICITY).take(at)
        self.race = _race(rows).take(at)


def _races(rows: Rows) -> npt.NDArray[np.bool_]:
    """Which of the races each row ticks."""
    return np.stack([rows.ticked(column) for column in RACES], axis=1)


def _race(rows: Rows) -> pa.Array:
    boxes = _races(rows)
    count = boxes.sum(axis=1)
    one = pa.array(list(RACES.values())).take(pa.array(boxes.argmax(axis=1), mask=count == 0))
    return pc.if_else(pa.array(count > 1), "MULTIPLE", one)


assert set(SEX) == set(vocabulary("sex").codes)
assert set(ETHNICITY) == set(vocabulary("ethnicity").codes)
