"""How sharply a course is printed: how long a period is, and how much a score says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

Period = Literal["day", "week", "month", "quarter"]
Value = Literal["items", "exact", "band"]

# Days of a period, counted from day 0. Months have 30 days, as those of onset and diagnosis.
PERIODS: dict[Period, int] = {"day": 1, "week": 7, "month": 30, "quarter": 90}

# Points of an ALSFRS-R total that are one band: 0 to 3, 4 to 7, ..., 44 to 47, and 48 by itself.
BAND = 4
HIGHEST = 48


@dataclass(frozen=True)
class Coarsening:
    """The period a fact is dated by, and its value: a band of the total, the exact total, or all items."""

    period: Period
    value: Value

    @property
    def days(self) -> int:
        """Days of a period."""
        return PERIODS[self.period]

    def periods(self, day: Ints) -> Ints:
        """The period of each day; the one that begins with day 0 is number 0, earlier ones are negative."""
        return day // self.days

    @property
    def name(self) -> str:
        """Such as ``month, band``."""
        return f"{self.period}, {self.value}"


# From the sharpest period to the coarsest, each with every value from the sharpest to the coarsest.
COARSENINGS: tuple[Coarsening, ...] = tuple(
    Coarsening(period, value) for period in PERIODS for value in ("items", "exact", "band")
)


def bands(total: Ints) -> Ints:
    """The band of each total, from 0."""
    return total // BAND


def middle_of_band(band: Ints) -> Floats:
    """The total in the middle of each band: 1.5, 5.5, ..., 45.5, 48."""
    return np.asarray(np.minimum(band * float(BAND) + (BAND - 1) / 2, HIGHEST), np.float64)


def middle_of_period(period: Ints, days: int) -> Floats:
    """The day in the middle of each period of so many days."""
    return np.asarray(period * float(days) + (days - 1) / 2, np.float64)
