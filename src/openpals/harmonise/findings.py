"""What was found wrong, with its place: as bits of rows while they are made, as a sorted list in the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .accounting import FileAccount
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

Rows = npt.NDArray[np.int64]


class Kind(NamedTuple):
    """All that findings of one kind have in common; in the order of the list's columns."""

    file: str
    table: str
    column: str
    source_column: str
    rule: str
    effect: str
    value_class: str


class Findings:
    """The rows in which each kind was found. Each once: two facts out of one row may say the same of it."""

    def __init__(self) -> None:
        self._rows: dict[Kind, list[Rows]] = defaultdict(list)

    def add(self, flagged: pa.Table, staged: Staged, late: Sequence[Finding]) -> None:
        """Takes a feed's rows (``_row``, ``_bits``, ``_late``); ``late`` says what the bits of ``_late`` mean."""
        rows = flagged["_row"].to_numpy()
        for name, findings in (("_bits", staged.findings), ("_late", late)):
            bits = flagged[name].to_numpy()
            for i, finding in enumerate(findings):
                found = rows[bits & bits.dtype.type(1 << i) != 0]
                if len(found):
                    self._rows[_kind(staged, finding)].append(found)

    def tally(self, account: FileAccount) -> None:
        """Writes a file's findings into its account: for each kind the rows in which it was found."""
        alike: dict[tuple[str, str, str, str, str], list[list[Rows]]] = defaultdict(list)
        losses: list[list[Rows]] = []
        for kind, rows in self._rows.items():
            if kind.file == account.file:
                # Whichever of the file's columns they come from.
                alike[kind.rule, kind.effect, kind.table, kind.column, kind.value_class].append(rows)
                losses += [rows] if kind.effect in (Effect.LOST, Effect.REJECT) else []
        account.findings.update({key: len(_together(rows)) for key, rows in alike.items()})
        account.lossy = len(_together(losses))

    def listed(self) -> pa.Table:
        """One line a finding (FINDINGS_SCHEMA) that is not withheld, sorted by file, row and kind."""
        kinds = sorted(kind for kind in self._rows if kind.effect not in (Effect.VALUE_WITHHELD, Effect.ROW_WITHHELD))
        found = [_together([self._rows[kind]]) for kind in kinds]
        row = np.concatenate([np.empty(0, np.int64), *found])
        kind = np.repeat(np.arange(len(kinds)), [len(rows) for rows in found])
        files = sorted({kind.file for kind in kinds})
        file = np.array([files.index(kind.file) for kind in kinds], np.int64)[kind]
        order = np.lexsort((kind, row, file))
        named = pa.array(kind[order], pa.int32())
        columns = {
            name: pa.array([getattr(kind, name) for kind in kinds], pa.string()).take(named) for name in Kind._fields
        }
        columns["row"] = pa.array(row[order])
        return pa.table([columns[name] for name in FINDINGS_SCHEMA.names], schema=FINDINGS_SCHEMA)


def _together(found: Iterable[Iterable[Rows]]) -> Rows:
    return np.unique(np.concatenate([np.empty(0, np.int64), *(rows for parts in found for rows in parts)]))


def _kind(staged: Staged, finding: Finding) -> Kind:
    return Kind(
        staged.file,
        staged.feed.target,
        finding.column,
        source_column(staged, finding.column),
        finding.rule,
        finding.effect.value,
        finding.value_class,
    )


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
