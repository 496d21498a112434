"""ALSFRS-R total by months since onset: the quartiles of those who were observed in each month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import ibis.expr.types as ir
import numpy as np

from ...engine import Engine
from ...privacy.counting.policy import CountPolicy
from ...privacy.counting.spreads import quartiles
from ...privacy.counting.suppression import printed
from .survey import MONTH

LAST_MONTH = 120


@dataclass(frozen=True)
class Observed:
    """The people observed in one month since onset, rounded, and the quartiles of their totals."""

    month: int
    people: int
    low: float
    median: float
    high: float


def course(engine: Engine, tables: Mapping[str, ir.Table], policy: CountPolicy) -> dict[str, list[Observed]]:
    """By dataset, the months in which enough people for quartiles were observed, each counted once a month."""
    if not {"alsfrs", "subject"} <= tables.keys():
        return {}
    people, alsfrs = tables["subject"], tables["alsfrs"]
    onset = people.filter(people["onset_day"].notnull()).select("dataset", "subject_id", "onset_day")
    totals = alsfrs.filter(alsfrs["alsfrs_r_total"].notnull()).select("dataset", "subject_id", "day", "alsfrs_r_total")
    joined = totals.join(onset, ["dataset", "subject_id"])
    dated = joined.mutate(month=(joined["day"] - joined["onset_day"]) // MONTH)
    dated = dated.filter(dated["month"].between(0, LAST_MONTH))
    each = dated.group_by("dataset", "month", "subject_id").agg(total=dated["alsfrs_r_total"].mean())
    # As many lines as there are different totals, not as there are people.
    totals = each.group_by("dataset", "month", "total").agg(people=each.count())
    lines = engine.result(totals.order_by("dataset", "month", "total"))
    dataset = lines["dataset"].combine_chunks().dictionary_encode()
    of, month = dataset.indices.to_numpy(), lines["month"].to_numpy()
    total, people = lines["total"].to_numpy(), lines["people"].to_numpy()
    found: dict[str, list[Observed]] = {}
    starts = np.flatnonzero(np.diff(of, prepend=-1) | np.diff(month, prepend=-1))
    for start, end in pairwise([*starts, len(of)]):
        values = np.repeat(total[start:end], people[start:end])
        told = quartiles(values, policy)
        if told:
            here = Observed(int(month[start]), printed(len(values), policy), *told)
            found.setdefault(dataset.dictionary[int(of[start])].as_py(), []).append(here)
    return found
