"""A release's assessments as arrays: whose, how long after onset, with which scores, and what each of them counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ...model.tables import Alsfrs, Subject
from ...model.vocabulary import vocabulary
from .reference import DOMAINS, EVERYONE, GROUPS, LAST_MONTH, group_of, month_of

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# Forms of ALS. Other motor neuron diseases run slower, and carriers and suspected cases have no course of ALS yet.
CONDITIONS = ("als", "als_ftd", "flail_arm", "flail_leg", "pbp")

MISSING = -1
_SPAN = LAST_MONTH + 3  # months of a person, with one free on either side


@dataclass(frozen=True)
class Assessments:
    """Assessments since onset, a row each, of ``people`` people who are numbered in the order of their pseudonyms.

    ``day``: since onset, 0 or more; ``scores``: by domain, ``MISSING`` where an item was not answered; ``inside``: by
    group, of each person whether they are in it.
    """

    people: int
    person: Ints
    day: Ints
    scores: Mapping[str, Ints]
    inside: Mapping[str, Bools]

    def of(self, some: Bools) -> Assessments:
        """Those of some people, who are numbered anew in the same order."""
        number = np.cumsum(some) - 1
        rows = some[self.person]
        return Assessments(
            int(some.sum()),
            number[self.person[rows]],
            self.day[rows],
            {domain: values[rows] for domain, values in self.scores.items()},
            {group: members[some] for group, members in self.inside.items()},
        )


@dataclass(frozen=True)
class Votes:
    """What is told of one domain in one group: ``table``, months x scores, the votes for each score; ``people``: by
    month the different people who were assessed in it, or in the month before or after.
    """

    table: Floats
    people: Ints


def read_assessments(tables: Path) -> Assessments | None:
    """The assessments of people with ALS whose day of onset is known, out of the Parquet files in ``tables``.

    Subjects who are one person (``person_id``) are one here: each row lies on the axis of its own subject's onset, and
    of several sites of onset the first counts, in the order of datasets. None where there is no row.
    """
    paths = {table: tables / f"{table.name}.parquet" for table in (Subject, Alsfrs)}
    if not all(path.exists() for path in paths.values()):
        return None
    subject = _subjects(paths[Subject])
    items = tuple(dict.fromkeys(item for domain in DOMAINS for item in domain.items))
    rows = pq.read_table(
        paths[Alsfrs], columns=["subject_id", "day", *items], read_dictionary=["subject_id"]
    ).combine_chunks()
    ids = rows["subject_id"].unify_dictionaries().combine_chunks()
    place = pc.fill_null(pc.index_in(ids.dictionary.cast(pa.string()), value_set=subject.ids), MISSING).to_numpy()
    at = place[ids.indices.to_numpy()]
    since = rows["day"].to_numpy().astype(np.int64) - np.append(subject.onset, 0)[at]
    keep = (at >= 0) & (since >= 0) & (month_of(since) <= LAST_MONTH)
    if not keep.any():
        return None
    values = {item: _filled(rows[item])[keep] for item in items}
    scores = {domain.id: _sum([values[item] for item in domain.items]) for domain in DOMAINS}
    some = subject.person[at[keep]]
    known, person = np.unique(some, return_inverse=True)
    return Assessments(
        len(known),
        person.reshape(-1),
        since[keep],
        scores,
        {group: subject.inside[group][known] for group in GROUPS},
    )


@dataclass(frozen=True)
class _Subjects:
    """Subjects with ALS and a day of onset. ``person``: their numbers in the order of pseudonyms; ``inside``: by group,
    of each person whether they are in it.
    """

    ids: pa.Array
    onset: Ints
    person: Ints
    inside: Mapping[str, Bools]


def _subjects(path: Path) -> _Subjects:
    names = ["subject_id", "person_id", "dataset", "condition", "onset_site", "onset_day"]
    rows = pq.read_table(path, columns=names)
    rows = rows.filter(pc.and_(pc.is_in(rows["condition"], pa.array(CONDITIONS)), pc.is_valid(rows["onset_day"])))
    rows = rows.sort_by([("dataset", "ascending"), ("subject_id", "ascending")]).combine_chunks()
    ids = rows["subject_id"].combine_chunks()
    persons = pc.coalesce(rows["person_id"].combine_chunks(), ids)
    order = pc.unique(persons).sort()
    person = pc.index_in(persons, value_set=order).to_numpy().astype(np.int64)
    codes = vocabulary("onset_site").codes
    groups = {code: group_of(code) for code in codes}
    site = pc.fill_null(pc.index_in(rows["onset_site"].combine_chunks(), value_set=pa.array(codes)), len(codes))
    told = np.array([list(GROUPS).index(group) if group else MISSING for group in [*groups.values(), None]])
    group = told[site.to_numpy()]
    known = np.flatnonzero(group != MISSING)[::-1]  # the last written stays: the first of a person
    of_person = np.full(len(order), MISSING)
    of_person[person[known]] = group[known]
    inside = {name: of_person == number for number, name in enumerate(GROUPS)}
    inside[EVERYONE] = np.ones(len(order), bool)
    return _Subjects(ids, rows["onset_day"].to_numpy().astype(np.int64), person, inside)


def _filled(column: pa.ChunkedArray) -> Ints:
    return np.asarray(pc.fill_null(column, MISSING).to_numpy()).astype(np.int64)


def _sum(items: list[Ints]) -> Ints:
    """The sum of items, ``MISSING`` where one of them is."""
    stacked = np.stack(items)
    return np.where((stacked == MISSING).any(axis=0), MISSING, stacked.sum(axis=0))


def votes(assessments: Assessments, domain: str, group: str) -> Votes:
    """The votes for each score in each month.

    In any three months in a row a person has about one vote, however often they are assessed: assessments in one month
    share its vote, and that is one over the number of the person's months among it and its two neighbours. The same
    rows in another order, or under other numbers of people, give the same votes to the last bit.
    """
    most = next(one.most for one in DOMAINS if one.id == domain)
    scores = assessments.scores[domain]
    used = (scores != MISSING) & assessments.inside[group][assessments.person]
    person, month, score = assessments.person[used], month_of(assessments.day[used]), scores[used]
    key = person * _SPAN + month + 1
    rows = np.bincount(key, minlength=assessments.people * _SPAN).reshape(-1, _SPAN)
    seen = (rows > 0).astype(np.int64)
    near = np.zeros_like(seen)
    near[:, 1:-1] = seen[:, :-2] + seen[:, 1:-1] + seen[:, 2:]
    vote = 1 / (rows.reshape(-1)[key] * near.reshape(-1)[key])
    # Sums are made in an order that depends on what is added alone.
    cell = month * (most + 1) + score
    order = np.lexsort((vote, cell))
    size = (LAST_MONTH + 1) * (most + 1)
    table: Floats = np.bincount(cell[order], weights=vote[order], minlength=size).astype(np.float64)
    return Votes(table.reshape(LAST_MONTH + 1, most + 1), (near > 0).sum(axis=0)[1:-1])
