"""The rows of one feed on their way into the model, and what was found wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, reduce
from operator import and_, or_

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from ..engine import Engine
from ..model.layout import Layout

# Before this day nothing happened to anybody in the data that needs no second look.
FIRST_ORDINARY_DAY = np.datetime64("1900-01-02")

# One 64-bit integer a row says which findings it has.
MOST_FINDINGS = 62


class Effect(StrEnum):
    """What a finding does to its row."""

    NOTE = "note"  # resolved by a stated rule, nothing lost
    LEFT = "left behind"  # by design: nothing that the model keeps
    LOST = "value lost"
    REJECT = "row rejected"
    # By design as well, and counted only: row by row they would tell how far a history goes on.
    VALUE_WITHHELD = "value withheld"
    ROW_WITHHELD = "row withheld"


@dataclass(frozen=True)
class Finding:
    """One thing that can be wrong with a row of a feed."""

    rule: str  # id in openpals.model.rules
    column: str  # the model's variable or input
    effect: Effect
    value_class: str  # what kind of value was met; never the value


@dataclass(frozen=True)
class Settings:
    """What harmonising needs to know beside the rows."""

    engine: Engine
    layout: Layout
    dataset: str
    condition: str
    last_day: date  # no fact can be later: the day of extraction

    @cached_property
    def calendar(self) -> ir.Table:
        """Every ordinary day as most sources write it (``written``, ISO 8601) and as ``day``, counted from 1970.

        To find a date in a list is several times cheaper than to parse it and to make sure that it is one.
        """
        days = np.arange(FIRST_ORDINARY_DAY, np.datetime64(self.last_day) + 1)
        written = np.datetime_as_string(days).tolist()
        return self.engine.table(pa.table({"written": written, "day": days.astype(np.int32)}))


class Work:
    """A table under construction. Rules read its columns by name, set typed ones, and report findings.

    What is set is gathered and becomes one selection when one of the new columns is read: rules that do not build on
    each other stand side by side, and the engine computes what they share once.
    """

    def __init__(self, table: ir.Table, settings: Settings) -> None:
        self._table = table
        self._pending: dict[str, ir.Value] = {}
        self.settings = settings
        self.findings: list[Finding] = []

    @property
    def table(self) -> ir.Table:
        """The table as it stands, with all that was set."""
        if self._pending:
            self._table, self._pending = self._table.mutate(**self._pending), {}
        return self._table

    @table.setter
    def table(self, table: ir.Table) -> None:
        self._table, self._pending = table, {}

    def has(self, *names: str) -> bool:
        """Whether the source gives all these inputs."""
        return all(name in self._pending or name in self._table.columns for name in names)

    def __getitem__(self, name: str) -> ir.Column:
        return self.table[name] if name in self._pending else self._table[name]

    def set(self, **columns: ir.Value) -> None:
        """Replaces or adds columns."""
        self._pending |= columns

    def drop(self, *names: str) -> None:
        """Takes inputs out that have been made into variables."""
        present = [name for name in names if name in self.table.columns]
        self.table = self.table.drop(*present) if present else self.table

    def find(self, rule: str, column: str, effect: Effect, value_class: str, when: ir.BooleanValue) -> None:
        """Notes for each row whether ``when`` holds; null is no."""
        if len(self.findings) == MOST_FINDINGS:
            raise ValueError("a feed can report at most 62 kinds of findings; split it")
        self.set(**{f"_f{len(self.findings)}": when})
        self.findings.append(Finding(rule, column, effect, value_class))

    def fine(self) -> ir.BooleanValue:
        """Rows that nothing found so far rejects: what follows from a rejection is no finding of its own."""
        refused = [self.table[f"_f{i}"] for i, finding in enumerate(self.findings) if finding.effect is Effect.REJECT]
        return reduce(and_, (~flag.fill_null(False) for flag in refused), ibis.literal(True))

    def finding_bits(self) -> ir.IntegerValue:
        """All findings of a row as the bits of one integer, the first finding in the lowest bit."""
        kind = "int16" if len(self.findings) < 16 else "int32" if len(self.findings) < 32 else "int64"
        bits = (self.table[f"_f{i}"].ifelse(1 << i, 0).cast(kind) for i in range(len(self.findings)))
        return reduce(or_, bits, ibis.literal(0, kind))


def mask_of(findings: list[Finding], *effects: Effect) -> int:
    """The bits of the findings that have one of the effects."""
    return sum(1 << i for i, finding in enumerate(findings) if finding.effect in effects)
