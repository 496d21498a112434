"""What is known of each person as facts (words) and as numbers, gathered out of all their rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ...model.instruments import ALSFRS_R_RESPIRATORY, ALSFRS_RESPIRATORY, SHARED_ITEMS
from ...model.tables import Subject, VitalStatus
from .arrays import EMPTY, Coded, Floats, Ints, Runs, runs, same
from .lines import Lines, lines, residual_variance
from .roles import MONTH, NUMBERS, SCALE, columns, events, visits
from .rows import People, Rows

SCALES: Mapping[str, tuple[str, ...]] = {
    "alsfrs_r": (*SHARED_ITEMS, *ALSFRS_R_RESPIRATORY),
    "alsfrs": (*SHARED_ITEMS, *ALSFRS_RESPIRATORY),
}
ITEMS = (*SHARED_ITEMS, *ALSFRS_RESPIRATORY, *ALSFRS_R_RESPIRATORY)
DAYS_OF_SUBJECT = ("onset_day", "diagnosis_day", "last_contact_day")
DIED, UNDATED = "died", "died, no day"
YEAR = 5  # the middle of a decade of birth, from its first year

_SPAN = 1 << 20  # more than the days of a life, before and after day 0


@dataclass(frozen=True)
class Persons:
    """``facts`` and ``numbers`` (nan where unknown) by name, each with a place for every person.

    ``errors``: of numbers that are estimates, the variance of each one's error.
    """

    facts: dict[str, Coded]
    numbers: dict[str, Floats]
    errors: dict[str, Floats] = field(default_factory=dict)


@dataclass(frozen=True)
class Visits:
    """The days of one table, each once: ``person`` and ``day``; ``of_row``: which of them a row is of."""

    person: Ints
    day: Floats
    of_row: Ints
    by_person: Runs

    def key(self) -> Ints:
        """Person and day in one number."""
        return self.person * _SPAN + self.day.astype(np.int64) + _SPAN // 2


def visit_days(rows: Rows) -> Visits:
    """The visits that the rows of a table with days are of."""
    key = rows.person * _SPAN + rows.numbers["day"].astype(np.int64) + _SPAN // 2
    found, of_row = np.unique(key, return_inverse=True)
    person = found // _SPAN
    return Visits(person, (found % _SPAN - _SPAN // 2).astype(np.float64), of_row.reshape(-1), runs(person))


def gather(people: People) -> Persons:
    """Facts and numbers of everybody."""
    subject = people.tables[Subject.name]
    end, status = _ends(people)
    facts = dict(subject.codes)
    facts["status"] = status
    for name in columns(Subject, *NUMBERS) + list(DAYS_OF_SUBJECT):
        facts[f"known:{name}"] = _yes(~np.isnan(subject.numbers[name]))
    for table in (*visits(), *events()):
        present = np.zeros(people.size, bool)
        if table.name in people.tables:
            present[people.tables[table.name].person] = True
        facts[f"has:{table.name}"] = _yes(present)
    numbers = _of_subject(subject)
    numbers["end"] = end
    died = status.is_(DIED) & (end > 0)
    numbers["seen"] = np.where(died, subject.numbers["last_contact_day"] / np.where(died, end, 1.0), np.nan)
    for table in visits():
        if table.name in people.tables:
            numbers |= _of_visits(people.tables[table.name], subject.numbers["last_contact_day"])
    for table in events():
        if table.name in people.tables:
            times = np.bincount(people.tables[table.name].person, minlength=people.size).astype(np.float64)
            numbers[f"rows:{table.name}"] = np.where(times > 0, times, np.nan)
    errors: dict[str, Floats] = {}
    if SCALE in people.tables:
        facts["scale"], alsfrs, errors = _of_scale(people.tables[SCALE], people.size)
        numbers |= alsfrs
    return Persons(facts, numbers, errors)


def _yes(which: np.ndarray) -> Coded:
    return Coded(which.astype(np.int64), ("no", "yes"))


def _ends(people: People) -> tuple[Floats, Coded]:
    """The day of death or else of last contact, and the vital status; empty where there is no row of it."""
    subject = people.tables[Subject.name]
    end = subject.numbers["last_contact_day"].copy()
    status = same(EMPTY, people.size)
    if VitalStatus.name in people.tables:
        rows = people.tables[VitalStatus.name]
        died = rows.codes["status"].is_(DIED)
        dated = died & ~np.isnan(rows.numbers["day"])
        told = rows.codes["status"].put(died & ~dated, UNDATED)
        at = np.full(people.size, told.labels.index(EMPTY))
        at[rows.person] = told.at
        status = Coded(at, told.labels).occurring()
        end[rows.person[dated]] = rows.numbers["day"][dated]
    return end, status


def _of_subject(subject: Rows) -> dict[str, Floats]:
    known = subject.numbers
    onset, diagnosis = known["onset_day"] / MONTH, known["diagnosis_day"] / MONTH
    before = onset < 0
    delay = (diagnosis - onset) / np.where(before, -onset, 1.0)
    return {
        "age": known["age"],
        "year": known["birth_decade"] + YEAR + known["age"],
        "onset": -onset,
        "delay": np.where(before, delay, np.nan),
        "diagnosis": np.where(np.isnan(onset), -diagnosis, np.nan),
    }


def _of_visits(rows: Rows, last_contact: Floats) -> dict[str, Floats]:
    """First day, mean days between two, and how far the visits reach: the share of the days from the first to the
    last contact that has passed at the last of them.
    """
    found, size = visit_days(rows), len(last_contact)
    each = found.by_person
    who = found.person[each.first]
    first, last = found.day[each.first], found.day[each.first + each.size - 1]
    between = np.where(each.size > 1, (last - first) / np.maximum(each.size - 1, 1), np.nan)
    time = last_contact[who] - first
    reach = np.where(time > 0, (last - first) / np.where(time > 0, time, 1.0), np.nan)
    name = rows.table.name
    return {
        f"first:{name}": spread_out(first, who, size),
        f"between:{name}": spread_out(between, who, size),
        f"reach:{name}": spread_out(reach, who, size),
    }


def spread_out(values: Floats, person: Ints, size: int) -> Floats:
    """Values of some people, nan for the others."""
    found = np.full(size, np.nan)
    found[person] = values
    return found


def item_scores(rows: Rows, scale: str) -> Floats:
    """A row's items of a scale, nan where not answered."""
    return np.stack([rows.numbers[item] for item in SCALES[scale]], axis=1)


def scale_lines(rows: Rows, scale: str) -> tuple[Lines, Ints]:
    """Lines through each person's mean item score, and which rows were taken: those with all items of the scale."""
    score = item_scores(rows, scale).mean(axis=1)
    complete = np.flatnonzero(~np.isnan(score))
    return lines(rows.person[complete], rows.numbers["day"][complete], score[complete]), complete


def _of_scale(rows: Rows, size: int) -> tuple[Coded, dict[str, Floats], dict[str, Floats]]:
    """Which scale a person was mostly asked; level and slope of the mean item score, 0 to 4, on it, with their errors;
    and the share of assessments with a feeding tube of those who have one at some of them.
    """
    answered = {
        scale: np.bincount(rows.person, weights=~np.isnan(item_scores(rows, scale)).any(axis=1), minlength=size)
        for scale in SCALES
    }
    anything = np.bincount(rows.person, minlength=size) > 0
    old = answered["alsfrs"] > answered["alsfrs_r"]
    asked = Coded(np.where(anything, np.where(old, 1, 0), 2), ("alsfrs_r", "alsfrs", EMPTY))
    found = {name: np.full(size, np.nan) for name in ("level", "slope")}
    errors = {name: np.full(size, np.nan) for name in found}
    for scale in SCALES:
        line, _ = scale_lines(rows, scale)
        mine = asked.is_(scale)[line.group]
        who, variance = line.group[mine], residual_variance(line)
        found["level"][who], errors["level"][who] = line.level[mine], variance * line.level_share[mine]
        found["slope"][who], errors["slope"][who] = line.slope[mine], variance * line.slope_share[mine]
    tube = rows.codes["gastrostomy"]
    told = np.bincount(rows.person, weights=~tube.is_(EMPTY), minlength=size)
    with_tube = np.bincount(rows.person, weights=tube.is_("true"), minlength=size)
    ever = (told > 0) & (with_tube > 0)
    found["tube"] = np.where(ever, with_tube / np.maximum(told, 1), np.nan)
    return asked.occurring(), found, errors
