"""A release as an attacker holds it: its tables, and what its manifest and risk report say in public."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ...model.tables import Subject, VitalStatus

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Held:
    """``tables``: the folder of Parquet files; ``manifest`` and ``risk`` as in the release's JSON files."""

    tables: Path
    manifest: Mapping[str, Any]
    risk: Mapping[str, Any]

    def path(self, table: str) -> Path | None:
        """The file of a table, where the release has it."""
        path = self.tables / f"{table}.parquet"
        return path if path.is_file() else None

    @cached_property
    def subjects(self) -> pa.Table:
        """The people's table, codes as dictionaries."""
        path = self.tables / f"{Subject.name}.parquet"
        texts = [field.name for field in pq.read_schema(path) if pa.types.is_string(field.type)]
        coded = [name for name in texts if name != "subject_id"]
        found: pa.Table = pq.read_table(path, read_dictionary=coded).unify_dictionaries().combine_chunks()
        return found

    @property
    def people(self) -> int:
        """How many people there are."""
        return int(self.subjects.num_rows)

    @cached_property
    def ids(self) -> pa.Array:
        """Everybody's pseudonym, in the table's order."""
        return self.subjects["subject_id"].combine_chunks()

    @cached_property
    def _sorted(self) -> tuple[np.ndarray, Integers]:
        ids = self.ids.to_numpy(zero_copy_only=False).astype(np.bytes_)
        order = np.argsort(ids, kind="stable")
        return ids[order], order

    def places(self, ids: pa.Array) -> Integers:
        """Where each pseudonym stands in the people's table; -1 where it does not.

        By halving, since the same table is asked for every row group of every other one.
        """
        ordered, order = self._sorted
        asked = ids.to_numpy(zero_copy_only=False).astype(ordered.dtype)
        at = np.minimum(np.searchsorted(ordered, asked), max(len(ordered) - 1, 0))
        return np.where(ordered[at] == asked, order[at], -1)

    def dice(self, attack: str) -> np.random.Generator:
        """Chance for an attack: the same for the same release, whatever other attacks are run."""
        seed = hashlib.sha256(f"{attack}\x1f{self.manifest['version']}\x1f{self.people}".encode()).digest()
        return np.random.default_rng(np.frombuffer(seed, np.uint32))


def codes(column: pa.ChunkedArray | pa.Array) -> Integers:
    """Numbers for the different values of a column; an empty cell is a value of its own, -1."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    found: Integers = pc.fill_null(column.indices.cast(pa.int64()), -1).to_numpy()
    return found


def classes(people: pa.Table, names: Sequence[str]) -> tuple[Integers, Integers]:
    """The class of each person, numbered from 0, by the columns named as they are printed; and the classes' sizes."""
    number = np.zeros(people.num_rows, np.int64)
    for name in names:
        column = codes(people[name])
        _, number = np.unique(number * (int(column.max(initial=-1)) + 2) + column + 1, return_inverse=True)
    return number, np.bincount(number, minlength=1)


def rows_of(held: Held, dataset: str) -> pa.Table:
    """The dataset's rows with the day of death beside them, and ``_row``: their places in the people's table."""
    subjects = held.subjects.append_column("_row", pa.array(np.arange(held.people)))
    path = held.path(VitalStatus.name)
    if path is not None:
        died = pq.read_table(path, columns=["subject_id", "status", "day"])
        died = died.filter(pc.equal(died["status"], "died"))
        place = pc.index_in(held.ids, value_set=died["subject_id"].combine_chunks())
        subjects = subjects.append_column("death_day", died["day"].combine_chunks().take(place))
    return subjects.filter(pc.equal(subjects["dataset"], dataset))
