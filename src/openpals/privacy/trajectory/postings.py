"""An inverted index: from a value and a period to the people who have it, as one sorted array of numbers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .coarsening import Ints


class Postings:
    """Every (value, period, person) once, as ``(value * periods + period) * people + person``, ascending.

    The people of a value in a period lie side by side, and so do all rows of a value. Values are counted from 0
    here, by their rank among those that occur.
    """

    def __init__(self, value: Ints, period: Ints, person: Ints, people: int) -> None:
        self.people = people
        self.values = np.unique(value)
        self.low = int(period.min()) if len(period) else 0
        self.periods = (int(period.max()) - self.low + 1) if len(period) else 1
        if len(self.values) * self.periods * people >= 1 << 63:
            raise OverflowError("More values, periods and people than a number of 64 bits tells apart.")
        self.codes = np.unique(self.key(self.rank(value), period) * people + person)

    def rank(self, value: Ints) -> Ints:
        """The rank of values that occur."""
        return np.searchsorted(self.values, value)

    def key(self, rank: Ints, period: Ints) -> Ints:
        """One number for a value and a period."""
        return rank * self.periods + (period - self.low)

    def of_key(self, key: Ints) -> tuple[Ints, Ints]:
        """Where the people of each key begin and end."""
        return self._between(key * self.people, (key + 1) * self.people)

    def of_value(self, rank: Ints) -> tuple[Ints, Ints]:
        """Where the rows of each value begin and end."""
        width = self.periods * self.people
        return self._between(rank * width, (rank + 1) * width)

    def _between(self, low: Ints, high: Ints) -> tuple[Ints, Ints]:
        return np.searchsorted(self.codes, low), np.searchsorted(self.codes, high)

    def person(self, place: Ints) -> Ints:
        """The people of some rows."""
        return self.codes[place] % self.people

    def period(self, place: Ints) -> Ints:
        """The periods of some rows."""
        return self.codes[place] // self.people % self.periods + self.low

    def holds(self, rank: Ints, period: Ints, person: Ints) -> npt.NDArray[np.bool_]:
        """Whether people have values in periods, which may be periods that do not occur."""
        inside = (period >= self.low) & (period < self.low + self.periods)
        code = self.key(rank, np.where(inside, period, self.low)) * self.people + person
        place = np.minimum(np.searchsorted(self.codes, code), len(self.codes) - 1)
        return inside & (self.codes[place] == code)


def spread(start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """All places from each start to its end, one after the other, and which of the ranges each is of."""
    size = end - start
    owner = np.repeat(np.arange(len(size)), size)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(size) - size, size) + start[owner]
