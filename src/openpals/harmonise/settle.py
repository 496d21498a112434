"""Second pass: all feeds of one table together, placed in time, judged against birth and death, repeats merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_, xor

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from ..engine import Engine
from ..model.table import Table
from ..model.variable import LIFETIME
from .pack import Packing, distinct
from .rules.days import before_birth, left_out, outside_visit_window, untold
from .rules.duplicates import rank_duplicates
from .rules.vital_status import after_death
from .stage import Staged
from .work import Effect, Finding, mask_of

# What a day of the calendar can be that is no visit's. Without an index day it cannot be placed, and stays behind.
UNPLACED = (
    Finding("A03", "day", Effect.LEFT, "no index day"),
    Finding("R15", "day", Effect.LOST, "day beyond a lifetime"),
)

# A fact that is of, or begins on, a day after the last told one is withheld; of one that ends after it, the end.
UNTOLD = (
    Finding("A08", "row", Effect.ROW_WITHHELD, "after the last told day"),
    Finding("A08", "day", Effect.VALUE_WITHHELD, "after the last told day"),
)

# What can be found only when a person's other rows are known. The order is that of the bits of ``_late``.
LATE_FINDINGS = (
    Finding("R02", "day", Effect.REJECT, "day out of window"),
    Finding("R14", "day", Effect.REJECT, "day after death"),
    Finding("A07", "day", Effect.REJECT, "day before birth"),
    Finding("A03", "day", Effect.REJECT, "no index day"),
    Finding("R01", "row", Effect.LOST, "contradiction"),
    *UNPLACED,
    *UNTOLD,
)
CONTRADICTION = 1 << 4
_LATE_REJECT = mask_of(list(LATE_FINDINGS), Effect.REJECT, Effect.ROW_WITHHELD)


@dataclass
class Settled:
    """One table of the model for one dataset.

    ``rows``: the kept rows, ``_person`` and the variables still as positions; ``packed``: the same rows as numbers,
    in their order.
    ``judged``: every staged row with its findings and its ``_fate``. ``counts`` where they are known already.
    """

    table: type[Table]
    rows: ir.Table
    judged: ir.Table
    packed: tuple[pa.Table, Packing] | None = None
    counts: dict[str, int] | None = None


def judge(staged: Staged, table: type[Table], people: ir.Table) -> ir.Table:
    """The staged rows with relative days and ``_late``, the findings that need the person's other rows.

    ``people``: ``_person``, ``index_day`` (since 1970, null for relative layouts), ``birth_day``, ``death_day``,
    ``last_told`` (relative, null where all is told).
    """
    rows = staged.table.left_join(people, "_person").drop("_person_right")
    rows, unplaced = relative_days(rows, [name for name in table.own_variables() if name in staged.absolute])
    rows, withheld = withhold(rows, table)
    checks = [*[ibis.literal(False)] * 5, *unplaced]
    if table.visit:
        day = rows["day"]
        checks = [
            outside_visit_window(day),
            after_death(day, rows["death_day"]),
            before_birth(day, rows["birth_day"]),
            rows["_person"].notnull() & day.isnull(),
            *[ibis.literal(False)] * 3,
        ]
    # A row that is rejected already needs no second reason.
    late = sum(
        ((check & rows["_ok"]).fill_null(False).ifelse(1 << i, 0) for i, check in enumerate([*checks, *withheld])),
        ibis.literal(0),
    )
    rows = rows.mutate(_late=late.cast("int16"), _part=ibis.literal(staged.part, "int16"))
    return rows.mutate(_ok=rows["_ok"] & ((rows["_late"] & _LATE_REJECT) == 0))


def relative_days(rows: ir.Table, names: Sequence[str]) -> tuple[ir.Table, list[ir.BooleanValue]]:
    """Days since 1970 as days since ``index_day``, and whether a row has any of each kind of ``UNPLACED``."""
    relative = {name: (rows[name] - rows["index_day"]).cast("int32") for name in names}
    undated = [rows[name].notnull() & rows["index_day"].isnull() for name in names]
    beyond = [day.abs() > LIFETIME for day in relative.values()]
    none = ibis.literal(False)
    marked = rows.mutate(
        _undated=reduce(or_, undated, none),
        _beyond=reduce(or_, beyond, none),
        **{name: (day.abs() <= LIFETIME).ifelse(day, None) for name, day in relative.items()},
    )
    return marked, [marked["_undated"], marked["_beyond"]]


def withhold(rows: ir.Table, table: type[Table]) -> tuple[ir.Table, list[ir.BooleanValue]]:
    """A08: ``rows`` without ends after the ``last_told`` day, and whether a row has each kind of ``UNTOLD``."""
    begin, ends = table.days()[:1], table.days()[1:]
    late = [untold(rows[name], rows["last_told"]) for name in begin]
    marked = rows.mutate(
        _withheld=reduce(or_, late, left_out(rows["last_told"])),
        _cut=reduce(or_, (untold(rows[name], rows["last_told"]) for name in ends), ibis.literal(False)),
        **{name: untold(rows[name], rows["last_told"]).ifelse(None, rows[name]) for name in ends},
    )
    return marked, [marked["_withheld"], marked["_cut"] & ~marked["_withheld"]]


def settle(engine: Engine, table: type[Table], feeds: Sequence[Staged], people: ir.Table) -> Settled:
    """Merges all feeds of one table."""
    if len(feeds) == 1 and feeds[0].packing:
        return _settle_packed(engine, table, feeds[0], people, feeds[0].packing)
    return _settle_rows(engine, table, feeds, people)


def _settle_packed(engine: Engine, table: type[Table], feed: Staged, people: ir.Table, plan: Packing) -> Settled:
    judged = judge(feed, table, people)
    placed = plan.replace(judged["packed"], judged, {*feed.absolute, *table.days()})
    rows = engine.keep(judged.select("_row", "_bits", "_late", packed=judged["_ok"].ifelse(placed, None)))
    engine.drop(feed.kept)
    fine = rows.filter(rows.packed.notnull()).select("packed").order_by("packed")
    found = distinct(engine.batches(fine), plan.key_shift)
    counted = engine.rows(rows.agg(read=rows.count(), fine=rows.packed.count()))[0]
    counts = {
        "read": counted["read"],
        "kept": found.kept.num_rows,
        "merged": counted["fine"] - found.kept.num_rows,
        "rejected": counted["read"] - counted["fine"],
    }
    if found.contradicting.num_rows:
        against = engine.table(found.contradicting.rename_columns(["_against"]))
        rows = rows.left_join(against, rows.packed == against["_against"])
        contradicts = rows["_against"].notnull()
        rows = rows.mutate(_late=contradicts.ifelse(rows["_late"] + CONTRADICTION, rows["_late"]).cast("int16"))
    kept = engine.view(found.kept)
    return Settled(table, kept.select(**plan.unpack(kept.packed)), rows, (found.kept, plan), counts)


def _settle_rows(engine: Engine, table: type[Table], feeds: Sequence[Staged], people: ir.Table) -> Settled:
    columns = ["_part", "_person", "_row", "_rows", "_repeats", "_bits", "_late", "_ok", *table.own_variables()]
    parts = [judge(feed, table, people).select(*columns) for feed in feeds]
    rows = ibis.union(*parts) if len(parts) > 1 else parts[0]
    judged = engine.keep(rows.mutate(_key=_hash([rows[name] for name in ("_person", *table.key)])))
    for feed in feeds:
        engine.drop(feed.kept)
    ranked = engine.keep(merge_repeats(engine, judged, table))
    engine.drop(judged)
    return Settled(table, ranked.filter(ranked["_fate"] == 0).select("_person", *table.own_variables()), ranked)


def merge_repeats(engine: Engine, judged: ir.Table, table: type[Table]) -> ir.Table:
    """Adds ``_fate``: 0 kept, 1 merged, 2 rejected; and marks contradictions.

    Only rows whose ``_key``, a hash of person and key, occurs twice are ranked.
    """
    fine = judged.filter(judged["_ok"])
    times = fine.group_by("_key").agg(_times=fine.count())
    repeated = engine.keep(times.filter(times["_times"] > 1).select("_key"))
    values = [name for name in table.own_variables() if name not in table.key]
    ranked = rank_duplicates(fine.semi_join(repeated, "_key"), ["_person", *table.key], values)
    contradicts = ranked["_rank"] > 1
    ranked = ranked.mutate(
        _fate=ranked["_first"].ifelse(0, 1).cast("int8"),
        _late=contradicts.ifelse(ranked["_late"] + CONTRADICTION, ranked["_late"]).cast("int16"),
    )
    single = fine.anti_join(repeated, "_key").mutate(_fate=ibis.literal(0, "int8"))
    rejected = judged.filter(~judged["_ok"]).mutate(_fate=ibis.literal(2, "int8"))
    names = [*judged.drop("_key", "_ok").columns, "_fate"]
    return ibis.union(*(part.select(*names) for part in (single, ranked, rejected)))


def _hash(values: Sequence[ir.Column]) -> ir.IntegerValue:
    """One number for several values, the same for the same values. Empty is a value."""
    return reduce(xor, (value.hash() >> i for i, value in enumerate(values)))
