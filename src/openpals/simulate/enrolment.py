"""Who takes part in the trials, when they were seen, and what became of them; in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .calendar_days import Days, later
from .disease import REVISED, Flags, Floats, Ints, People, make_people
from .files import SizeRefused
from .parameters import MONTH, TRIAL, TRIALS
from .studies import Study


@dataclass(frozen=True)
class Participants:
    """People in trials. Days count from the first visit (day 0)."""

    subject: Ints  # random numbers that stand for nothing
    people: People
    study: Ints  # number of the trial
    studies: Sequence[Study]
    entry: Floats  # months since onset at day 0
    first_visit: Days  # the date of day 0, which no export has
    active: Flags
    screening: Ints  # day, negative
    followed: Ints  # last day on which the trial would hear of a death

    def __len__(self) -> int:
        return len(self.subject)

    @property
    def age(self) -> Floats:
        """Years at the first visit."""
        return self.people.age_at_onset + self.entry / 12

    @property
    def birth(self) -> Days:
        """Date of birth."""
        return later(self.first_visit, -self.age * 365.25)

    @property
    def onset(self) -> Ints:
        """Day of the first symptom, negative."""
        return -np.rint(self.entry * MONTH).astype(np.int64)

    @property
    def diagnosis(self) -> Ints:
        """Day of diagnosis, between the first symptom and screening."""
        return np.minimum(np.rint((self.people.diagnosed - self.entry) * MONTH).astype(np.int64), self.screening - 1)

    @property
    def death(self) -> Floats:
        """Day of death; infinite where the trial did not hear of any."""
        with np.errstate(invalid="ignore"):
            day = np.rint((self.people.death - self.entry) * MONTH)
        return np.where(day <= self.followed, day, np.inf)

    def months(self, day: Floats | Ints, who: Ints) -> Floats:
        """Months since onset on a day of somebody."""
        return self.entry[who] + day / MONTH

    def has(self, feature: str) -> Flags:
        """Whose trial has the feature."""
        return np.array([feature in study.features for study in self.studies])[self.study]


@dataclass(frozen=True)
class Visits:
    """Visits in columns, by participant and day."""

    who: Ints  # row of Participants
    day: Ints
    number: Ints  # 0 at the first visit of each
    last: Flags

    def __getitem__(self, chosen: Flags) -> Visits:
        """Those chosen."""
        return Visits(self.who[chosen], self.day[chosen], self.number[chosen], self.last[chosen])


def check_sizes(people: int, trials: int) -> None:
    """Raises SizeRefused where trials would have nobody."""
    if trials < 1 or people < trials:
        raise SizeRefused(
            f"{people} people in {trials} trials cannot be: give at least one trial, and one person each."
        )


def enrol(rng: np.random.Generator, studies: Sequence[Study], count: int, digits: int) -> Participants:
    """``count`` people whom the trials would take, with random numbers of so many digits for names."""
    numbers = 10 ** (digits - 1) + rng.choice(9 * 10 ** (digits - 1), count, replace=False, shuffle=False)
    sizes = _sizes(studies, count)
    study = np.repeat(np.arange(len(studies)), sizes)
    people, entry = _taken(rng, studies, sizes)
    order = rng.permutation(count)  # nobody's place tells the trial
    study, people, entry = study[order], people[order], entry[order]
    end = np.array([(one.duration + one.followed_after) * MONTH for one in studies])
    return Participants(
        subject=numbers,
        people=people,
        study=study,
        studies=studies,
        entry=entry,
        first_visit=later(np.array([one.begins for one in studies])[study], rng.integers(0, 540, count)),
        active=rng.random(count) < TRIALS.active,
        screening=-rng.integers(7, 29, count),
        followed=np.rint(end[study]).astype(np.int64),
    )


def _sizes(studies: Sequence[Study], count: int) -> Ints:
    """Participants of each trial: their shares, in whole people that add up."""
    ends = np.rint(np.cumsum([study.share for study in studies]) * count).astype(np.int64)
    ends[-1] = count
    return np.asarray(np.diff(ends, prepend=0))


def _taken(rng: np.random.Generator, studies: Sequence[Study], sizes: Ints) -> tuple[People, Floats]:
    """Eligible people in the order of the trials, and months since onset at their entry."""
    parts: list[People] = []
    entries: list[Floats] = []
    for study, size in zip(studies, sizes, strict=True):
        found: list[People] = []
        times: list[Floats] = []
        missing = int(size)
        while missing > 0:
            candidates = make_people(rng, max(64, int(missing * 1.6)), TRIAL)
            waited = TRIALS.diagnosis_to_entry * np.exp(rng.normal(0, TRIALS.diagnosis_to_entry_sdlog, len(candidates)))
            entry = candidates.diagnosed + waited
            fit = np.flatnonzero(_eligible(candidates, entry, study))[:missing]
            found.append(candidates[fit])
            times.append(entry[fit])
            missing -= len(fit)
        parts += found
        entries += times
    return joined(parts), np.concatenate(entries)


def joined(parts: Sequence[People]) -> People:
    """People of several groups as one."""
    return People(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in People.columns()})


def _eligible(people: People, entry: Floats, study: Study) -> Flags:
    total = people.scores(entry)[:, : len(REVISED)].sum(axis=1)
    return np.asarray(
        (entry > 3)
        & (entry < study.longest_symptoms)
        & (entry + 1 < people.event)
        & (total >= TRIALS.least_total)
        & (total <= TRIALS.greatest_total)
        & (people.vital_capacity(entry) >= study.least_vital_capacity)
    )


def see(rng: np.random.Generator, them: Participants) -> Visits:
    """The visits: on schedule but for some days, now and then missed, until drop-out, death or the end."""
    every = np.array([study.every for study in them.studies])[them.study]
    planned = np.array([study.duration for study in them.studies])[them.study] // every
    number = np.arange(1, int(planned.max()) + 1)
    months = number[None, :] * every[:, None]
    day = np.rint(months * MONTH + rng.normal(0, TRIALS.visit_jitter_sd, months.shape)).astype(np.int64)
    due = number[None, :] <= planned[:, None]
    who = np.repeat(np.arange(len(them)), len(number)).reshape(months.shape)
    lost = np.zeros(months.shape)
    flat = due.ravel()
    scores = them.people.scores(them.months(day.ravel()[flat], who.ravel()[flat]), who.ravel()[flat])
    lost[due] = 48 - scores[:, : len(REVISED)].sum(axis=1)
    hazard = TRIALS.drop_out * np.exp(TRIALS.drop_out_per_point_lost * (lost - 10)) * every[:, None]
    ends = (rng.random(months.shape) < hazard) | ~due
    ends |= day >= ((them.people.event - them.entry) * MONTH)[:, None]
    seen = ~np.logical_or.accumulate(ends, axis=1) & (rng.random(months.shape) >= TRIALS.missed_visits)
    first = np.ones((len(them), 1), bool)
    seen = np.hstack([first, seen])
    day = np.hstack([np.zeros((len(them), 1), np.int64), day])
    row, _ = np.nonzero(seen)
    count = seen.sum(axis=1)
    start = np.cumsum(count) - count
    place = np.arange(len(row)) - start[row]
    return Visits(who=row, day=day[seen], number=place, last=place == count[row] - 1)
