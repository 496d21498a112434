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
from .arrays import EMPTY, Coded, Ints
from .parts import Part, Parts, find_parts
from .roles import CODED, FLAG_LABELS, known_labels
from .rows import People, Rows

# At most so many people of a part are looked at, and about so many of any table's rows.
MOST_PEOPLE, MOST_ROWS = 10_000, 200_000

# The people of a part of a dataset are looked for among the first so many of the release: to look farther costs more
# than it tells.
FARTHEST = 120_000

# Four in five of them make the statistics. The others make sure that nobody can tell from the statistics of two
# releases what one person changed, and that there is somebody to compare with.
USED = 0.8


@dataclass(frozen=True)
class Sample:
    """The sample of one part; ``used``: whose data the statistics are computed of."""

    part: Part
    both: People
    used: People
    left_out: People


def looked_at(part: Part) -> int:
    """How many of a part's people are looked at."""
    return min(part.people, MOST_PEOPLE, max(1, int(MOST_ROWS / part.rows)))


def read_samples(tables: Path, people: Mapping[str, int], rows: Mapping[str, Mapping[str, int]]) -> list[Sample]:
    """The samples of the release whose Parquet files are in ``tables``; ``people`` and ``rows`` by dataset.

    Files are in the order of pseudonyms and are read from the beginning, as far as it takes.
    """
    found = find_parts(tables, people, rows)
    chosen = [_first(found, i) for i in range(len(found.parts))]
    ids = _first_ids(tables / f"{Subject.name}.parquet", 1 + max(int(some[-1]) for some in chosen if len(some)))
    everybody = ids.take(pa.array(np.concatenate(chosen)))
    owner = np.repeat(np.arange(len(chosen)), [len(some) for some in chosen])
    number = np.concatenate([np.arange(len(some)) for some in chosen])
    read: list[dict[str, Rows]] = [{} for _ in found.parts]
    for name, table in TABLES.items():
        path = tables / f"{name}.parquet"
        theirs = [some for part, some in zip(found.parts, chosen, strict=True) if name in part.tables and len(some)]
        if path.exists() and theirs:
            last = ids[max(int(some[-1]) for some in theirs)].as_py()
            for place, some in _read(path, table, everybody, owner, last):
                read[place][name] = Rows(table, number[some.person], some.codes, some.numbers)
    samples = []
    for part, who, of_tables in zip(found.parts, chosen, read, strict=True):
        if len(who):
            both = People(part.name, len(who), of_tables)
            used = np.arange(both.size) < int(both.size * USED)
            samples.append(Sample(part, both, both.some(used), both.some(~used)))
    return samples


def _first(found: Parts, i: int) -> Ints:
    """The places of a part's first people in the order of pseudonyms."""
    part = found.parts[i]
    places = found.place if part.alone else found.place[:FARTHEST]
    return np.flatnonzero(places == i)[: looked_at(part)]


def _first_ids(path: Path, number: int) -> pa.StringArray:
    """The first so many pseudonyms."""
    found: list[pa.StringArray] = []
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            if sum(map(len, found)) >= number:
                break
            found.append(file.read_row_group(group, ["subject_id"])["subject_id"].combine_chunks())
    return pa.concat_arrays(found)[:number]


def _read(
    path: Path, table: type[Table], everybody: pa.StringArray, owner: np.ndarray, last: str
) -> Iterator[tuple[int, Rows]]:
    """The rows of ``everybody`` by the part that ``owner`` says; ``person`` is the place in ``everybody``."""
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
    if not parts:
        return
    rows = pa.concat_tables(parts).unify_dictionaries().combine_chunks()
    place = rows["_place"].to_numpy()
    for part in np.unique(owner[place]).tolist():
        mask = owner[place] == part
        yield part, _as_rows(table, rows.filter(pa.array(mask)).combine_chunks(), place[mask])


def _as_rows(table: type[Table], rows: pa.Table, place: np.ndarray) -> Rows:
    codes, numbers = {}, {}
    for name, variable in table.own_variables().items():
        column = rows[name].combine_chunks()
        if variable.type in CODED:
            codes[name] = _coded(column, known_labels(table, name))
        elif variable.type is not Type.PSEUDONYM:
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
