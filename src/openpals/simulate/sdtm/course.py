"""Each person's way through the trial: screening, first and last visit, death; and the epoch of any day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ...model.vocabulary import vocabulary
from .roster import People, Roster
from .rows import Tables, rows_of
from .terms import words_as_codes
from .timing import UNKNOWN, Days
from .visits import Visits, visits_of

# Where somebody was seen, and the columns that say when. Samples and history may be of a day without a visit.
SEEN = {
    "ALSFRS": ("ALSFRS_Delta",),
    "FVC": ("Forced_Vital_Capacity_Delta",),
    "SVC": ("Slow_vital_Capacity_Delta",),
    "VITALSIGNS": ("Vital_Signs_Delta",),
    "HANDGRIPSTRENGTH": ("MS_Delta",),
    "MUSCLESTRENGTH": ("MS_Delta",),
}
SAMPLED = {"LABS": ("Laboratory_Delta",), "NEUROFILAMENT": ("Collection_Delta",), "ELESCORIAL": ("delta_days",)}
REPORTED = {"ADVERSEEVENTS": ("Start_Date_Delta", "End_Date_Delta"), "CONMEDS": ("Start_Delta", "Stop_Delta")}

EPOCHS = ("SCREENING", "TREATMENT", "FOLLOW-UP")


class Course:
    """Days of everybody in the roster, one a person; NaT where there is none."""

    def __init__(self, tables: Tables, roster: Roster) -> None:
        self.tables, self.roster = tables, roster

    @cached_property
    def visits(self) -> Visits:
        """Every visit."""
        return visits_of(self._days(SEEN), self._days(SAMPLED))

    @cached_property
    def screening(self) -> Days:
        """The day of screening, and so of consent: the first recorded day before the first visit, or else that."""
        days = np.zeros(len(self.roster), "timedelta64[D]")
        first = self.visits.number == 1
        days[self.visits.person[first]] = self.visits.start[first]
        return days

    @cached_property
    def last_visit(self) -> Days:
        """The last visit, with which treatment ends."""
        days = np.zeros(len(self.roster), "timedelta64[D]")
        np.maximum.at(days, self.visits.person, self.visits.end)
        return days

    @cached_property
    def survival(self) -> pa.Array:
        """Whether somebody died, as ``yes`` and ``no``; null where the trial did not record it."""
        said = rows_of(self.tables, "DEATHDATA", self.roster)
        found = np.full(len(self.roster), None, object)
        found[said.person] = words_as_codes(said.text("Subject_Died"), vocabulary("yes_no")).to_numpy(False)
        return pa.array(found, pa.string())

    @cached_property
    def died(self) -> npt.NDArray[np.bool_]:
        """Who is known to have died."""
        return np.asarray(pc.fill_null(pc.equal(self.survival, "yes"), False))

    @cached_property
    def death(self) -> Days:
        """The day of death."""
        said = rows_of(self.tables, "DEATHDATA", self.roster)
        days = np.full(len(self.roster), UNKNOWN)
        days[said.person] = said.days("Death_Days")
        return np.where(self.died, days, UNKNOWN)

    @cached_property
    def last_contact(self) -> Days:
        """The end of participation: death, or else the last day of which anything is recorded."""
        days = self.last_visit.copy()
        for columns in (SAMPLED, REPORTED):
            np.fmax.at(days, *self._days(columns))
        return np.where(np.isnat(self.death), days, np.fmax(self.last_visit, self.death))

    def epoch(self, person: People, day: Days) -> pa.Array:
        """The epoch of rows about people on days; null for an unknown day."""
        after = day > self.last_visit[person]
        which = np.where(day < np.timedelta64(0), 0, np.where(after, 2, 1))
        return pa.array(EPOCHS).take(pa.array(which, mask=np.isnat(day)))

    def _days(self, columns: Mapping[str, Sequence[str]]) -> tuple[People, Days]:
        """Every (person, day) in some columns of some tables."""
        people, days = [np.empty(0, np.int64)], [np.empty(0, "timedelta64[D]")]
        for name, listed in columns.items():
            rows = rows_of(self.tables, name, self.roster)
            people += [rows.person] * len(listed)
            days += [rows.days(column) for column in listed]
        return np.concatenate(people), np.concatenate(days)
