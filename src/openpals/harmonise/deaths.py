"""Deaths: what several sources claim about one person's life, placed in time, and which claims contradict.

Who is not dead is told of up to a last day only, so the last told days are settled here as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from ..engine import Engine
from .rules.days import left_out
from .rules.vital_status import contradicting
from .settle import UNPLACED, UNTOLD, relative_days
from .stage import Staged
from .targets import DAY_INPUTS
from .work import Effect, Finding

LATE_FINDINGS = (
    Finding("R14", "death", Effect.LOST, "contradiction"),
    *UNPLACED,
    UNTOLD[0],
    Finding("R14", "death_told", Effect.NOTE, "taken for the day of death"),
)
DAYS = DAY_INPUTS["vital_status"]


@dataclass
class Deaths:
    """``claims``: ``_person``, ``died`` and ``death`` (relative) of rows not rejected; ``judged``: every row's fate.

    ``people``: those given, with ``last_told``: their ``end_day`` unless any record says that they died.
    """

    claims: ir.Table
    judged: ir.Table
    people: ir.Table

    def days(self) -> ir.Table:
        """``_person`` and ``death_day``, the earliest of those claimed."""
        return self.claims.group_by("_person").agg(death_day=self.claims.death.min())


def settle_deaths(engine: Engine, feeds: Sequence[Staged], people: ir.Table) -> Deaths:
    """All claims about ``people``: ``_person``, ``index_day``, ``end_day`` (the last told day of who is not dead)."""
    placed = [_placed(feed, people) for feed in feeds]
    rows = engine.keep(_with_days_told(ibis.union(*(placed or [_no_claims(people)]))))
    fine = rows.filter(rows["_ok"])
    claims = fine.select("_person", "died", "death")
    told = engine.keep(_last_told(claims, people))
    against = contradicting(claims.rename(person="_person"))
    marked = rows.left_join(against, rows["_person"] == against["person"])
    marked = marked.left_join(told.select("_person", "last_told"), "_person").drop("_person_right")
    withheld = left_out(marked["last_told"]) & marked["_ok"]
    stated = marked.died.notnull() | marked.death.notnull()
    against_it = marked["contradicts"].fill_null(False) & stated
    checks = (against_it, marked["_undated"], marked["_beyond"], withheld, marked["_as_told"] & ~withheld)
    late = sum((check.fill_null(False).ifelse(1 << i, 0) for i, check in enumerate(checks)), ibis.literal(0))
    same = ibis.window(group_by=["_part", "_person", "died", "death"], order_by="_row")
    judged = marked.mutate(
        _late=late.cast("int8"), _repeat=ibis.row_number().over(same) > 0, _ok=marked["_ok"] & ~withheld
    )
    fate = ibis.cases((~judged["_ok"], 2), (judged["_repeat"], 1), else_=0).cast("int8")
    every = judged.select("_part", "_row", "_rows", "_repeats", "_bits", "_late", _fate=fate)
    return Deaths(claims, engine.keep(every), told)


def _with_days_told(rows: ir.Table) -> ir.Table:
    """``death`` filled by ``death_told``, the earliest, where no claim about the person names a day of death.

    ``_as_told``: whether it was. Where one does, the day on which it was told says nothing more.
    """
    person = ibis.window(group_by="_person")
    named = rows["_ok"].ifelse(rows["death"], None).count().over(person) > 0
    told = rows["_ok"].ifelse(rows["death_told"], None)
    as_told = told.notnull() & ~named
    return rows.mutate(death=as_told.ifelse(told.min().over(person), rows["death"]), _as_told=as_told)


def _last_told(claims: ir.Table, people: ir.Table) -> ir.Table:
    dead = claims.filter(claims.died.fill_null(False) | claims.death.notnull()).select("_person").distinct()
    marked = people.left_join(dead.mutate(_dead=ibis.literal(True)), "_person")
    died = marked["_dead"].fill_null(False)
    return marked.select("_person", "index_day", last_told=died.ifelse(None, marked["end_day"]).cast("int32"))


def _placed(feed: Staged, people: ir.Table) -> ir.Table:
    rows = feed.table.left_join(people.select("_person", "index_day"), "_person").drop("_person_right")
    rows, (undated, beyond) = relative_days(rows, [name for name in DAYS if name in feed.absolute])
    return rows.select(
        "_person",
        "_row",
        "_rows",
        "_repeats",
        "_bits",
        "_ok",
        "died",
        *DAYS,
        _undated=undated,
        _beyond=beyond,
        _part=ibis.literal(feed.part, "int16"),
    )


def _no_claims(people: ir.Table) -> ir.Table:
    """No rows, in the shape of claims."""
    columns = {
        "_row": "int64",
        "_rows": "int32",
        "_repeats": "int32",
        "_bits": "int64",
        "_ok": "boolean",
        "died": "boolean",
        **dict.fromkeys(DAYS, "int32"),
        "_undated": "boolean",
        "_beyond": "boolean",
        "_part": "int16",
    }
    nobody = people.filter(ibis.literal(False))
    return nobody.select("_person", **{name: ibis.null(kind) for name, kind in columns.items()})
