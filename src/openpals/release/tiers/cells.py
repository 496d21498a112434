"""Rows that are alike, counted."""

from __future__ import annotations

import numpy as np

from ...privacy.trajectory.coarsening import Ints

# Up to so many combinations that might occur are counted in place, without sorting rows.
DENSE = 1 << 22


def cells(*columns: Ints) -> tuple[Ints, Ints]:
    """Of each row the number of its combination of values, from 0, and of each number how many rows have it."""
    key, width = np.zeros(len(columns[0]), np.int64), 1
    if not len(key):
        return key, key
    for column in columns:
        low = int(column.min())
        span = int(column.max()) - low + 1
        if width * span > DENSE:
            key, width = _ranked(key)
        if width * span > DENSE:
            column, span = _ranked(column)
            low = 0
        key, width = key * span + (column - low), width * span
    if width > DENSE:
        key, width = _ranked(key)
    return key, np.bincount(key, minlength=width)


def sizes(*columns: Ints) -> Ints:
    """Of each row, how many rows have its combination of values."""
    cell, size = cells(*columns)
    return np.asarray(size[cell])


def _ranked(column: Ints) -> tuple[Ints, int]:
    """The rank of each value among those that occur, and how many these are."""
    values, rank = np.unique(column, return_inverse=True)
    return rank.reshape(-1), len(values)
