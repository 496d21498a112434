"""Anchor: the day of extraction is public, so the largest day of somebody still active tells the date of day 0."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ...model.tables import VitalStatus
from ..history_ends import HISTORY_ENDS
from .courses import NEVER, Courses
from .held import Held
from .named import Truth, tried
from .outcome import NotRun, Outcome, Tally

MOST = 5_000

# Days that an attacker takes to lie between the last row of somebody active and the extraction: none, a habit's, or one
# of those by which the strict policy ends histories; the best of these counts.
LAGS = tuple(range(0, HISTORY_ENDS.farthest + 1, 15))

# Whom to try: everybody, or the tenth with the most rows a year, who are likeliest to be active still.
BUSIEST = 0.1

KNOWS = "the day on which the data were extracted, and who is not recorded as dead"

Months = npt.NDArray[np.int64]


def by_last_day(held: Held, courses: Courses, truths: Sequence[Truth]) -> Iterator[Outcome]:
    """Whether the month of day 0 can be told.

    Guessing knows how all index months spread, and that nobody's last day lies after the extraction. Raises NotRun
    where nobody has a day.
    """
    dead = _dead(held)
    able = False
    for truth in tried(held, truths, "anchor", MOST):
        last = courses.last[truth.row]
        open_ = np.flatnonzero((last != NEVER) & ~dead[truth.row])
        if not len(open_):
            continue
        able = True
        some, last = truth.some(open_), last[open_]
        pace = courses.rows[some.row] / np.maximum(last, 30)
        busy = np.flatnonzero(pace >= np.quantile(pace, 1 - BUSIEST))
        dataset = truth.named.dataset
        yield _best(some, last, f"{dataset}, everybody", KNOWS)
        yield _best(some.some(busy), last[busy], f"{dataset}, the busiest tenth", f"{KNOWS}; and who has most rows")
    if not able:
        raise NotRun("Nobody of the population has a day in the release and is not recorded as dead.")


def _best(truth: Truth, last: Months, variant: str, knows: str) -> Outcome:
    """By the lag that succeeds most often, as somebody would take who knows a few dates already."""
    found = []
    latest = np.datetime64(truth.named.extracted, "D") - last
    index = _months(truth.named.index)
    for lag in LAGS:
        found.append((int((_months(latest - lag) == index).sum()), -lag))
    successes, lag = max(found)
    tally = Tally(len(index), successes, float(_chances(index, _months(latest)).sum()))
    return tally.outcome(variant, knows, f"The month of day 0, taking {-lag} days from last row to extraction.")


def _months(days: npt.NDArray[np.datetime64]) -> Months:
    return days.astype("datetime64[M]").astype(np.int64)


def _chances(index: Months, latest: Months) -> npt.NDArray[np.float64]:
    """What guessing reaches for each: the share of the most frequent index month among those not after the latest."""
    months, counts = np.unique(index, return_counts=True)
    upto = np.searchsorted(months, latest, side="right")
    total, most = np.cumsum(counts), np.maximum.accumulate(counts)
    return np.where(upto > 0, most[np.maximum(upto, 1) - 1] / total[np.maximum(upto, 1) - 1], 0.0)


def _dead(held: Held) -> npt.NDArray[np.bool_]:
    path = held.path(VitalStatus.name)
    found = np.zeros(held.people, bool)
    if path is not None:
        rows = pq.read_table(path, columns=["subject_id", "status"])
        died = rows.filter(pc.equal(rows["status"], "died"))["subject_id"].combine_chunks()
        found = pc.is_in(held.ids, value_set=died).to_numpy(zero_copy_only=False)
    return found
