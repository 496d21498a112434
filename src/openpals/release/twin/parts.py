"""The parts of a release that have statistics and a twin of their own: its datasets, large ones by condition.

Where a few thousand people with one condition are among hundreds of thousands with others, a sample of all would hold
hardly any of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ...model.tables import TABLES, Subject
from .arrays import ANY, SEPARATOR, Ints

# A dataset of more people than these is told by condition, for conditions of so many people.
LARGE, APART = 10_000, 1_000


@dataclass(frozen=True)
class Part:
    """``people``: how many it has; ``rows``: the most rows that a person has in any table, in the mean; ``tables``: in
    which its dataset has any; ``alone``: whether it is all of its dataset.
    """

    name: str
    dataset: str
    people: int
    rows: float
    tables: frozenset[str]
    alone: bool


@dataclass(frozen=True)
class Parts:
    """All parts. ``place``: of everybody in the order of pseudonyms, which part they are of."""

    parts: tuple[Part, ...]
    place: Ints


def find_parts(tables: Path, people: Mapping[str, int], rows: Mapping[str, Mapping[str, int]]) -> Parts:
    """The parts of the release whose Parquet files are in ``tables``; ``people`` and ``rows`` by dataset."""
    with pq.ParquetFile(tables / f"{Subject.name}.parquet", read_dictionary=["dataset", "condition"]) as file:
        subject = file.read(["dataset", "condition"])
    dataset, condition = (subject[name].unify_dictionaries().combine_chunks() for name in ("dataset", "condition"))
    codes, names = condition.dictionary.to_pylist(), list(people)
    of = np.array([names.index(name) for name in dataset.dictionary.to_pylist()])[dataset.indices.to_numpy()]
    cell = of * len(codes) + condition.indices.to_numpy()
    counts = np.bincount(cell, minlength=len(names) * len(codes)).reshape(len(names), len(codes))
    number = np.zeros(counts.shape, np.int64)
    found: list[tuple[str, str]] = []
    for i, name in enumerate(names):
        number[i] = len(found)
        found.append((name, name))
        apart = np.flatnonzero(counts[i] >= APART)
        if people[name] > LARGE and np.count_nonzero(counts[i]) > 1 and len(apart):
            found[-1] = (SEPARATOR.join([name, ANY]), name)
            for code in apart.tolist():
                number[i, code] = len(found)
                found.append((SEPARATOR.join([name, codes[code]]), name))
    place = number.reshape(-1)[cell]
    sizes = np.bincount(place, minlength=len(found))
    whole = {name: max([1.0, *(count / people[name] for count in rows[name].values())]) for name in names}
    split = {dataset for name, dataset in found if name != dataset}
    measured = _rows_a_person(tables, place, len(found)) if split else np.zeros(len(found))
    parts = []
    for (name, of_dataset), size, most in zip(found, sizes.tolist(), measured.tolist(), strict=True):
        alone = of_dataset not in split
        has = frozenset(table for table, count in rows[of_dataset].items() if count)
        parts.append(Part(name, of_dataset, size, whole[of_dataset] if alone else max(1.0, most), has, alone))
    return Parts(tuple(parts), place)


def dataset_of(part: str) -> str:
    """The dataset of which the people of the named part are."""
    return part.partition(SEPARATOR)[0]


def _rows_a_person(tables: Path, place: Ints, parts: int) -> np.ndarray:
    """By part the most rows a person has in any table, among the first people in the order of pseudonyms."""
    with pq.ParquetFile(tables / f"{Subject.name}.parquet") as file:
        ids = file.read_row_group(0, ["subject_id"])["subject_id"].combine_chunks()
    most = np.zeros(parts)
    for name in TABLES:
        path = tables / f"{name}.parquet"
        if not path.exists() or name == Subject.name:
            continue
        with pq.ParquetFile(path, read_dictionary=["subject_id"]) as file:
            rows = file.read_row_group(0, ["subject_id"])["subject_id"].combine_chunks()
        who = pc.index_in(rows.dictionary, ids).take(rows.indices).drop_null().to_numpy()
        people = place[: int(who.max()) + 1] if len(who) else place[:1]
        number = np.bincount(place[who], minlength=parts)
        most = np.maximum(most, number / np.maximum(np.bincount(people, minlength=parts), 1))
    return most
