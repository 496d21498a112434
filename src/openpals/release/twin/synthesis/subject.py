"""The rows about people: who they are, when it began, and whether they live."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ....model.tables import Subject, VitalStatus
from ..arrays import EMPTY, Bools, Floats, Ints
from ..persons import DIED, UNDATED, YEAR
from ..roles import CODED, MONTH, columns
from ..table import DrawnRows
from .people import Drawn

TOP_AGE = 90
# Quality rule 7: in a trial onset lies a month before the index day at least, diagnosis a month after it at most.
TRIAL, MONTHS_BEFORE, MONTHS_AFTER = "first_trial_visit", 1, 1


@dataclass(frozen=True)
class Ends:
    """``last_contact``: day of last contact, nan where unknown; ``death``: day of death, nan where none is known."""

    last_contact: Floats
    death: Floats

    def latest(self) -> Floats:
        """The last day on which anything can be recorded."""
        return np.where(np.isnan(self.death), np.inf, self.death)


def ends(people: Drawn) -> Ends:
    """When people were last seen and when they died; nobody is seen after death."""
    end = np.round(people.number("end"))
    died = people.is_("status", DIED) & ~np.isnan(end)
    death = np.where(died, end, np.nan)
    seen = np.clip(np.nan_to_num(people.number("seen"), nan=1.0), -1, 1)
    last = np.where(died & (end > 0), np.round(seen * end), end)
    known = people.is_("known:last_contact_day", "yes")
    return Ends(np.where(known, last, np.nan), death)


def subject_rows(people: Drawn, last_contact: Floats) -> DrawnRows:
    """The subject table; ``gastrostomy_ever`` and ``riluzole_use`` as drawn."""
    codes = {name: people.facts[name] for name in columns(Subject, *CODED)}
    onset, diagnosis = _beginnings(people)
    age = np.clip(np.floor(people.number("age") + 0.5), Subject.age.minimum or 0, TOP_AGE)
    numbers = {
        "age": _known(people, "age", age),
        "birth_decade": _known(people, "birth_decade", _decade(people, age)),
        "onset_day": _known(people, "onset_day", onset),
        "diagnosis_day": _known(people, "diagnosis_day", diagnosis),
        "last_contact_day": last_contact,
    }
    return DrawnRows(Subject, np.arange(people.size), codes, numbers)


def _known(people: Drawn, name: str, values: Floats) -> Floats:
    return np.where(people.is_(f"known:{name}", "yes"), values, np.nan)


def _decade(people: Drawn, age: Floats) -> Floats:
    """The decade of birth that fits the age; none for the band of the oldest, which it would undo."""
    decade = 10 * np.round((people.number("year") - YEAR - age) / 10)
    declared = Subject.birth_decade
    inside = (decade >= (declared.minimum or 0)) & (decade <= (declared.maximum or 0)) & (age < TOP_AGE)
    return np.where(inside, decade, np.nan)


def _beginnings(people: Drawn) -> tuple[Floats, Floats]:
    """Days of onset and diagnosis, in months of 30 days: the one before the other, both about before the index day."""
    trial = people.is_("index_event", TRIAL)
    before = np.maximum(np.round(people.number("onset")), np.where(trial, MONTHS_BEFORE, 0))
    onset_known = people.is_("known:onset_day", "yes")
    delay = np.maximum(np.round(people.number("delay") * before), 1)
    after_onset = np.where(np.isnan(delay), np.nan, delay - before)
    diagnosis = np.where(onset_known, after_onset, -np.round(people.number("diagnosis")))
    diagnosis = np.where(trial, np.minimum(diagnosis, MONTHS_AFTER), diagnosis)
    return -MONTH * before, MONTH * diagnosis


def status_rows(people: Drawn, found: Ends) -> DrawnRows:
    """The vital status of those who have one; alive is who was seen alive at the last contact."""
    status = people.facts["status"]
    who = np.flatnonzero(~status.is_(EMPTY))
    code = status.put(status.is_(UNDATED), DIED)
    alive = np.where(status.is_("alive"), found.last_contact, np.nan)
    day = np.where(status.is_(DIED), found.death, alive)
    return DrawnRows(VitalStatus, who, {"status": code.take(who)}, {"day": day[who]})


def ever(size: int, person: Ints, which: Bools) -> Bools:
    """By person whether any of the rows is so."""
    return np.bincount(person[which], minlength=size) > 0
