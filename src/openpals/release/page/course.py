"""ALSFRS-R total by months since onset: the quartiles of those who were observed in each month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis.expr.types as ir

from ...engine import Engine
from .survey import MONTH

LAST_MONTH = 120


@dataclass(frozen=True)
class Observed:
    """The people observed in one month since onset, and the quartiles of their totals."""

    month: int
    people: int
    low: float
    median: float
    high: float


def course(engine: Engine, tables: Mapping[str, ir.Table], minimum: int) -> dict[str, list[Observed]]:
    """By dataset, the months in which ``minimum`` people or more were observed, each counted once a month."""
    if not {"alsfrs", "subject"} <= tables.keys():
        return {}
    people, alsfrs = tables["subject"], tables["alsfrs"]
    onset = people.filter(people["onset_day"].notnull()).select("dataset", "subject_id", "onset_day")
    totals = alsfrs.filter(alsfrs["alsfrs_r_total"].notnull()).select("dataset", "subject_id", "day", "alsfrs_r_total")
    joined = totals.join(onset, ["dataset", "subject_id"])
    dated = joined.mutate(month=(joined["day"] - joined["onset_day"]) // MONTH)
    dated = dated.filter(dated["month"].between(0, LAST_MONTH))
    each = dated.group_by("dataset", "month", "subject_id").agg(total=dated["alsfrs_r_total"].mean())
    months = each.group_by("dataset", "month").agg(
        people=each.count(),
        low=each["total"].quantile(0.25),
        median=each["total"].quantile(0.5),
        high=each["total"].quantile(0.75),
    )
    found: dict[str, list[Observed]] = {}
    for line in engine.rows(months.filter(months["people"] >= minimum).order_by("dataset", "month")):
        numbers = (round(line[name], 1) for name in ("low", "median", "high"))
        found.setdefault(line["dataset"], []).append(Observed(line["month"], line["people"], *numbers))
    return found
