"""People and their dated facts, as arrays, out of a release's tables.

A person is a ``subject_id``, with one day 0. Joined, a person is a ``person_id`` where there is one: who is in two
datasets then has the rows of both, and is looked for in all of them. Days are then of two axes, so no slope is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ...model.instruments import ALSFRS_R_RESPIRATORY, SHARED_ITEMS
from ...model.tables import Alsfrs, ConcomitantMedication, OutcomeResponse, Subject, Treatment
from ...model.vocabulary import vocabulary
from .coarsening import Bools, Ints, Value, bands

ITEMS = (*SHARED_ITEMS, *ALSFRS_R_RESPIRATORY)
MISSING = -1
MONTH = 30  # days by which onset is rounded
NO_ONSET = np.iinfo(np.int64).min

TOTAL = "alsfrs_r_total"


@dataclass(frozen=True)
class Courses:
    """Dated facts, a row each. ``person`` from 0, in any order; ``values``: by kind, codes from 0."""

    person: Ints
    day: Ints
    values: Mapping[Value, Ints]

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True)
class Starts:
    """When people began with a treatment: ``treatment`` as the position of its code in the vocabulary."""

    person: Ints
    treatment: Ints
    day: Ints


@dataclass(frozen=True)
class People:
    """Everybody. ``ids``: of subjects; ``person``: of each the number of the person, the same as the place in ``ids``
    unless they are joined. By person sex (``MISSING``) and day of the first symptom (``NO_ONSET``).
    """

    ids: pa.Array
    person: Ints
    sex: Ints
    onset: Ints


@dataclass(frozen=True)
class Population:
    """Everybody in a release. ``sex``: a code, ``MISSING`` where it is not printed; ``onset``: day of the first
    symptom, ``NO_ONSET`` where it is not; ``datasets``: in how many a person has facts of the course.
    """

    people: int
    sex: Ints
    onset: Ints
    courses: Courses
    starts: Starts
    datasets: Ints


def read_people(tables: Path, *, joined: bool = False) -> People:
    """Everybody; ``joined``: by ``person_id``. Where a person has two rows, the first that says something holds."""
    rows = pq.read_table(tables / f"{Subject.name}.parquet", columns=["subject_id", "person_id", "sex", "onset_day"])
    ids = rows["subject_id"].combine_chunks()
    subjects = pc.unique(ids)
    names = pc.coalesce(rows["person_id"].combine_chunks(), ids) if joined else ids
    persons = pc.unique(names)
    who = _ints(pc.index_in(names, value_set=persons))
    codes = pa.array(vocabulary("sex").codes)
    sex = _first(who, pc.index_in(rows["sex"].combine_chunks(), value_set=codes), len(persons), MISSING)
    onset = _first(who, rows["onset_day"].combine_chunks(), len(persons), NO_ONSET)
    person = np.zeros(len(subjects), np.int64)
    person[_ints(pc.index_in(ids, value_set=subjects))] = who
    return People(subjects, person, sex, onset)


def read_population(tables: Path, people: People) -> Population | None:
    """Everybody, the ALSFRS-R totals with their items, and the starts of treatments.

    ``tables``: the folder of the release's Parquet files. None where nobody has a total with its day.
    """
    path = tables / f"{Alsfrs.name}.parquet"
    if not path.exists():
        return None
    rows = _read(path, ["subject_id", "dataset", "day", TOTAL, *ITEMS])
    rows = rows.filter(pc.is_valid(rows[TOTAL]))
    if not rows.num_rows:
        return None
    person, total = _numbers(rows["subject_id"], people), _ints(rows[TOTAL])
    courses = Courses(
        person,
        _ints(rows["day"]),
        {"items": _items(rows), "exact": total, "band": bands(total)},
    )
    datasets = _datasets(person, rows["dataset"], len(people.sex))
    starts = _starts(tables, people, datasets > 0)
    return Population(len(people.sex), people.sex, people.onset, courses, starts, datasets)


def read_outcomes(tables: Path, people: People) -> Population | None:
    """Everybody, and the answers to other instruments as facts: instrument, item and score together are the value."""
    path = tables / f"{OutcomeResponse.name}.parquet"
    if not path.exists():
        return None
    rows = _read(path, ["subject_id", "dataset", "day", "instrument", "item", "score"])
    person = _numbers(rows["subject_id"], people)
    value = np.zeros(len(person), np.int64)
    for name in ("instrument", "item", "score"):
        codes = pc.dictionary_encode(rows[name].combine_chunks())
        value = np.unique(value * (len(codes.dictionary) + 1) + _ints(codes.indices), return_inverse=True)[1]
    courses = Courses(person, _ints(rows["day"]), {"exact": value.reshape(-1)})
    nobody = Starts(*(np.zeros(0, np.int64) for _ in range(3)))
    datasets = _datasets(person, rows["dataset"], len(people.sex))
    return Population(len(people.sex), people.sex, people.onset, courses, nobody, datasets)


def _read(path: Path, columns: Sequence[str]) -> pa.Table:
    words = [name for name in columns if name in ("subject_id", "dataset", "instrument", "item", "treatment")]
    return pq.read_table(path, columns=list(columns), read_dictionary=words).unify_dictionaries()


def _first(who: Ints, values: pa.Array, people: int, missing: int) -> Ints:
    known = np.flatnonzero(pc.is_valid(values).to_numpy(zero_copy_only=False))[::-1]  # the last written stays
    found = np.full(people, missing, np.int64)
    found[who[known]] = _ints(values.take(pa.array(known)))
    return found


def _numbers(column: pa.ChunkedArray, people: People) -> Ints:
    """The number of each row's person."""
    coded = column.combine_chunks()
    place = people.person[_ints(pc.index_in(coded.dictionary.cast(pa.string()), value_set=people.ids))]
    return place[_ints(coded.indices)]


def _ints(column: pa.Array | pa.ChunkedArray) -> Ints:
    return np.asarray(
        column.to_numpy(zero_copy_only=False) if isinstance(column, pa.Array) else column.to_numpy()
    ).astype(np.int64)


def _items(rows: pa.Table) -> Ints:
    """All items as one number; a total is there only where all of them are."""
    code = np.zeros(rows.num_rows, np.int64)
    for name in ITEMS:
        code = code * 6 + _ints(pc.fill_null(rows[name], 5))
    return code


def _starts(tables: Path, people: People, wanted: Bools) -> Starts:
    """Of both tables that tell of treatments, as far as the treatment has a code and a day; of people ``wanted``."""
    person, treatment, day = [], [], []
    codes = pa.array(vocabulary("treatment").codes)
    for table in (Treatment, ConcomitantMedication):
        path = tables / f"{table.name}.parquet"
        if not path.exists():
            continue
        rows = _read(path, ["subject_id", "treatment", "start_day"])
        rows = rows.filter(pc.and_(pc.is_valid(rows["treatment"]), pc.is_valid(rows["start_day"])))
        coded = rows["treatment"].combine_chunks()
        place = _ints(pc.index_in(coded.dictionary.cast(pa.string()), value_set=codes))
        person.append(_numbers(rows["subject_id"], people))
        treatment.append(place[_ints(coded.indices)])
        day.append(_ints(rows["start_day"]))
    who, what, when = (np.concatenate([*found, np.zeros(0, np.int64)]) for found in (person, treatment, day))
    keep = wanted[who]
    return Starts(who[keep], what[keep], when[keep])


def _datasets(person: Ints, dataset: pa.ChunkedArray, people: int) -> Ints:
    """In how many datasets each person has facts."""
    coded = dataset.combine_chunks()
    pairs = np.unique(person * max(1, len(coded.dictionary)) + _ints(coded.indices))
    return np.bincount(pairs // max(1, len(coded.dictionary)), minlength=people)
