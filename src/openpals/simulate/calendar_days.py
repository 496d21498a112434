"""Dates of the calendar, in columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Days = NDArray[np.datetime64]


def later(dates: Days | np.datetime64, days: ArrayLike) -> Days:
    """Dates so many days later, rounded to whole ones; earlier for negative numbers."""
    return np.asarray(dates + np.rint(np.asarray(days, np.float64)).astype("timedelta64[D]"))
