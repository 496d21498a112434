"""Days from the first visit as SDTM tells time: dates in ISO 8601, and study days, among which there is no day 0."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

# Whole days from each person's first visit; NaT where nothing is known.
Days = npt.NDArray[np.timedelta64]

_DAY = "timedelta64[D]"
UNKNOWN = np.timedelta64("NaT", "D")


def as_days(whole: pa.Array) -> Days:
    """Integers, some of them null, as days."""
    empty = np.iinfo(np.int64).min  # what NaT is made of
    days: Days = pc.fill_null(whole, empty).to_numpy(zero_copy_only=False).view(_DAY)
    return days


def from_days(days: Days) -> pa.Array:
    """Days as integers, null for NaT."""
    return pa.array(days.astype(np.int64), mask=np.isnat(days))


def iso_dates(starts: npt.NDArray[np.datetime64], days: Days) -> pa.Array:
    """The calendar dates of days counted from ``starts``, such as 2021-03-14; null where a day is unknown."""
    dates = starts + days
    return pa.array(np.datetime_as_string(dates, unit="D").astype(object), pa.string(), mask=np.isnat(dates))


def study_days(days: Days) -> pa.Array:
    """SDTM's study days: the first visit is day 1, and the day before it day -1."""
    number = days.astype(np.int64)
    return pa.array(number + (number >= 0), mask=np.isnat(days))
