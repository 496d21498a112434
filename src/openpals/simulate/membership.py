"""Who joins the members' platform, and on which days they report: late, irregularly, and not for ever; in columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from .calendar_days import Days, later
from .disease import REVISED, Flags, Floats, Ints, People, make_people
from .enrolment import Participants, joined
from .parameters import MEMBERS, MONTH, PLATFORM


@dataclass(frozen=True)
class Patients:
    """Members with ALS. Days count from the day of joining."""

    number: Ints  # the member's number
    people: People
    entry: Floats  # months since onset on joining
    joined: Days
    last: Ints  # last day on which a report is possible: before death and before the export
    death: Floats  # day of death; infinite when it is after the export
    told: Flags  # somebody told the platform of the death
    participant: Ints  # row in a trial's participants; -1 for most

    def __len__(self) -> int:
        return len(self.number)

    def months(self, day: Floats | Ints, who: Ints) -> Floats:
        """Months since onset on a day of somebody."""
        return self.entry[who] + day / MONTH

    def date(self, day: Floats | Ints, who: Ints) -> Days:
        """The date of a day of somebody."""
        return later(self.joined[who], day)

    @property
    def onset(self) -> Days:
        """Date of the first symptom."""
        return later(self.joined, -self.entry * MONTH)

    @property
    def diagnosis(self) -> Days:
        """Date of diagnosis, before joining."""
        delay = np.minimum(self.people.diagnosed, self.entry - 0.5)
        return later(self.onset, delay * MONTH)

    @property
    def birth(self) -> Days:
        """Date of birth."""
        return later(self.onset, -self.people.age_at_onset * 365.25)


@dataclass(frozen=True)
class Reports:
    """Days on which members report, in columns; by member and day."""

    who: Ints  # row of Patients
    day: Ints
    number: Ints  # 0 at the first of each


def join(rng: np.random.Generator, numbers: Ints, extracted: date, trial: Participants, rows: Ints) -> Patients:
    """Members with ALS, of the numbers given: all alive when they joined.

    As many as PLATFORM.also_in_trial says are participants of ``trial`` (of the ``rows`` given), the same people; the
    calendars of the two agree.
    """
    groups = [_participants(rng, len(numbers), extracted, trial, rows)]
    missing = len(numbers) - sum(len(group.entry) for group in groups)
    while missing > 0:
        candidates = make_people(rng, max(64, int(missing * 1.5)), MEMBERS)
        entry = candidates.diagnosed + _waits(rng, len(candidates))
        fit = np.flatnonzero((entry > 1.5) & (entry < 150) & (entry + 0.5 < candidates.event))[:missing]
        groups.append(_Joiners(candidates[fit], entry[fit], _ago(rng, len(fit)), np.full(len(fit), -1)))
        missing -= len(fit)
    order = rng.permutation(len(numbers))  # nobody's number tells a trial
    people = joined([group.people for group in groups])[order]
    entry, ago, row = (np.concatenate(part)[order] for part in zip(*(group[1:] for group in groups), strict=True))
    death = np.rint((people.death - entry) * MONTH)
    death = np.where(death <= ago, death, np.inf)
    return Patients(
        number=numbers,
        people=people,
        entry=entry,
        joined=later(np.datetime64(extracted), -ago),
        last=np.minimum(ago, death - 1).astype(np.int64),
        death=death,
        told=np.isfinite(death) & (rng.random(len(numbers)) < PLATFORM.death_told),
        participant=row,
    )


class _Joiners(NamedTuple):
    """Some who join: months since onset then, days before the export, and the row in a trial's participants or -1."""

    people: People
    entry: Floats
    ago: Ints
    participant: Ints


def _participants(rng: np.random.Generator, count: int, extracted: date, trial: Participants, rows: Ints) -> _Joiners:
    """Those of a trial's participants who are members too: anybody may, before or after the first visit."""
    entry = trial.entry + rng.normal(2, 6, len(trial))
    visited = (np.datetime64(extracted) - trial.first_visit).astype(np.int64)
    ago = visited - np.rint((entry - trial.entry) * MONTH).astype(np.int64)
    fit = (entry > 1) & (entry < trial.people.event - 0.5) & (ago >= 30) & (ago <= PLATFORM.years_open * 365.25)
    chosen = rows[fit[rows]][: round(PLATFORM.also_in_trial * count)]
    return _Joiners(trial.people[chosen], entry[chosen], ago[chosen], chosen)


def _ago(rng: np.random.Generator, count: int) -> Ints:
    """Days before the export on which somebody joined: ever more people do."""
    return np.rint(30 + (PLATFORM.years_open * 365.25 - 30) * (1 - rng.random(count) ** 0.7)).astype(np.int64)


def _waits(rng: np.random.Generator, count: int) -> Floats:
    late = rng.random(count) < PLATFORM.joins_late
    mean = np.where(late, PLATFORM.diagnosis_to_join_long, PLATFORM.diagnosis_to_join)
    return np.asarray(mean * rng.exponential(1, count))


def report(rng: np.random.Generator, them: Patients) -> Reports:
    """Report days: the first on joining, then ever rarer, until silence, death or the export."""
    count, most = len(them), PLATFORM.most_reports
    pace = PLATFORM.gap * np.exp(rng.normal(0, PLATFORM.gap_person_sdlog, count))
    gaps = np.maximum(2, pace[:, None] * np.exp(rng.normal(0, PLATFORM.gap_sdlog, (count, most - 1))))
    day = np.zeros((count, most), np.int64)
    day[:, 1:] = np.cumsum(np.rint(gaps), axis=1)
    possible = day <= them.last[:, None]
    row, place = np.nonzero(possible)
    total = them.people.scores(them.months(day[row, place], row), row)[:, : len(REVISED)].sum(axis=1)
    hazard = np.zeros((count, most))
    hazard[row, place] = PLATFORM.fades * np.exp(PLATFORM.fades_per_point_lost * (48 - total - 10))
    silent = np.zeros((count, most), bool)
    silent[:, 1:] = rng.random((count, most - 1)) < 1 - np.exp(-hazard[:, 1:] * gaps / MONTH)
    kind = rng.random(count)
    silent[:, 0] |= kind < PLATFORM.never_report
    silent[:, 1] |= kind < PLATFORM.never_report + PLATFORM.single_report
    reported = possible & ~np.logical_or.accumulate(silent, axis=1)
    who, place = np.nonzero(reported)
    return Reports(who=who, day=day[reported], number=place)
