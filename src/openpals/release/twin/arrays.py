"""The arrays that the twin is computed with, and what is asked of them again and again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

EMPTY = ""  # the label of an empty cell
ANY = "*"  # stands for every label
SEPARATOR = "|"  # between the labels of several columns


@dataclass(frozen=True)
class Coded:
    """A column of codes: the position of each row's label. An empty cell has the label ``EMPTY``."""

    at: Ints
    labels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.at)

    def is_(self, label: str) -> Bools:
        """Which rows have this label."""
        return np.asarray(self.at == (self.labels.index(label) if label in self.labels else -1))

    def take(self, rows: Ints | Bools) -> Coded:
        """The same of some rows."""
        return Coded(self.at[rows], self.labels)

    def put(self, which: Bools, label: str) -> Coded:
        """The same with one label in some rows."""
        labels = self.labels if label in self.labels else (*self.labels, label)
        return Coded(np.where(which, labels.index(label), self.at), labels)

    def occurring(self) -> Coded:
        """The same with no label that no row has."""
        times = np.bincount(self.at, minlength=len(self.labels))
        place = np.cumsum(times > 0) - 1
        return Coded(place[self.at], tuple(self.labels[i] for i in np.flatnonzero(times).tolist()))


def same(label: str, size: int) -> Coded:
    """A column of one label."""
    return Coded(np.zeros(size, np.int64), (label,))


def named(at: Ints, names: Sequence[str]) -> Coded:
    """Positions in names that may repeat."""
    labels = tuple(dict.fromkeys(names))
    place = {label: i for i, label in enumerate(labels)}
    return Coded(np.array([place[name] for name in names], np.int64)[at], labels)


def joined(columns: Sequence[Coded]) -> Coded:
    """Columns one below the other."""
    labels = tuple(dict.fromkeys(label for column in columns for label in column.labels))
    place = {label: i for i, label in enumerate(labels)}
    parts = [np.array([place[label] for label in column.labels], np.int64)[column.at] for column in columns]
    return Coded(np.concatenate(parts), labels)


def combined(columns: Sequence[Coded]) -> Coded:
    """Several columns as one, of the combinations that occur. Their labels are joined by ``SEPARATOR``."""
    at = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        at = at * len(column.labels) + column.at
    found, at = np.unique(at, return_inverse=True)
    labels = []
    for number in found.tolist():
        parts = []
        for column in reversed(columns):
            number, position = divmod(number, len(column.labels))
            parts.append(column.labels[position])
        labels.append(SEPARATOR.join(reversed(parts)))
    return Coded(at.reshape(-1), tuple(labels))


def distinct(numbers: Ints) -> Ints:
    """The different numbers, ascending. By sorting, which for many whole numbers is quicker than hashing them."""
    ordered = np.sort(numbers)
    new = np.ones(len(ordered), bool)
    new[1:] = ordered[1:] != ordered[:-1]
    return ordered[new]


def among(numbers: Ints, ordered: Ints) -> Bools:
    """Which numbers are among ``ordered`` ones, ascending."""
    if not len(ordered):
        return np.zeros(len(numbers), bool)
    place = np.minimum(np.searchsorted(ordered, numbers), len(ordered) - 1)
    return np.asarray(ordered[place] == numbers)


@dataclass(frozen=True)
class Runs:
    """Sorted numbers as runs of equal ones: ``of`` is the run of each row, ``first`` and ``size`` are of each run."""

    of: Ints
    first: Ints
    size: Ints

    def sums(self, values: Floats) -> Floats:
        """The sum of each run's values."""
        return np.bincount(self.of, weights=values, minlength=len(self.first)).astype(np.float64)

    def place(self) -> Ints:
        """How many rows of the same run stand before each row."""
        return np.arange(len(self.of)) - self.first[self.of]


def runs(numbers: Ints) -> Runs:
    """The runs of numbers that are sorted."""
    new = np.ones(len(numbers), bool)
    new[1:] = numbers[1:] != numbers[:-1]
    first = np.flatnonzero(new)
    size = np.diff(np.append(first, len(numbers)))
    return Runs(np.cumsum(new) - 1, first, size)


def ranges(sizes: Ints) -> Ints:
    """0..size-1 for each of the sizes, one after the other."""
    ends = np.cumsum(sizes)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - sizes, sizes)
