"""Rows that are alike, counted."""

from __future__ import annotations

import numpy as np

from ...privacy.trajectory.coarsening import Ints


def cells(*columns: Ints) -> tuple[Ints, Ints]:
    """Of each row the number of its combination of values, from 0, and of each combination how many rows have it."""
    key = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        values, place = np.unique(column, return_inverse=True)
        key = np.unique(key * max(1, len(values)) + place.reshape(-1), return_inverse=True)[1].reshape(-1)
    return key, np.bincount(key)


def sizes(*columns: Ints) -> Ints:
    """Of each row, how many rows have its combination of values."""
    cell, size = cells(*columns)
    return np.asarray(size[cell])
