"""First pass: one feed's rows read, coded and typed, each with what was found wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir

from ..model.layout import Feed, Source
from ..model.table import Table
from ..model.tables import TABLES
from ..model.variable import Type
from .pack import Packing
from .shape import shaped
from .targets import DAY_INPUTS, STAGED_TYPES, SUBJECT_CLAIMS, day_columns, make_variables
from .work import Effect, Finding, Settings, Work, mask_of


@dataclass
class Staged:
    """A feed's rows, typed: ``_person``, ``_row``, ``_rows``, ``_repeats``, the variables, ``_bits``, ``_ok``.

    ``absolute`` names the day columns that count from 1970 and still have to be made relative. With a ``packing``, the
    person and the variables are kept as one number.
    """

    part: int
    file: str
    feed: Feed
    kept: ir.Table
    findings: list[Finding]
    subject_column: str
    absolute: set[str] = field(default_factory=set)
    packing: Packing | None = None

    @property
    def table(self) -> ir.Table:
        """The rows, with ``_ok``: not rejected; and ``_rows``, ``_repeats``, which are stored only where they vary."""
        ok = (self.kept["_bits"] & mask_of(self.findings, Effect.REJECT)) == 0
        one = (
            {}
            if "_rows" in self.kept.columns
            else {"_rows": ibis.literal(1, "int32"), "_repeats": ibis.literal(0, "int32")}
        )
        values = self.packing.unpack(self.kept["packed"]) if self.packing else {}
        return self.kept.mutate(_ok=ok, **one, **values)


def stage_feed(
    settings: Settings,
    raw: ir.Table,
    source: Source,
    feed: Feed,
    people: ir.Table,
    part: int,
    file: str,
    packing: Packing | None = None,
) -> Staged:
    """Reads one feed from ``raw`` (columns of text, and ``_row``). Lazy: nothing is computed.

    ``people`` has ``source_id`` and ``_person``. A row of nobody in it is reported (A05) and rejected, a row that
    lacks what makes it a fact as well (A06). Rows are packed if there is a ``packing``.
    """
    table = TABLES[feed.target]
    facts = shaped(raw, feed, source.subject)
    known = people.select("source_id", "_person")
    work = Work(facts.left_join(known, facts["_subject"] == known["source_id"]).drop("source_id"), settings)
    absent = work["_subject"].isnull()
    work.find("A06", "subject_id", Effect.REJECT, "empty", absent)
    work.find("A05", "subject_id", Effect.REJECT, "identifier", work["_person"].isnull() & ~absent)
    if work.has("_contradiction"):
        work.find("R01", "row", Effect.LOST, "contradiction", work["_contradiction"])
    absolute = {name: _is_absolute(settings, feed, name) for name in day_columns(table)}
    make_variables(work, table, absolute)
    bits = work.finding_bits()
    bits = bits if packing else bits.cast("int64")  # feeds of one table are put together
    typed = work.table.select(*_carried(work.table), **_columns(work.table, table), _bits=bits)
    return Staged(
        part,
        file,
        feed,
        typed.select("_row", "_bits", packed=packing.pack(typed)) if packing else typed,
        work.findings,
        "/".join(source.subject.names()),
        {name for name, is_absolute in absolute.items() if is_absolute},
        packing,
    )


def _is_absolute(settings: Settings, feed: Feed, name: str) -> bool:
    cell = feed.cells.get(name)
    return (cell.time if cell and cell.time else settings.layout.time) == "dates"


def _carried(table: ir.Table) -> list[str]:
    return [name for name in ("_person", "_row", "_rows", "_repeats") if name in table.columns]


def staged_types(table: type[Table]) -> Mapping[str, str]:
    """The columns of a staged table and their types. Claims about a subject are kept as given until all are there."""
    if table.name == "subject":
        declared = {name: STAGED_TYPES[v.type] for name, v in table.own_variables().items()}
        return {name: declared.get(name, "int32") for name in SUBJECT_CLAIMS} | {"age": "float64"}
    if table.name == "vital_status":
        return {"died": "boolean", **dict.fromkeys(DAY_INPUTS[table.name], "int32")}
    return {name: STAGED_TYPES[variable.type] for name, variable in table.own_variables().items()}


def _columns(result: ir.Table, table: type[Table]) -> dict[str, ir.Value]:
    """Numbers are rounded as they will be published: what is printed alike is one fact."""
    values = {
        name: result[name].cast(kind) if name in result.columns else ibis.null(kind)
        for name, kind in staged_types(table).items()
    }
    numbers = {name: v.decimals for name, v in table.own_variables().items() if v.type is Type.NUMBER}
    return values | {name: values[name].round(decimals) for name, decimals in numbers.items() if name in result.columns}
