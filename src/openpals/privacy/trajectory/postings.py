"""An inverted index: from a value and a period to the people who have it, as one sorted array of numbers."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from .coarsening import Bools, Ints


class _Sorted(ABC):
    """Every (value, period, person) once, as one number each, ascending. Values are counted by their rank."""

    def __init__(self, value: Ints, period: Ints, person: Ints, people: int) -> None:
        self.people = people
        self.values = np.unique(value)
        self.low = int(period.min()) if len(period) else 0
        self.periods = (int(period.max()) - self.low + 1) if len(period) else 1
        if len(self.values) * self.periods * people >= 1 << 63:
            raise OverflowError("More values, periods and people than a number of 64 bits tells apart.")
        codes = np.sort(self.code(self.rank(value), period, person))
        self.codes = codes[np.concatenate([[True], codes[1:] != codes[:-1]])] if len(codes) else codes

    def rank(self, value: Ints) -> Ints:
        """The rank of values that occur."""
        return np.searchsorted(self.values, value)

    @abstractmethod
    def code(self, rank: Ints, period: Ints, person: Ints) -> Ints:
        """One number for each value, period and person."""

    def between(self, low: Ints, high: Ints) -> tuple[Ints, Ints]:
        """Where the rows from one number to another begin and end."""
        return np.searchsorted(self.codes, low), np.searchsorted(self.codes, high)

    def holds(self, rank: Ints, period: Ints, person: Ints) -> Bools:
        """Whether people have values in periods, which may be periods that do not occur."""
        if not len(self.codes):
            return np.zeros(len(person), bool)
        inside = (period >= self.low) & (period < self.low + self.periods)
        code = self.code(rank, np.where(inside, period, self.low), person)
        place = np.minimum(np.searchsorted(self.codes, code), len(self.codes) - 1)
        return np.asarray(inside & (self.codes[place] == code))


class Postings(_Sorted):
    """In the order of value, period, person: the people of a value in a period lie side by side."""

    def code(self, rank: Ints, period: Ints, person: Ints) -> Ints:
        return (rank * self.periods + (period - self.low)) * self.people + person

    def posting(self, rank: Ints, period: Ints) -> tuple[Ints, Ints]:
        """Where the people of a value in a period begin and end."""
        first = self.code(rank, period, np.zeros_like(rank))
        return self.between(first, first + self.people)

    def person(self, place: Ints) -> Ints:
        """The people of some rows."""
        return self.codes[place] % self.people


class Histories(_Sorted):
    """In the order of value, person, period: when each person had a value lies side by side."""

    def code(self, rank: Ints, period: Ints, person: Ints) -> Ints:
        return (rank * self.people + person) * self.periods + (period - self.low)

    def rows(self, rank: Ints) -> tuple[Ints, Ints]:
        """Where the rows of a value begin and end."""
        width = self.periods * self.people
        return self.between(rank * width, (rank + 1) * width)

    def person_and_period(self, place: Ints) -> tuple[Ints, Ints]:
        """The people and periods of some rows."""
        rest, period = np.divmod(self.codes[place], self.periods)
        return rest % self.people, period + self.low


def spread(start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """All places from each start to its end, one after the other, and which of the ranges each is of."""
    size = end - start
    owner = np.repeat(np.arange(len(size)), size)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(size) - size, size) + start[owner]
