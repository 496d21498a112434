"""Nothing is lost in silence: every row's fate is counted, every finding is listed with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from ..engine import Engine
from .stage import Staged
from .work import Effect, Finding

FINDINGS_SCHEMA = pa.schema(
    [
        ("file", pa.string()),
        ("row", pa.int64()),
        ("table", pa.string()),
        ("column", pa.string()),
        ("source_column", pa.string()),
        ("rule", pa.string()),
        ("effect", pa.string()),
        ("value_class", pa.string()),
    ]
)


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
            raise RowsLost(
                f"{self.file}: {self.read} rows read, but {self.kept} kept, {self.rejected} rejected and "
                f"{self.merged} merged. Please report this with the version of OpenPALS."
            )

    @property
    def lossy_share(self) -> float:
        """The share of the rows in which something was lost."""
        return self.lossy / self.read if self.read else 0.0


def fates(engine: Engine, judged: Sequence[ir.Table]) -> dict[str, int]:
    """Counts of the fates of a file's rows over all feeds that read it; a row that anything kept is kept.

    ``judged``: tables with ``_row``, ``_rows`` (the source rows that one row stands for) and ``_fate``.
    """
    if not judged:  # no column that any feed reads
        return {"kept": 0, "merged": 0, "rejected": 0}
    union = ibis.union(*(table.select("_row", "_rows", "_fate") for table in judged))
    best = union.group_by("_row").agg(_fate=union["_fate"].min(), _rows=union["_rows"].max())
    counted = {row["_fate"]: row["rows"] for row in engine.rows(best.group_by("_fate").agg(rows=best["_rows"].sum()))}
    return {name: int(counted.get(fate, 0)) for fate, name in enumerate(("kept", "merged", "rejected"))}


def list_findings(flagged: pa.Table, staged: Staged, late: Sequence[Finding]) -> pa.Table:
    """Rows ``_row``, ``_bits``, ``_late`` as one line a finding (FINDINGS_SCHEMA), unsorted."""
    lines = []
    for bits, findings in (("_bits", staged.findings), ("_late", late)):
        column = flagged[bits].cast(pa.int64())
        for i, finding in enumerate(findings):
            found = flagged["_row"].filter(pc.not_equal(pc.bit_wise_and(column, 1 << i), 0))
            if len(found):
                constants = (
                    staged.file,
                    staged.feed.target,
                    finding.column,
                    source_column(staged, finding.column),
                    finding.rule,
                    finding.effect.value,
                    finding.value_class,
                )
                file, *rest = (pa.array([value] * len(found), pa.string()) for value in constants)
                lines.append(pa.table([file, found.cast(pa.int64()), *rest], schema=FINDINGS_SCHEMA))
    return pa.concat_tables(lines) if lines else FINDINGS_SCHEMA.empty_table()


def source_column(staged: Staged, name: str) -> str:
    """The file's column from which a variable or input comes, as its contributor knows it."""
    if name in ("subject_id", "row", "subject"):
        return staged.subject_column
    pivot = staged.feed.pivot
    if pivot and name in pivot.items:
        return "/".join(pivot.value.names())
    # Some variables are made of inputs of other names.
    named = {"value": "result", "cutting": "cutting_with", "ingredient": "name", "region": "country"}
    for given in (name, named.get(name, "")):
        cells = [staged.feed.cells.get(given), *(fact.get(given) for fact in staged.feed.facts)]
        columns = dict.fromkeys(column for cell in cells if cell for column in cell.names())
        if columns:
            return "/".join(columns)
    return name


def tally(account: FileAccount, listed: pa.Table) -> None:
    """Adds listed findings to a file's account: for each kind the rows in which it was found."""
    keys = ["rule", "effect", "table", "column", "value_class"]
    for row in listed.group_by(keys).aggregate([("row", "count_distinct")]).to_pylist():
        account.findings[tuple(row[key] for key in keys)] += row["row_count_distinct"]
    loss = pc.is_in(listed["effect"], pa.array([Effect.LOST.value, Effect.REJECT.value]))
    account.lossy += pc.count_distinct(listed["row"].filter(loss)).as_py()


def sorted_findings(listed: Sequence[pa.Table]) -> pa.Table:
    """All findings in one order, each once: two facts out of one row may say the same of it."""
    every = pa.concat_tables([FINDINGS_SCHEMA.empty_table(), *listed])
    once = every.group_by(FINDINGS_SCHEMA.names).aggregate([])
    return once.sort_by([(name, "ascending") for name in FINDINGS_SCHEMA.names])
