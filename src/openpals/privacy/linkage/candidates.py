"""Which pairs are worth comparing: those that agree in one of a few combinations of features."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .codes import Codes, joined

Ints = npt.NDArray[np.int64]

# (feature of one, feature of the other) that must all be equal. What a pair agrees in here follows from its levels
# (``blocked`` in ``patterns``): the weights rest on knowing which kinds of pairs are looked at.
Block = tuple[tuple[str, str], ...]


def _alike(*features: str) -> Block:
    return tuple((feature, feature) for feature in features)


_SWAPPED = ("birth", "birth_swapped")

BLOCKS: tuple[Block, ...] = (
    _alike("birth"),
    _alike("family", "given"),
    _alike("family", "birth_year_month"),
    _alike("family", "birth_year_day"),
    _alike("family", "birth_month_day"),
    (("family", "family"), _SWAPPED),
    _alike("given", "birth_year_month"),
    _alike("given", "birth_year_day"),
    _alike("given", "birth_month_day"),
    (("given", "given"), _SWAPPED),
    _alike("family_sound", "given_sound", "birth_year"),
)

# A combination that so many pairs share, such as a date that stands for an unknown one, tells nothing of a person.
MOST_PAIRS_OF_A_VALUE = 200_000


@dataclass(frozen=True)
class Candidates:
    """Rows of the one and of the other dataset, each pair once; ``left_out``: pairs of combinations too common."""

    left: Ints
    right: Ints
    left_out: int


def candidates(left: Codes, right: Codes) -> Candidates:
    """All pairs that share any of the combinations, in the order of their rows."""
    size = len(next(iter(right.values())))
    found: list[Ints] = []
    left_out = 0
    for block in BLOCKS:
        pairs, too_many = _sharing(left, right, block)
        found.append(np.unique(pairs[0] * size + pairs[1]))
        left_out += too_many
    numbers = np.unique(np.concatenate(found))
    return Candidates(numbers // size, numbers % size, left_out)


def _sharing(left: Codes, right: Codes, block: Block) -> tuple[tuple[Ints, Ints], int]:
    """The pairs with equal keys: both sides sorted by key, then every run of one against its run of the other."""
    rows = [_whole(codes, [pair[side] for pair in block]) for side, codes in enumerate((left, right))]
    columns = [np.concatenate([left[here][rows[0]], right[there][rows[1]]]) for here, there in block]
    keys = joined(columns)
    ours, theirs = keys[: len(rows[0])], keys[len(rows[0]) :]
    order = np.argsort(theirs, kind="stable")
    theirs = theirs[order]
    start, end = np.searchsorted(theirs, ours, "left"), np.searchsorted(theirs, ours, "right")
    meets = end > start
    rows_left, start, count, met = rows[0][meets], start[meets], (end - start)[meets], ours[meets]
    _, value, carriers = np.unique(met, return_inverse=True, return_counts=True)
    fits = carriers[value] * count <= MOST_PAIRS_OF_A_VALUE
    left_out = int(count[~fits].sum())
    rows_left, start, count = rows_left[fits], start[fits], count[fits]
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    places = np.repeat(start, count) + within
    return (np.repeat(rows_left, count), rows[1][order[places]]), left_out


def _whole(codes: Codes, features: list[str]) -> Ints:
    """Rows in which none of the features is missing."""
    return np.flatnonzero(np.all([codes[feature] >= 0 for feature in features], axis=0))
