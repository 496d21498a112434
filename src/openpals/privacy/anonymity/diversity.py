"""What a class gives away though nobody in it can be told apart: l-diversity and t-closeness of sensitive values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .combinations import AnonymityRefused
from .hierarchy import Integers


@dataclass(frozen=True, eq=False)
class Diversity:
    """The worst class of a column. An empty cell is a value of its own.

    ``distinct``: the fewest different values in a class. ``entropy``: the least exp(entropy), as if so many values
    were equally frequent. ``distance`` (t): the largest distance of a class's distribution from the whole table's, 0 to
    1. ``telling``: the classes in which fewer than l values occur, not all of them harmless.
    """

    distinct: int
    entropy: float
    distance: float
    telling: Integers


def diversity(
    classes: Integers,
    values: Integers,
    kinds: int,
    least: int = 2,
    harmless: npt.NDArray[np.integer] | None = None,
    *,
    ordered: bool = False,
) -> Diversity:
    """Each row's class (0 up, none left out) and value (0 to ``kinds`` - 1): how much the classes tell of the values.

    A class tells something when it has fewer than ``least`` different values and one of them is not ``harmless``.
    The distance of unordered values is half the sum of absolute differences, that of ordered ones the sum of absolute
    cumulated differences over ``kinds`` - 1 (Li, Li and Venkatasubramanian, ICDE 2007). l-diversity: Machanavajjhala
    and others (ICDE 2006). Raises AnonymityRefused where there are no rows.
    """
    if not len(classes):
        raise AnonymityRefused("There are no people whose diversity could be measured.")
    cells = int(classes.max() + 1) * kinds
    counted = np.bincount(classes * kinds + values, minlength=cells).reshape(-1, kinds)
    size = counted.sum(axis=1, keepdims=True)
    share = counted / size
    distinct = (counted > 0).sum(axis=1)
    entropy = -(share * np.log(share, where=share > 0, out=np.zeros_like(share))).sum(axis=1)
    away = share - counted.sum(axis=0) / size.sum()
    cumulated = np.abs(away.cumsum(axis=1)).sum(axis=1) / max(kinds - 1, 1)
    distance = cumulated if ordered else np.abs(away).sum(axis=1) / 2
    tells = np.ones(kinds, bool)
    if harmless is not None:
        tells[harmless] = False
    telling = (distinct < least) & (counted[:, tells] > 0).any(axis=1)
    return Diversity(int(distinct.min()), float(np.exp(entropy.min())), float(distance.max()), np.flatnonzero(telling))
