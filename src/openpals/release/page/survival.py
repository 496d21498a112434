"""Survival since the index day: Kaplan and Meier's estimate, drawn in steps that no few people make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil

import ibis
import ibis.expr.types as ir

from ...engine import Engine
from .survey import MONTH

ROUNDED_TO = 5  # numbers at risk are rounded up to this


@dataclass(frozen=True)
class Leaving:
    """How many died, and how many were last seen alive, at one time."""

    time: int
    died: int
    censored: int


@dataclass(frozen=True)
class Alive:
    """The estimated share alive at a time, and how many were still followed just before it."""

    time: int
    share: float
    at_risk: int


@dataclass(frozen=True)
class Curve:
    """What is drawn: points to be joined, and how many are still followed at the end of each month."""

    points: list[Alive]
    at_risk: dict[int, int]


def kaplan_meier(leaving: Iterable[Leaving]) -> list[Alive]:
    """The product-limit estimate after each time at which somebody left; who died at a time leaves first."""
    ordered = sorted(leaving, key=lambda left: left.time)
    at_risk = sum(left.died + left.censored for left in ordered)
    curve, alive = [], 1.0
    for left in ordered:
        alive *= 1 - left.died / at_risk
        curve.append(Alive(left.time, alive, at_risk))
        at_risk -= left.died + left.censored
    return curve


def drawn(leaving: Iterable[Leaving], minimum: int) -> Curve:
    """The curve at ends of months, while ``minimum`` people are still followed.

    Between two points lie ``minimum`` deaths or none, so that no drop is the death of a few.
    """
    months = list(_by_month(leaving, minimum))
    points, deaths = [month for month, _ in months[:1]], 0
    for month, died in months[1:]:
        deaths += died
        if deaths >= minimum:
            points.append(month)
            deaths = 0
    if months and not deaths and months[-1][0] != points[-1]:
        points.append(months[-1][0])
    return Curve(points, {month.time: month.at_risk for month, _ in months if month.time <= points[-1].time})


def _by_month(leaving: Iterable[Leaving], minimum: int) -> Iterator[tuple[Alive, int]]:
    """The end of each month with the deaths in it, from the beginning for as long as enough are followed."""
    ordered = sorted(leaving, key=lambda left: left.time)
    left = zip(ordered, kaplan_meier(ordered), strict=True)
    followed = sum(one.died + one.censored for one in ordered)
    now, month, died, alive = next(left, None), 0, 0, 1.0
    while followed >= minimum:
        yield Alive(month, alive, followed), died
        month, died = month + 1, 0
        while now and now[0].time <= month * MONTH:
            died, alive = died + now[0].died, now[1].share
            followed -= now[0].died + now[0].censored
            now = next(left, None)


def survival(engine: Engine, tables: Mapping[str, ir.Table], minimum: int) -> dict[str, Curve]:
    """By dataset with enough deaths. Who is known neither dead nor alive leaves at the last contact."""
    if not {"subject", "vital_status"} <= tables.keys():
        return {}
    times = leaving_times(tables["subject"], tables["vital_status"])
    by_day = times.group_by("dataset", "time").agg(died=times["died"].sum(), n=times.count())
    leaving: dict[str, list[Leaving]] = {}
    for line in engine.rows(by_day.order_by("dataset", "time")):
        left = Leaving(line["time"], line["died"], line["n"] - line["died"])
        leaving.setdefault(line["dataset"], []).append(left)
    return {
        dataset: drawn(listed, minimum)
        for dataset, listed in leaving.items()
        if sum(left.died for left in listed) >= minimum <= sum(left.died + left.censored for left in listed)
    }


def rounded(at_risk: int) -> int:
    """A number at risk as it is printed."""
    return ceil(at_risk / ROUNDED_TO) * ROUNDED_TO


def leaving_times(subject: ir.Table, vital_status: ir.Table) -> ir.Table:
    """``subject_id``, ``dataset``, ``condition``, ``sex``, ``died`` (0 or 1), ``time``: when each person left, and
    whether by death.

    The last contact is no day of death; who left on no known day, or before day 0, is not among them.
    """
    status = vital_status.select("dataset", "subject_id", "status", "day")
    people = subject.select("dataset", "subject_id", "condition", "sex", "last_contact_day")
    joined = people.left_join(status, ["dataset", "subject_id"])
    died = (joined["status"] == "died").fill_null(False)
    alive = (joined["status"] == "alive").fill_null(False)
    last_alive = alive.ifelse(ibis.coalesce(joined["day"], joined["last_contact_day"]), joined["last_contact_day"])
    times = joined.select(
        subject_id=joined["subject_id"],
        dataset=joined["dataset"],
        condition=joined["condition"],
        sex=joined["sex"],
        died=died.ifelse(1, 0),
        time=died.ifelse(joined["day"], last_alive),
    )
    return times.filter(times["time"] >= 0)
