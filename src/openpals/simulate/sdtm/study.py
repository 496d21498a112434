"""What one trial is, beside the records of its people: its name, arms, sites, and the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]
Dates = npt.NDArray[np.datetime64]


@dataclass(frozen=True)
class Arm:
    """An arm: its code (at most 20 characters), its description, and what its people take, so much twice a day.

    A placebo's description is "Placebo" and its dose 0: by that name the layout ``sdtm`` knows it.
    """

    code: str
    name: str
    treatment: str
    dose: float
    unit: str = "mg"


@dataclass(frozen=True)
class Site:
    """Where people take part: its number in the trial, and its country as ISO 3166-1 alpha-3."""

    code: str
    country: str


ARMS: Mapping[str, Arm] = {
    "active": Arm("ACTIVE", "SYNTHOZOLE 50 mg", "SYNTHOZOLE", 50),
    "placebo": Arm("PLACEBO", "Placebo", "PLACEBO", 0),
}
SITES = (Site("101", "USA"), Site("102", "USA"), Site("201", "GBR"), Site("301", "DEU"))


@dataclass(frozen=True, eq=False)
class Study:
    """One synthetic trial.

    ``subject_ids``: its people, each once; ``index_dates``: the calendar date of each one's first visit (day 0), in
    the same order, as ``datetime64[D]``. ``extracted``: the day the database was closed; files are dated with it.
    ``arms``: PRO-ACT's word for an arm, in lower case, to the arm. ``duration``: planned days of treatment. People
    belong to ``sites`` in turn. Raises ValueError when the study does not say that it is synthetic, or when people
    and dates do not fit together.
    """

    study_id: str
    title: str
    subject_ids: Ids
    index_dates: Dates
    extracted: date
    arms: Mapping[str, Arm] = field(default_factory=lambda: ARMS)
    sites: tuple[Site, ...] = SITES
    duration: int = 365

    def __post_init__(self) -> None:
        if not self.study_id.startswith("SYN") or "SYNTHETIC" not in self.title.upper():
            raise ValueError("a synthetic study says so: begin study_id with SYN, and put SYNTHETIC into the title")
        if self.subject_ids.shape != self.index_dates.shape or self.subject_ids.ndim != 1:
            raise ValueError("subject_ids and index_dates are not aligned: give one date a person")
        if len(np.unique(self.subject_ids)) != len(self.subject_ids):
            raise ValueError("subject_ids names somebody twice: give each person once")
        if self.index_dates.dtype != np.dtype("datetime64[D]") or np.isnat(self.index_dates).any():
            raise ValueError("index_dates must be whole days (datetime64[D]), and none may be missing")
