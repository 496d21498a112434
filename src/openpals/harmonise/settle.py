"""Second pass: all feeds of one table together, placed in time, judged against birth and death, repeats merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from ..engine import Engine
from ..model.table import Table
from .pack import Packing, distinct_keys, packing
from .rules.days import before_birth, outside_visit_window
from .rules.duplicates import rank_duplicates
from .rules.vital_status import after_death
from .stage import Staged
from .work import Effect, Finding, mask_of

# What can be found only when a person's other rows are known. The order is that of the bits of ``_late``.
LATE_FINDINGS = (
    Finding("R02", "day", Effect.REJECT, "day out of window"),
    Finding("R14", "day", Effect.REJECT, "day after death"),
    Finding("A07", "day", Effect.REJECT, "day before birth"),
    Finding("A03", "day", Effect.REJECT, "no index day"),
    Finding("R01", "row", Effect.LOST, "contradiction"),
)
CONTRADICTION = 1 << 4
_LATE_REJECT = mask_of(list(LATE_FINDINGS), Effect.REJECT)


@dataclass
class Settled:
    """One table of the model for one dataset.

    ``rows``: the kept rows, ``_person`` and the variables still as positions; ``judged``: every staged row with its
    ``_fate``, or None where rows were packed and only counted; ``counts`` then says how many there were of each.
    """

    table: type[Table]
    rows: ir.Table
    judged: ir.Table | None
    flagged: ir.Table | None
    counts: dict[str, int]
    packed: Packing | None = None


def judge(staged: Staged, table: type[Table], people: ir.Table) -> ir.Table:
    """The staged rows with relative days and ``_late``, the findings that need the person's other rows.

    ``people``: ``_person``, ``index_day`` (since 1970, null for relative layouts), ``birth_day``, ``death_day``
    (both relative).
    """
    columns = list(table.own_variables())
    rows = staged.table.left_join(people, "_person").drop("_person_right")
    relative = {
        name: rows[name] - rows["index_day"] for name in columns if name in staged.absolute
    }
    rows = rows.mutate(**relative) if relative else rows
    checks = [ibis.literal(False)] * 4
    if table.visit:
        day = rows["day"]
        checks = [outside_visit_window(day), after_death(day, rows["death_day"]), before_birth(day, rows["birth_day"]),
                  rows["_ok"] & rows["_person"].notnull() & day.isnull()]
    late = sum((check.fill_null(False).ifelse(1 << i, 0) for i, check in enumerate(checks)), ibis.literal(0))
    rows = rows.mutate(_late=late.cast("int8"), _part=ibis.literal(staged.part, "int16"))
    rows = rows.mutate(_ok=rows["_ok"] & ((rows["_late"] & _LATE_REJECT) == 0))
    if not table.visit:
        return rows
    return rows


def settle(engine: Engine, table: type[Table], feeds: Sequence[Staged], people: ir.Table, size: int) -> Settled:
    """Merges all feeds of one table. ``size`` is the number of people, for packing."""
    plan = packing(table, size) if len(feeds) == 1 and not feeds[0].numbered else None
    if plan is not None:
        return _settle_packed(engine, table, feeds[0], people, plan)
    return _settle_numbered(engine, table, feeds, people)


def _settle_packed(engine: Engine, table: type[Table], feed: Staged, people: ir.Table, plan: Packing) -> Settled:
    judged = judge(feed, table, people)
    packed = engine.keep(judged.select(
        packed=judged["_ok"].ifelse(plan.pack(judged), None), _bits="_bits", _late="_late",
    ))
    fine = packed.filter(packed.packed.notnull())
    groups = engine.keep(distinct_keys(fine.select("packed"), plan))
    flagged = packed.filter((packed["_bits"] != 0) | (packed["_late"] != 0)).count()
    counted = engine.rows(packed.agg(
        read=packed.count(), fine=packed.packed.count(), flagged=flagged.as_scalar(),
        kept=groups.count().as_scalar(),
        contradicting=groups.filter(groups.kept != groups.least).count().as_scalar(),
    ))[0]
    engine.drop(packed)
    counts = {"read": counted["read"], "kept": counted["kept"], "merged": counted["fine"] - counted["kept"],
              "rejected": counted["read"] - counted["fine"]}
    rows = groups.select(_packed="kept", **plan.unpack(groups.kept))
    any_flag = counted["flagged"] or counted["contradicting"]
    return Settled(table, rows, None, groups if any_flag else None, counts, plan)


def _settle_numbered(engine: Engine, table: type[Table], feeds: Sequence[Staged], people: ir.Table) -> Settled:
    columns = ["_part", "_person", "_row", "_rows", "_bits", "_late", "_ok", *table.own_variables()]
    parts = [judge(feed, table, people).select(*columns) for feed in feeds]
    judged = engine.keep(ibis.union(*parts) if len(parts) > 1 else parts[0])
    ranked = merge_repeats(judged, table)
    judged = engine.keep(ranked)
    rows = judged.filter(judged["_fate"] == 0).select("_person", *table.own_variables())
    return Settled(table, rows, judged, None, {})


def merge_repeats(judged: ir.Table, table: type[Table]) -> ir.Table:
    """Adds ``_fate``: 0 kept, 1 merged, 2 rejected; and marks contradictions. Only keys that repeat are ranked."""
    values = [name for name in table.own_variables() if name not in table.key]
    filler = judged.mutate(**{f"_k{i}": _comparable(judged[name]) for i, name in enumerate(("_person", *table.key))})
    keys = [f"_k{i}" for i in range(len(table.key) + 1)]
    fine = filler.filter(filler["_ok"])
    repeated = fine.group_by(keys).agg(_times=fine.count())
    repeated = repeated.filter(repeated["_times"] > 1).select(*keys)
    ranked = rank_duplicates(fine.semi_join(repeated, keys), keys, values)
    contradicts = ranked["_rank"] > 1
    ranked = ranked.mutate(
        _fate=ranked["_first"].ifelse(0, 1).cast("int8"),
        _late=contradicts.ifelse(ranked["_late"] + CONTRADICTION, ranked["_late"]).cast("int8"),
    ).drop("_rank", "_first")
    single = fine.anti_join(repeated, keys).mutate(_fate=ibis.literal(0, "int8"))
    rejected = filler.filter(~filler["_ok"]).mutate(_fate=ibis.literal(2, "int8"))
    names = [*judged.columns, "_fate"]
    return ibis.union(*(part.select(*names) for part in (single, ranked, rejected)))


def _comparable(value: ir.Column) -> ir.Value:
    """A key's value with empty as a value of its own: joins and groups then treat it like any other."""
    if value.type().is_string():
        return value.fill_null("")
    if value.type().is_floating():
        return value.fill_null(-1e300)
    return value.cast("int64").fill_null(-(2**60))
