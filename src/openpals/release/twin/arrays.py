"""The arrays that the twin is computed with, and what is asked of them again and again."""

from __future__ import annotations

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

    def is_(self, label: str) -> Bools:
        """Which rows have this label."""
        return self.at == (self.labels.index(label) if label in self.labels else -1)

    def take(self, rows: Ints | Bools) -> Coded:
        """The same of some rows."""
        return Coded(self.at[rows], self.labels)


def coded(values: npt.NDArray[np.object_] | list[str]) -> Coded:
    """Texts as codes; the labels sorted."""
    labels, at = np.unique(np.asarray(values, dtype=str), return_inverse=True)
    return Coded(at.astype(np.int64).reshape(-1), tuple(labels.tolist()))


def combined(columns: list[Coded]) -> Coded:
    """Several columns as one, of the combinations that occur. Their labels are joined by ``SEPARATOR``."""
    at = np.zeros(len(columns[0].at), np.int64)
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
    return Coded(at.astype(np.int64).reshape(-1), tuple(labels))


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
