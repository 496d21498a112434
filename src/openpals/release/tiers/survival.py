"""Survival in quarters, a row a person and no id: in each printed span as many people as the policy asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ...privacy.trajectory.coarsening import PERIODS, Ints
from .cells import cells, sizes
from .columns import SURVIVAL, schema

QUARTER = PERIODS["quarter"]


@dataclass(frozen=True)
class OpenSurvival:
    """``rows`` in the order of their values; ``left_out``: people who are not printed."""

    rows: pa.Table
    left_out: int


def open_survival(times: pa.Table, synthetic: Mapping[str, bool], minimum: int) -> OpenSurvival:
    """``times`` (``dataset``, ``condition``, ``sex``, ``died`` as 0 or 1, ``time`` in days), a row a person, as they
    are printed.

    Those of one dataset, condition and sex who died, and those who did not, are each told in spans of quarters, of one
    quarter where ``minimum`` left in it. Where they are fewer in all, sex is emptied, then the condition; where they
    are too few still, they are left out.
    """
    dataset, names = _coded(times["dataset"])
    condition, conditions = _coded(times["condition"])
    sex, sexes = _coded(times["sex"])
    died = np.asarray(times["died"].to_numpy()).astype(np.int64)
    quarter = np.asarray(times["time"].to_numpy()).astype(np.int64) // QUARTER
    sex = np.where(sizes(dataset, condition, sex, died) < minimum, len(sexes) - 1, sex)
    condition = np.where(sizes(dataset, condition, sex, died) < minimum, len(conditions) - 1, condition)
    keep = sizes(dataset, condition, sex, died) >= minimum
    dataset, condition, sex, died, quarter = (one[keep] for one in (dataset, condition, sex, died, quarter))
    first, last = _spans(cells(dataset, condition, sex, died)[0], quarter, minimum)
    columns = {
        "dataset": names[dataset],
        "synthetic": np.array([synthetic.get(str(name), False) for name in names])[dataset],
        "condition": conditions[condition],
        "sex": sexes[sex],
        "died": died.astype(bool),
        "day_from": first * QUARTER,
        "day_to": (last + 1) * QUARTER - 1,
    }
    rows = pa.table({name: pa.array(columns[name], column.type) for name, column in SURVIVAL.items()}, schema(SURVIVAL))
    return OpenSurvival(rows.sort_by([(name, "ascending") for name in SURVIVAL]), int((~keep).sum()))


def _coded(column: pa.ChunkedArray) -> tuple[Ints, npt.NDArray[np.object_]]:
    """The place of each cell among the values, of which the last is the empty one."""
    values = pc.unique(column.drop_null()).sort()
    place = pc.fill_null(pc.index_in(column, value_set=values), len(values))
    return np.asarray(place.to_numpy()).astype(np.int64), np.array([*values.to_pylist(), None], object)


def _spans(of: Ints, quarter: Ints, minimum: int) -> tuple[Ints, Ints]:
    """First and last quarter of each person's span: quarters in a row are joined until ``minimum`` left in them.

    ``of``: each person's group; each group has at least ``minimum``.
    """
    first, last = quarter.copy(), quarter.copy()
    for group in np.unique(of).tolist():
        those = np.flatnonzero(of == group)
        quarters, size = np.unique(quarter[those], return_counts=True)
        spans: list[list[int]] = []
        enough = minimum
        for one, people in zip(quarters.tolist(), size.tolist(), strict=True):
            if enough >= minimum:
                spans.append([one, one])
                enough = 0
            spans[-1][1] = one
            enough += people
        if enough < minimum:  # the last of them are joined to those before
            rest = spans.pop()
            spans[-1][1] = rest[1]
        ends = np.array([span[1] for span in spans])
        at = np.searchsorted(ends, quarter[those])
        first[those] = np.array([span[0] for span in spans])[at]
        last[those] = ends[at]
    return first, last
