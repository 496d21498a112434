"""Tokens as whole numbers: equal tokens of two datasets have one number, and a missing one is -1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .features import FEATURES

# Feature -> number of each person's token.
Codes = Mapping[str, npt.NDArray[np.int32]]

_MOST = 2**62


def coded(columns: Sequence[Mapping[str, pa.DictionaryArray]]) -> list[Codes]:
    """The tokens of several datasets, numbered alike."""
    found: list[dict[str, npt.NDArray[np.int32]]] = [{} for _ in columns]
    for space in dict.fromkeys(feature.space for feature in FEATURES.values()):
        names = [name for name, feature in FEATURES.items() if feature.space == space]
        tokens = [dataset[name].dictionary for dataset in columns for name in names]
        everything = pc.unique(pa.chunked_array(tokens))
        for dataset, into in zip(columns, found, strict=True):
            for name in names:
                into[name] = _numbers(dataset[name], everything)
    return list(found)


def _numbers(column: pa.DictionaryArray, everything: pa.Array) -> npt.NDArray[np.int32]:
    renumbered = pc.index_in(column.dictionary, everything).take(column.indices)
    return np.asarray(pc.fill_null(renumbered, -1).to_numpy(zero_copy_only=False), np.int32)


def joined(columns: Sequence[npt.NDArray[np.integer]]) -> npt.NDArray[np.int64]:
    """One number a row that stands for its combination of numbers; rows with equal combinations have equal ones."""
    if not columns:
        raise ValueError("no columns to join")
    whole = np.zeros(len(columns[0]), np.int64)
    size = 1
    for column in columns:
        width = int(column.max(initial=-1)) + 2
        if size > _MOST // width:
            whole = np.unique(whole, return_inverse=True)[1].astype(np.int64)
            size = int(whole.max(initial=0)) + 1
        whole = whole * width + (column.astype(np.int64) + 1)
        size *= width
    return whole
