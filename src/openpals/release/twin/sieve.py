"""No person of the twin has the quasi-identifiers of a real person whom fewer than eleven share them with.

This is the one place where the finished twin is held against the release. Statistics and seed are public, so anybody
can draw the candidates again and see who is missing: to refuse those alone who meet a real person would point at real
people. So of the combinations that no class of enough people has, half are refused anyway, by a coin that only the host
can throw again. A combination that is missing is then a real one's with at most twice the odds that it had before, in
this release and in all later ones: the coin of a combination never changes.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa

from ...engine import Engine
from ...model.parquet import ARROW_TYPES
from ...model.tables import Subject
from ...model.variable import Type
from ...privacy.keys import Key
from .arrays import EMPTY, Bools, Ints
from .synthesis import candidate_rows, wanted_people
from .synthesis.people import Drawn
from .table import DrawnRows

PURPOSE = b"openpals synthetic twin\x1f"


def chosen(
    engine: Engine, subject: Path, names: Sequence[str], minimum: int, key: Key, candidates: Sequence[Drawn],
    statistics: dict[str, dict[str, object]],
) -> dict[str, Ints]:  # fmt: skip
    """By dataset the first candidates who may be in the twin, as many as are wanted or there are.

    ``names``: the quasi-identifiers. A candidate's class is that of the whole release, over all datasets.
    """
    found = {}
    for people in candidates:
        rows = candidate_rows(people)
        may = accepted(_combinations(rows, names), engine, subject, minimum, key)
        wanted = wanted_people(statistics[people.dataset])
        found[people.dataset] = np.flatnonzero(may)[:wanted]
    return found


def accepted(combinations: pa.Table, engine: Engine, subject: Path, minimum: int, key: Key) -> Bools:
    """Which rows of quasi-identifiers may be printed, beside the real ones in the file ``subject``."""
    size = class_sizes(combinations, engine, subject)
    coin = np.array([heads(key, row) for row in combinations.to_pylist()], bool)
    return (size >= minimum) | ((size == 0) & coin)


def class_sizes(combinations: pa.Table, engine: Engine, subject: Path) -> Ints:
    """How many real people have each row's quasi-identifiers, all of them alike; an empty cell is a value."""
    names = combinations.column_names
    numbered = engine.table(combinations.append_column("_candidate", pa.array(range(combinations.num_rows), pa.int32())))
    different = engine.keep(
        numbered.group_by(names).agg(_number=numbered["_candidate"].min(), _size=numbered.count())
    )
    real = engine.scan_parquet(subject)
    met = real.join(different, [real[name].identical_to(different[name]) for name in names])
    counted = met.group_by("_number").agg(_people=met.count())
    every = numbered.join(different, [numbered[name].identical_to(different[name]) for name in names])
    pairs = every.select("_candidate", "_number").left_join(counted, "_number").select("_candidate", "_people")
    found = engine.result(pairs.select("_candidate", _people=ibis.coalesce(pairs["_people"], 0).cast("int64")))
    engine.drop(different)
    sizes = np.zeros(combinations.num_rows, np.int64)
    sizes[found["_candidate"].to_numpy()] = found["_people"].to_numpy()
    return sizes


def heads(key: Key, combination: dict[str, object]) -> bool:
    """The combination's coin: a keyed hash, the same in every release of the same host."""
    text = json.dumps(combination, sort_keys=True, ensure_ascii=True)
    return bool(hmac.digest(key.secret, PURPOSE + text.encode(), "sha256")[0] & 1)


def _combinations(rows: DrawnRows, names: Sequence[str]) -> pa.Table:
    """The columns ``names`` as the release has them."""
    columns = {}
    for name in names:
        kind = Subject.variables[name].type
        if name in rows.codes:
            labels = [label if label != EMPTY else None for label in rows.codes[name].tolist()]
            columns[name] = pa.array([None if one is None else one == "true" for one in labels] if kind is Type.FLAG
                                     else labels, ARROW_TYPES[kind])  # fmt: skip
        else:
            columns[name] = pa.array(rows.numbers[name], mask=np.isnan(rows.numbers[name])).cast(ARROW_TYPES[kind])
    return pa.table(columns)
