"""Nothing is lost in silence: every row's fate is counted, every finding is listed with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from ..engine import Engine
from .stage import Staged
from .work import Effect, Finding

FINDINGS_SCHEMA = pa.schema([
    ("file", pa.string()), ("row", pa.int64()), ("table", pa.string()), ("column", pa.string()),
    ("rule", pa.string()), ("effect", pa.string()), ("value_class", pa.string()),
])


class RowsLost(Exception):
    """Rows read and rows accounted for differ: a fault of ours, never of the contributor's."""


@dataclass
class FileAccount:
    """What became of one source file's rows. ``read = kept + rejected + merged``.

    ``out_of_scope`` are those of the rejected that hold nothing that the model keeps (by the layout's own word).
    """

    file: str
    source: str
    read: int
    kept: int = 0
    merged: int = 0
    rejected: int = 0
    out_of_scope: int = 0
    lossy: int = 0  # rows rejected for a fault, or kept with a value lost
    left_behind: list[str] = field(default_factory=list)  # columns that nothing reads
    findings: Counter[tuple[str, str, str, str, str]] = field(default_factory=Counter)

    def check(self) -> None:
        """Raises RowsLost unless every row read has exactly one fate."""
        if self.read != self.kept + self.rejected + self.merged:
            raise RowsLost(f"{self.file}: {self.read} rows read, but {self.kept} kept, {self.rejected} rejected and "
                           f"{self.merged} merged. Please report this with the version of OpenPALS.")

    @property
    def lossy_share(self) -> float:
        """The share of the rows in which something was lost."""
        return self.lossy / self.read if self.read else 0.0


def fates(engine: Engine, judged: Sequence[ir.Table], parts: Sequence[int], every_row: ir.Table) -> dict[str, int]:
    """Counts of the fates of a file's rows over all feeds that read it.

    ``judged``: tables with ``_part``, ``_row``, ``_rows``, ``_fate``; a row that anything kept is kept. ``every_row``
    has the file's ``_row``. Rows that no feed took hold nothing for the model: rejected, out of scope.
    """
    taken = [table.filter(table["_part"].isin(list(parts))).select("_row", "_rows", "_fate") for table in judged]
    union = taken[0] if len(taken) == 1 else taken[0].union(*taken[1:])
    best = union.group_by("_row").agg(_fate=union["_fate"].min(), _rows=union["_rows"].max())
    counted = {row["_fate"]: row["rows"] for row in engine.rows(best.group_by("_fate").agg(rows=best["_rows"].sum()))}
    read = int(every_row.count().to_pyarrow().as_py())
    accounted = sum(counted.values())
    untouched = int(every_row.anti_join(union, "_row").count().to_pyarrow().as_py())
    grouped = accounted - int(best.count().to_pyarrow().as_py())  # rows that a gathered assessment stands for
    out_of_scope = untouched - grouped
    return {"read": read, "kept": counted.get(0, 0), "merged": counted.get(1, 0),
            "rejected": counted.get(2, 0) + out_of_scope, "out_of_scope": out_of_scope}


def list_findings(flagged: pa.Table, staged: Staged, late: Sequence[Finding]) -> pa.Table:
    """Rows ``_row``, ``_bits``, ``_late`` as one line a finding (FINDINGS_SCHEMA), unsorted."""
    lines = []
    for bits, findings in (("_bits", staged.findings), ("_late", late)):
        column = flagged[bits].cast(pa.int64())
        for i, finding in enumerate(findings):
            found = flagged["_row"].filter(pc.not_equal(pc.bit_wise_and(column, 1 << i), 0))
            if len(found):
                constants = (staged.file, staged.feed.target, finding.column, finding.rule, finding.effect.value,
                             finding.value_class)
                file, *rest = (pa.array([value] * len(found), pa.string()) for value in constants)
                lines.append(pa.table([file, found.cast(pa.int64()), *rest], schema=FINDINGS_SCHEMA))
    return pa.concat_tables(lines) if lines else FINDINGS_SCHEMA.empty_table()


def tally(account: FileAccount, listed: pa.Table) -> None:
    """Adds listed findings to a file's account."""
    keys = ["rule", "effect", "table", "column", "value_class"]
    for row in listed.group_by(keys).aggregate([("row", "count")]).to_pylist():
        account.findings[tuple(row[key] for key in keys)] += row["row_count"]
    loss = pc.is_in(listed["effect"], pa.array([Effect.LOST.value, Effect.REJECT.value]))
    account.lossy += pc.count_distinct(listed["row"].filter(loss)).as_py()
