"""Survival since the index day: Kaplan and Meier's estimate, told in steps that no few people make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from ...engine import Engine
from ...privacy.counting.policy import CountPolicy
from ...privacy.counting.spreads import Step
from ...privacy.counting.spreads import survival as steps


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


def survival(engine: Engine, tables: Mapping[str, ir.Table], policy: CountPolicy) -> dict[str, list[Step]]:
    """By dataset with enough deaths. Who is known neither dead nor alive leaves at the last contact."""
    if not {"subject", "vital_status"} <= tables.keys():
        return {}
    times = engine.result(leaving_times(tables["subject"], tables["vital_status"]).select("dataset", "time", "died"))
    dataset = times["dataset"].combine_chunks().dictionary_encode()
    of = dataset.indices.to_numpy()
    days, died = times["time"].to_numpy().astype(float), times["died"].to_numpy() > 0
    found = {name: steps(days[of == i], died[of == i], policy) for i, name in enumerate(dataset.dictionary.to_pylist())}
    return {name: curve for name, curve in found.items() if len(curve) > 1}


def leaving_times(subject: ir.Table, vital_status: ir.Table) -> ir.Table:
    """``dataset``, ``condition``, ``sex``, ``died`` (0 or 1), ``time``: when each person left, and whether by death.

    The last contact is no day of death; who left on no known day, or before day 0, is not among them.
    """
    status = vital_status.select("dataset", "subject_id", "status", "day")
    people = subject.select("dataset", "subject_id", "condition", "sex", "last_contact_day")
    joined = people.left_join(status, ["dataset", "subject_id"])
    died = (joined["status"] == "died").fill_null(False)
    alive = (joined["status"] == "alive").fill_null(False)
    last_alive = alive.ifelse(ibis.coalesce(joined["day"], joined["last_contact_day"]), joined["last_contact_day"])
    times = joined.select(
        dataset=joined["dataset"],
        condition=joined["condition"],
        sex=joined["sex"],
        died=died.ifelse(1, 0),
        time=died.ifelse(joined["day"], last_alive),
    )
    return times.filter(times["time"] >= 0)
