"""Who joins the members' platform, and on which days they report: late, irregularly, and not for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

import numpy as np

from .course import MEMBERS, MONTH, Person, people

OPENED = 5 * 365  # days before the extraction: nobody could join earlier


@dataclass(frozen=True)
class Member:
    """A person on the platform. ``reports`` are dates, the first of them the day of joining."""

    id: str
    number: int
    person: Person
    entry: float  # months since onset on joining
    reports: tuple[date, ...]
    death: date | None  # if it happened before the extraction
    death_told: bool

    @property
    def joined(self) -> date:
        """The first report."""
        return self.reports[0]

    @property
    def onset(self) -> date:
        """Date of the first symptom."""
        return self.joined - timedelta(days=round(self.entry * MONTH))

    @property
    def diagnosis(self) -> date:
        """Date of diagnosis, before joining."""
        return self.onset + timedelta(days=round(min(self.person.diagnosed, self.entry - 0.5) * MONTH))

    @property
    def birth(self) -> date:
        """Date of birth."""
        return self.onset - timedelta(days=round(self.person.age_at_onset * 365.25))

    def months(self, day: date) -> float:
        """Months since onset on a date."""
        return self.entry + (day - self.joined).days / MONTH


def join(rng: np.random.Generator, count: int, extracted: date) -> list[Member]:
    """``count`` members who were alive when they joined."""
    candidates = ((person, _entry(rng, person)) for person in people(rng, MEMBERS))
    alive = ((person, entry) for person, entry in candidates if 2 < entry < min(70, person.death - 1))
    return [
        _member(rng, number, person, entry, extracted)
        for number, (person, entry) in enumerate(islice(alive, count), start=1)
    ]


def _entry(rng: np.random.Generator, person: Person) -> float:
    return person.diagnosed + float(rng.exponential(9.0))


def _member(rng: np.random.Generator, number: int, person: Person, entry: float, extracted: date) -> Member:
    joined = extracted - timedelta(days=int(rng.integers(150, OPENED)))
    died = joined + timedelta(days=round((person.death - entry) * MONTH))
    death = died if died <= extracted and person.death < 144 else None
    last = min(extracted, died - timedelta(days=1))
    reports = [joined]
    pace = float(np.exp(rng.normal(0, 0.5)))
    stays = 0.35 if rng.random() < 0.3 else 0.94  # many look in once or twice
    while rng.random() < stays:
        day = reports[-1] + timedelta(days=max(2, round(34 * pace * float(np.exp(rng.normal(0, 0.8))))))
        if day > last:
            break
        reports.append(day)
    told = death is not None and bool(rng.random() < 0.6)
    return Member(f"SYN-{number:06d}", number, person, entry, tuple(reports), death, told)
