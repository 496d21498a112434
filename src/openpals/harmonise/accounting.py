"""Nothing is lost in silence: every row's fate is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir

from ..engine import Engine


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

    ``judged``: tables with ``_row``, ``_rows`` (the source rows that one row stands for), ``_repeats`` (those of them
    that say again what another says) and ``_fate``.
    """
    if not judged:  # no column that any feed reads
        return {"kept": 0, "merged": 0, "rejected": 0}
    union = ibis.union(*(table.select("_row", "_rows", "_repeats", "_fate") for table in judged))
    best = union.group_by("_row").agg(
        _fate=union["_fate"].min(), _rows=union["_rows"].max(), _repeats=union["_repeats"].max()
    )
    summed = best.group_by("_fate").agg(rows=best["_rows"].sum(), repeats=best["_repeats"].sum())
    counted = {row["_fate"]: row for row in engine.rows(summed)}
    kept, merged, rejected = (int(counted[fate]["rows"]) if fate in counted else 0 for fate in range(3))
    repeats = int(counted[0]["repeats"]) if 0 in counted else 0
    return {"kept": kept - repeats, "merged": merged + repeats, "rejected": rejected}
