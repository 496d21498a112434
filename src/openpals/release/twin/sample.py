"""The people whose data the statistics are computed of, and those who are left out to test the twin against.

A pseudonym is a keyed hash, made anew for each release: the first people in its order are a random sample, another
one each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ...model.table import Table
from ...model.tables import TABLES, Subject
from ...model.variable import Type
from .arrays import EMPTY, Coded
from .roles import CODED, FLAG_LABELS, known_labels
from .rows import People, Rows

# At most so many people of a dataset are looked at, and about so many of any table's rows.
MOST_PEOPLE, MOST_ROWS = 10_000, 300_000

# Four in five of them make the statistics. The others make sure that nobody can tell from the statistics of two
# releases what one person changed, and that there is somebody to compare with.
USED = 0.8


@dataclass(frozen=True)
class Sample:
    """One dataset's sample. ``size``: people of the dataset; ``used``: whose data the statistics are computed of."""

    size: int
    both: People
    used: People
    left_out: People

    @property
    def dataset(self) -> str:
        """The dataset's name."""
        return self.used.dataset


def sizes(people: int, rows: Mapping[str, int]) -> tuple[int, int]:
    """How many of a dataset's ``people`` are looked at, and how many of those are used. ``rows`` by table."""
    most = max([1.0, *(count / people for count in rows.values())])
    looked_at = min(people, MOST_PEOPLE, max(1, int(MOST_ROWS / most)))
    return looked_at, int(looked_at * USED)


def read_samples(tables: Path, people: Mapping[str, int], rows: Mapping[str, Mapping[str, int]]) -> list[Sample]:
    """The samples of the release whose Parquet files are in ``tables``; ``people`` and ``rows`` by dataset.

    Files are in the order of pseudonyms and are read from the beginning, as far as it takes.
    """
    planned = {dataset: sizes(count, rows[dataset]) for dataset, count in people.items()}
    ids = _first_ids(tables / f"{Subject.name}.parquet", {d: looked_at for d, (looked_at, _) in planned.items()})
    everybody = pa.concat_arrays([ids[dataset] for dataset in people])
    owner = np.repeat(np.arange(len(people)), [len(ids[dataset]) for dataset in people])
    number = np.concatenate([np.arange(len(ids[dataset])) for dataset in people])
    last = max(pc.max(found).as_py() for found in ids.values())
    read: dict[str, dict[str, Rows]] = {dataset: {} for dataset in people}
    for name, table in TABLES.items():
        path = tables / f"{name}.parquet"
        if path.exists():
            for place, found in _read(path, table, everybody, owner, last):
                dataset = list(people)[place]
                read[dataset][name] = Rows(table, number[found.person], found.codes, found.numbers)
    samples = []
    for dataset, (_, used) in planned.items():
        both = People(dataset, len(ids[dataset]), read[dataset])
        chosen = np.arange(both.size) < used
        samples.append(Sample(people[dataset], both, both.some(chosen), both.some(~chosen)))
    return samples


def _first_ids(path: Path, wanted: Mapping[str, int]) -> dict[str, pa.StringArray]:
    """The first so many pseudonyms of each dataset."""
    found: dict[str, list[pa.StringArray]] = {dataset: [] for dataset in wanted}
    with pq.ParquetFile(path, read_dictionary=["dataset"]) as file:
        for group in range(file.num_row_groups):
            lacking = [d for d, parts in found.items() if sum(map(len, parts)) < wanted[d]]
            if not lacking:
                break
            rows = file.read_row_group(group, ["subject_id", "dataset"], use_threads=False)
            for dataset in lacking:
                ids = rows["subject_id"].filter(pc.equal(rows["dataset"].cast(pa.string()), dataset))
                found[dataset].append(ids.combine_chunks())
    return {
        dataset: pa.concat_arrays([pa.array([], pa.string()), *parts])[: wanted[dataset]]
        for dataset, parts in found.items()
    }


def _read(
    path: Path, table: type[Table], everybody: pa.StringArray, owner: np.ndarray, last: str
) -> Iterator[tuple[int, Rows]]:
    """The rows of ``everybody``, by whose position in ``owner`` says; ``person`` is the place in ``everybody``."""
    texts = [name for name, variable in table.own_variables().items() if variable.type in (Type.CODE, Type.OPEN_CODE)]
    parts = []
    with pq.ParquetFile(path, read_dictionary=["subject_id", *texts]) as file:
        for group in range(file.num_row_groups):
            if file.metadata.row_group(group).column(0).statistics.min > last:
                break
            rows = file.read_row_group(group, ["subject_id", *table.own_variables()], use_threads=False)
            ids = rows["subject_id"].combine_chunks()
            place = pc.index_in(ids.dictionary, everybody).take(ids.indices)
            parts.append(rows.drop_columns(["subject_id"]).append_column("_place", place).filter(pc.is_valid(place)))
    rows = pa.concat_tables(parts).unify_dictionaries().combine_chunks()
    place = rows["_place"].to_numpy()
    for dataset in np.unique(owner[place]).tolist():
        mask = owner[place] == dataset
        yield dataset, _as_rows(table, rows.filter(pa.array(mask)).combine_chunks(), place[mask])


def _as_rows(table: type[Table], rows: pa.Table, place: np.ndarray) -> Rows:
    codes, numbers = {}, {}
    for name, variable in table.own_variables().items():
        column = rows[name].combine_chunks()
        if variable.type in CODED:
            codes[name] = _coded(column, known_labels(table, name))
        else:
            numbers[name] = column.cast(pa.float64()).fill_null(np.nan).to_numpy()
    return Rows(table, place.astype(np.int64), codes, numbers)


def _coded(column: pa.Array, known: tuple[str, ...] | None) -> Coded:
    """Codes in the order of their list (of a list that is not shipped, sorted), the empty one last."""
    if pa.types.is_boolean(column.type):
        at, found = column.cast(pa.int64()), list(FLAG_LABELS)
    else:
        at, found = column.indices.cast(pa.int64()), column.dictionary.to_pylist()
    labels = known or tuple(sorted(set(found)))
    order = np.array([labels.index(label) for label in found] + [len(labels)])
    return Coded(order[at.fill_null(len(found)).to_numpy()], (*labels, EMPTY))
