"""Rare values: somebody knows that a person had a rare event, drug or device, and few rows say so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ...model.table import Table
from ...model.tables import TABLES, Subject
from ...model.variable import Type
from ..policy import Policy
from .courses import groups
from .held import Held, Integers, classes, codes
from .outcome import Outcome, counted

CODED = (Type.CODE, Type.OPEN_CODE)


def in_protected_columns(held: Held, policy: Policy) -> Iterator[Outcome]:
    """In the columns whose rare values the policy merges."""
    yield _outcome(held, policy, "columns of the policy", protected=True)


def in_other_columns(held: Held, policy: Policy) -> Iterator[Outcome]:
    """In all other coded columns, and in two coded columns of the people's table together."""
    yield _outcome(held, policy, "all other coded columns", protected=False)
    names = _coded(Subject)
    carries = np.zeros(held.people, bool)
    for i, one in enumerate(names):
        for other in names[:i]:
            number, size = classes(held.subjects, [one, other])
            both = (codes(held.subjects[one]) >= 0) & (codes(held.subjects[other]) >= 0)
            carries |= both & (size[number] < policy.people)
    knows = "two coded facts of a person, such as gene and race"
    yield counted("two columns of subject", knows, held.people, int(carries.sum()), 0.0)


def _outcome(held: Held, policy: Policy, variant: str, protected: bool) -> Outcome:
    carries = np.zeros(held.people, bool)
    concerned = 0
    for name, table in TABLES.items():
        path = held.path(name)
        columns = [column for column in _coded(table) if _merged(policy, table, column) == protected]
        if path is not None and columns:
            for rare in _rare_people(held, path, columns, policy.people).values():
                concerned += bool(len(rare))
                carries[rare] = True
    note = f"Columns that hold such values: {concerned}." if concerned else ""
    knows = f"one coded value of a person that fewer than {policy.people} people carry"
    return counted(variant, knows, held.people, int(carries.sum()), 0.0, note)


def _coded(table: type[Table]) -> list[str]:
    return [name for name, variable in table.own_variables().items() if variable.type in CODED]


def _merged(policy: Policy, table: type[Table], column: str) -> bool:
    """Whether the policy says what becomes of the column's rare values."""
    return f"{table.name}.{column}" in policy.rare or table.variables[column].type is Type.OPEN_CODE


def _rare_people(held: Held, path: Path, columns: list[str], people: int) -> dict[str, Integers]:
    """By column the people who carry a value that fewer than ``people`` carry.

    A value is followed until it has enough people; after the first rows that is nearly every one.
    """
    carriers: dict[str, dict[str, set[int]]] = {name: {} for name in columns}
    for place, rows in groups(held, path, columns):
        for name in columns:
            column = rows[name].combine_chunks()
            known = carriers[name]
            words = column.dictionary.to_pylist()
            open_ = [i for i, word in enumerate(words) if len(known.setdefault(word, set())) < people]
            if not open_:
                continue
            where = pc.is_in(column.indices, value_set=pa.array(open_, column.indices.type))
            at = np.flatnonzero(where.to_numpy(zero_copy_only=False))
            word_of = column.indices.take(pa.array(at)).to_numpy()
            for word in open_:
                some = np.unique(place[at[word_of == word]])
                known[words[word]].update(some[:people].tolist())
    return {
        name: np.array(sorted({who for some in found.values() if len(some) < people for who in some}), np.int64)
        for name, found in carriers.items()
    }
