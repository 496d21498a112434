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

import numpy as np
import pyarrow as pa

from ...engine import Engine
from ...privacy.keys import Key
from ...privacy.policy import Policy
from .arrays import Bools, Ints
from .parts import dataset_of
from .synthesis import Drawn, candidate_rows
from .table import column_of

PURPOSE = b"openpals synthetic twin\x1f"


def chosen(
    engine: Engine, subject: Path, policy: Policy, minimum: int, key: Key, candidates: Sequence[Drawn]
) -> list[Ints]:
    """Of each part's candidates those who may be in the twin, in their order.

    ``subject``: the release's file. A candidate's class has all quasi-identifiers as they are printed, the dataset too.
    """
    combinations = pa.concat_tables(printed(people, policy) for people in candidates)
    may = accepted(combinations, engine, subject, minimum, key)
    ends = np.cumsum([people.size for people in candidates])
    return [np.flatnonzero(part) for part in np.split(may, ends[:-1])]


def printed(people: Drawn, policy: Policy) -> pa.Table:
    """The quasi-identifiers of the candidates of one part, as the twin would print them."""
    rows = candidate_rows(people)
    columns = {name: column_of(rows, name, positions=False) for name in policy.quasi_identifiers}
    if "dataset" in columns:  # is not drawn: it is the part's
        columns["dataset"] = pa.array(np.full(people.size, dataset_of(people.part)), pa.string())
    return pa.table(columns)


def accepted(combinations: pa.Table, engine: Engine, subject: Path, minimum: int, key: Key) -> Bools:
    """Which rows of quasi-identifiers may be printed, beside the real ones in the file ``subject``.

    Every other one of those that could be: or people whose combination nobody shares would be half as many as they
    should be, beside those of large classes.
    """
    texts = [json.dumps(row, sort_keys=True) for row in combinations.to_pylist()]
    first = {text: place for place, text in reversed(list(enumerate(texts)))}
    size = class_sizes(combinations.take(list(first.values())), engine, subject)
    large = dict(zip(first, (size >= minimum).tolist(), strict=True))
    free = dict(zip(first, (size == 0).tolist(), strict=True))
    falls = {text: free[text] and heads(key, text) for text in first}
    return np.array([place % 2 == 0 if large[text] else falls[text] for place, text in enumerate(texts)], bool)


def class_sizes(different: pa.Table, engine: Engine, subject: Path) -> Ints:
    """How many real people have each row's quasi-identifiers, all of them alike; an empty cell is a value.

    The rows are all different.
    """
    numbered = engine.table(different.append_column("_number", pa.array(range(different.num_rows), pa.int32())))
    real = engine.scan_parquet(subject)
    met = real.join(numbered, [real[name].identical_to(numbered[name]) for name in different.column_names])
    found = engine.result(met.group_by("_number").agg(_people=met.count()))
    sizes = np.zeros(different.num_rows, np.int64)
    sizes[found["_number"].to_numpy()] = found["_people"].to_numpy()
    return sizes


def heads(key: Key, combination: str) -> bool:
    """The combination's coin: a keyed hash, the same in every release of the same host."""
    return bool(hmac.digest(key.secret, PURPOSE + combination.encode(), "sha256")[0] & 1)
