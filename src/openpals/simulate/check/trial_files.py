"""The trials' files as tables to ask, and the assessments of function in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from ...model.editions import COLUMNS, Edition
from ..disease import Flags, Floats, Ints

Figures = dict[str, float]

_SHARED = tuple(name for name in COLUMNS["ALSFRS"] if name.startswith("Q") and name != "Q10_Respiratory")


_BREATHING = ("R_1_Dyspnea", "R_2_Orthopnea", "R_3_Respiratory_Insufficiency")


@dataclass(frozen=True)
class Totals:
    """Dated ALSFRS-R assessments with all twelve items, by person and day. ``who`` counts people from 0."""

    subject: Ints
    who: Ints
    day: Ints
    items: Floats  # (rows, 12)
    tube: Flags

    @cached_property
    def total(self) -> Floats:
        """Sum of the items."""
        return np.asarray(self.items.sum(axis=1))

    @cached_property
    def first(self) -> Flags:
        """The first assessment of each."""
        return np.concatenate([[True], self.who[1:] != self.who[:-1]])

    @cached_property
    def visits(self) -> Ints:
        """Assessments of each person."""
        return np.bincount(self.who)

    @cached_property
    def last_day(self) -> Ints:
        """The last day of each person."""
        last = np.zeros(len(self.visits), np.int64)
        np.maximum.at(last, self.who, self.day)
        return last

    @property
    def people(self) -> int:
        """How many people."""
        return len(self.visits)


def mean(values: NDArray[Any]) -> float:
    """The mean of those that are there; nan of none."""
    there = values[np.isfinite(values)]
    return float(there.mean()) if len(there) else float("nan")


def spread(values: NDArray[Any]) -> float:
    """The standard deviation of those that are there; nan of none."""
    there = values[np.isfinite(values)]
    return float(there.std()) if len(there) else float("nan")


def median(values: NDArray[Any]) -> float:
    """The median of those that are there; nan of none."""
    there = values[np.isfinite(values)]
    return float(np.median(there)) if len(there) else float("nan")


def correlation(one: Floats, other: Floats) -> float:
    """Pearson's; nan of fewer than three pairs."""
    return float(np.corrcoef(one, other)[0, 1]) if len(one) > 2 else float("nan")


class TrialFiles:
    """The tables of an export, read as text: what is no number is empty."""

    def __init__(self, folder: Path, edition: Edition) -> None:
        self._connection = duckdb.connect()
        self._connection.execute("SET enable_progress_bar = false")
        for table, file in edition.files.items():
            path = str(folder / edition.folder_of(synthetic=True) / file)
            names = {spelled: name for name, spelled in edition.header(table).items()}
            rows = self._connection.read_csv(path, all_varchar=True, header=True)
            columns = ", ".join(f'"{spelled}" AS "{names[spelled]}"' for spelled in rows.columns)
            self._connection.execute(f"CREATE TABLE {table} AS SELECT {columns} FROM rows")
        self.tables = tuple(edition.files)

    def close(self) -> None:
        """Lets go of the tables."""
        self._connection.close()

    def one(self, sql: str) -> float:
        """The single number of a query; nan for none."""
        found = self._connection.execute(sql).fetchone()
        return float("nan") if found is None or found[0] is None else float(found[0])

    def columns(self, sql: str) -> list[np.ndarray]:
        """The columns of a query; empty cells as nan."""
        found = self._connection.execute(sql).fetchnumpy()
        return [_plain(column) for column in found.values()]

    @cached_property
    def totals(self) -> Totals:
        """ALSFRS-R assessments on possible days; of two on a day the first."""
        without, with_tube = "Q5a_Cutting_without_Gastrostomy", "Q5b_Cutting_with_Gastrostomy"
        cutting = f"coalesce(TRY_CAST({without} AS DOUBLE), TRY_CAST({with_tube} AS DOUBLE))"
        plain = [f"TRY_CAST({name} AS DOUBLE)" for name in (*_SHARED, *_BREATHING) if not name.startswith("Q5")]
        items = [*plain[:4], cutting, *plain[4:]]
        filled = " AND ".join(f"{item} BETWEEN 0 AND 4" for item in items)
        columns = self.columns(
            f"""SELECT subject_id::BIGINT s, TRY_CAST(ALSFRS_Delta AS INT) d,
                {", ".join(f"any_value({item})" for item in items)},
                any_value(Q5b_Cutting_with_Gastrostomy IS NOT NULL)
            FROM ALSFRS WHERE TRY_CAST(subject_id AS BIGINT) > 100
            AND TRY_CAST(ALSFRS_Delta AS INT) BETWEEN -90 AND 5000 AND {filled} GROUP BY 1, 2 ORDER BY 1, 2"""
        )
        subject = columns[0].astype(np.int64)
        names, who = np.unique(subject, return_inverse=True)
        return Totals(
            names, who, columns[1].astype(np.int64), np.stack(columns[2:14], axis=1), columns[14].astype(bool)
        )

    def share(self, table: str, where: str) -> float:
        """Rows of a table for which something is true, in per cent."""
        return 100 * self.one(f"SELECT avg(CASE WHEN {where} THEN 1.0 ELSE 0 END) FROM {table}")


def _plain(column: Any) -> np.ndarray:
    if not isinstance(column, np.ma.MaskedArray):
        return np.asarray(column)
    filled: Any = column.astype(float) if column.dtype.kind in "fiu" else column
    return np.asarray(filled.filled(np.nan if column.dtype.kind in "fiu" else None))


@contextmanager
def trial_files(folder: Path, edition: Edition) -> Iterator[TrialFiles]:
    """The export's tables for a while."""
    files = TrialFiles(folder, edition)
    try:
        yield files
    finally:
        files.close()


def onset_sites(files: TrialFiles, subject: Ints) -> np.ndarray:
    """Bulbar, Limb or nothing, for each subject."""
    bulbar = "Site_of_Onset = 'Onset: Bulbar' OR Site_of_Onset___Bulbar = '1'"
    limb = "Site_of_Onset = 'Onset: Limb' OR Site_of_Onset___Limb = '1'"
    told = files.columns(
        f"SELECT subject_id::BIGINT, CASE WHEN {bulbar} THEN 'Bulbar' ELSE 'Limb' END FROM ALSHISTORY"
        f" WHERE ({bulbar} OR {limb}) AND TRY_CAST(subject_id AS BIGINT) > 100"
    )
    known = dict(zip(told[0].tolist(), told[1].tolist(), strict=True))
    return np.array([known.get(one, "") for one in subject.tolist()])
