"""Invented trials, different as real ones are, and who takes part. The export does not name the trials."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Literal

import numpy as np

from .course import MONTH, TRIAL, Person, people


@dataclass(frozen=True)
class Study:
    """What one trial recorded, and how."""

    scale: Literal["old", "revised", "both"]
    every: float  # months between visits
    duration: int  # months
    vital_capacity: tuple[str, ...]
    positions: bool  # blood pressure lying and standing, in columns of their own
    imperial: bool  # pounds and inches
    conventional: bool  # laboratory in mg/dL
    riluzole: Literal["both", "yes only", "none"]
    deaths: Literal["both", "yes only", "none"]
    onset: Literal["words", "boxes"]


STUDIES: tuple[Study, ...] = (
    Study("revised", 1, 12, ("FVC",), False, True, True, "both", "both", "words"),
    Study("revised", 2, 18, ("SVC",), False, False, False, "both", "both", "words"),
    Study("revised", 3, 12, ("FVC", "SVC"), True, False, True, "yes only", "yes only", "boxes"),
    Study("old", 1, 9, ("FVC",), False, True, True, "both", "both", "boxes"),
    Study("old", 2, 12, ("FVC",), True, True, False, "none", "none", "boxes"),
    Study("both", 2, 12, ("FVC",), False, False, True, "both", "yes only", "words"),
)
SHARES = (0.30, 0.20, 0.13, 0.16, 0.13, 0.08)


@dataclass(frozen=True)
class Participant:
    """A person in a trial. Days count from the first visit."""

    subject: str
    person: Person
    study: Study
    entry: float  # months since onset
    visits: tuple[int, ...]
    screening: int
    followed: int  # the last day on which the trial would have heard of a death
    active: bool

    def months(self, day: int) -> float:
        """Months since onset on a day."""
        return self.entry + day / MONTH

    @property
    def age(self) -> float:
        """Years at the first visit."""
        return self.person.age_at_onset + self.entry / 12

    @property
    def onset(self) -> int:
        """Day of the first symptom, negative."""
        return -round(self.entry * MONTH)

    @property
    def diagnosis(self) -> int:
        """Day of diagnosis, between the first symptom and screening."""
        return min(round((self.person.diagnosed - self.entry) * MONTH), self.screening - 1)

    @property
    def death(self) -> int | None:
        """Day of death, if the trial heard of it."""
        day = round((self.person.death - self.entry) * MONTH)
        return day if day <= self.followed else None


def enrol(rng: np.random.Generator, count: int, digits: int) -> list[Participant]:
    """``count`` participants who were eligible, with random numbers of so many digits for names."""
    numbers = 10 ** (digits - 1) + rng.choice(9 * 10 ** (digits - 1), count, replace=False, shuffle=False)
    candidates = ((person, _entry(rng, person)) for person in people(rng, TRIAL))
    eligible = ((person, entry) for person, entry in candidates if _eligible(person, entry))
    return [
        _participant(rng, str(number), person, entry)
        for number, (person, entry) in zip(numbers, islice(eligible, count), strict=True)
    ]


def _entry(rng: np.random.Generator, person: Person) -> float:
    return person.diagnosed + float(7 * np.exp(rng.normal(0, 0.8)))


def _eligible(person: Person, entry: float) -> bool:
    return (
        4 < entry < 48
        and entry + 1 < person.death
        and 24 <= person.total(entry) <= 46
        and person.lung_percent(entry) >= 60
    )


def _participant(rng: np.random.Generator, subject: str, person: Person, entry: float) -> Participant:
    study = STUDIES[int(rng.choice(len(STUDIES), p=SHARES))]
    dies = (person.death - entry) * MONTH
    days = [0]
    for number in range(1, round(study.duration / study.every) + 1):
        day = round(number * study.every * MONTH + rng.normal(0, 4))
        lost = 48 - person.total(entry + day / MONTH)
        if day >= dies or rng.random() < (0.006 + 0.0012 * lost) * study.every:
            break
        if rng.random() > 0.05:
            days.append(day)
    return Participant(
        subject,
        person,
        study,
        entry,
        tuple(days),
        screening=-int(rng.integers(7, 29)),
        followed=round((study.duration + 6) * MONTH),
        active=bool(rng.random() < 0.6),
    )
