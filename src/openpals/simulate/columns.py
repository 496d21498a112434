"""Columns of a table to be written: numbers, days and words, with gaps where nothing was recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

Given = NDArray[np.bool_] | None


def whole(values: ArrayLike, given: Given = None) -> pa.Array:
    """Whole numbers; empty where not ``given``."""
    numbers = np.asarray(values)
    if numbers.dtype.kind == "f":
        numbers = np.rint(np.where(np.isfinite(numbers), numbers, 0)).astype(np.int64)
    return pa.array(numbers.astype(np.int64), mask=_mask(given))


def number(values: ArrayLike, decimals: int, given: Given = None) -> pa.Array:
    """Measured numbers, rounded; empty where not ``given``."""
    return pa.array(np.round(np.asarray(values, np.float64), decimals), mask=_mask(given))


def word(positions: ArrayLike, words: Sequence[str | None], given: Given = None) -> pa.Array:
    """Words by their positions in a list; empty where not ``given`` or where the list says None."""
    places = pa.array(np.asarray(positions).astype(np.int32), mask=_mask(given))
    return pa.array(words, pa.string()).take(places)


def same(text: str, count: int, given: Given = None) -> pa.Array:
    """One word in every cell; empty where not ``given``."""
    return word(np.zeros(count, np.int32), [text], given)


def tick(given: NDArray[np.bool_]) -> pa.Array:
    """A check box: 1 or empty."""
    return whole(np.ones(len(given), np.int64), given)


def table(order: Sequence[str], columns: Mapping[str, pa.Array]) -> pa.Table:
    """The columns in order; those not given are empty. Raises KeyError for one that the order lacks."""
    strangers = set(columns) - set(order)
    if strangers:
        raise KeyError(f"no such columns: {sorted(strangers)}")
    count = len(next(iter(columns.values())))
    return pa.table({name: columns.get(name, pa.nulls(count)) for name in order})


def stacked(tables: Sequence[pa.Table]) -> pa.Table:
    """Tables of one order as one; a column that is empty in one of them takes the other's type."""
    return pa.concat_tables(tables, promote_options="default")


def _mask(given: Given) -> NDArray[np.bool_] | None:
    return None if given is None else ~given
