"""People in several datasets: what their rows say together must cover as many of them as one row's combination must."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..model.tables import Subject
from ..model.vocabulary import vocabulary
from .anonymity.diversity import diversity
from .anonymity.hierarchy import Integers
from .policy import Policy, Sensitive

Bools = npt.NDArray[np.bool_]

DATASET = "dataset"


def joined_columns(policy: Policy) -> tuple[str, ...]:
    """What of each row is in a joined combination: the dataset, and the quasi-identifiers of the policy's classes."""
    protected = {one.name for one in policy.protected}
    return (DATASET, *(name for name in policy.quasi_identifiers if name in protected and name != DATASET))


def links_that_tell(rows: pa.Table, link: Integers, links: int, policy: Policy) -> Bools:
    """Of each of ``links`` people, whether the rows of theirs, joined, would point at them.

    ``rows``: the subject table as it is printed, with ``dataset``; ``link``: of each row the number of the person, from
    0, -1 for who is in no other dataset. A joined combination is that of all of a person's rows, in the order of the
    datasets. It tells where fewer than the policy's ``people`` have it, or where a sensitive value follows from it: a
    cell that was suppressed in one row may stand in the other. Leaving out such a link leaves no other one with fewer
    people, since all who have the combination go together.
    """
    linked = np.flatnonzero(link >= 0)
    datasets = pc.rank(rows[DATASET], tiebreaker="dense").to_numpy().astype(np.int64)
    linked = linked[np.lexsort((datasets[linked], link[linked]))]
    if not len(linked):
        return np.zeros(links, bool)
    theirs = rows.take(pa.array(linked))
    starts = np.flatnonzero(np.diff(link[linked], prepend=-1))
    combination = _combinations(theirs, joined_columns(policy))
    ends = [*starts[1:], len(linked)]
    joined = [tuple(combination[start:end].tolist()) for start, end in zip(starts, ends, strict=True)]
    size = Counter(joined)
    number = {one: i for i, one in enumerate(size)}
    classes = np.array([number[one] for one in joined])
    tells = np.array([size[one] < policy.people for one in joined])
    for sensitive in policy.sensitive:
        tells |= _given_away(theirs[sensitive.name], sensitive, starts, classes)
    found = np.zeros(links, bool)
    found[link[linked[starts]]] = tells
    return found


def _combinations(rows: pa.Table, names: Sequence[str]) -> Integers:
    """A number for each row's values of the columns; an empty cell is a value of its own."""
    number = np.zeros(rows.num_rows, np.int64)
    for name in names:
        coded = rows[name].combine_chunks().dictionary_encode(null_encoding="encode")
        column = np.asarray(coded.indices.to_numpy(zero_copy_only=False)).astype(np.int64)
        number = np.unique(number * (len(coded.dictionary) + 1) + column, return_inverse=True)[1].reshape(-1)
    return number


def _given_away(column: pa.ChunkedArray, sensitive: Sensitive, starts: Integers, classes: Integers) -> Bools:
    """Whether a person's joined class has fewer values of a sensitive column than the policy asks.

    Of several values of one person that which is not harmless counts.
    """
    codes = vocabulary(str(Subject.variables[sensitive.name].vocabulary)).codes
    ordered = sorted(codes, key=lambda code: code in sensitive.harmless)
    empty = len(ordered)
    place = pc.fill_null(pc.index_in(column, value_set=pa.array(ordered, column.type)), empty)
    values = np.minimum.reduceat(place.combine_chunks().to_numpy().astype(np.int64), starts)
    harmless = np.arange(sum(code not in sensitive.harmless for code in ordered), empty + 1)
    return np.isin(classes, diversity(classes, values, empty + 1, sensitive.least, harmless).telling)
