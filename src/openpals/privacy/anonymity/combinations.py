"""The distinct combinations of a table's quasi-identifiers: all that the algorithms look at, however many rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ...model.refused import Refused
from .hierarchy import Hierarchy, Integers

Floats = npt.NDArray[np.float64]

# One level for each column: a node of the lattice.
Levels = tuple[int, ...]

# Keys beyond this would leave 64 bits.
LARGEST_KEY = 2**62


class AnonymityRefused(Refused):
    """What was asked cannot be done with these people; the message says why and what to do."""


@dataclass(frozen=True, eq=False)
class Combinations:
    """Distinct combinations of codes, how many rows have each, and which one each row has.

    ``codes`` is combinations x columns, sorted, so that the order of the rows says nothing.
    """

    hierarchies: tuple[Hierarchy, ...]
    weights: tuple[float, ...]
    codes: Integers
    counts: Integers
    of_row: Integers

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.of_row)

    @property
    def heights(self) -> Levels:
        """The node of the lattice at which every column is suppressed that may be."""
        return tuple(hierarchy.height for hierarchy in self.hierarchies)

    @property
    def node_counts(self) -> list[int]:
        """How many nodes each column's hierarchy has."""
        return [len(hierarchy.labels) for hierarchy in self.hierarchies]

    def nodes(self, levels: Levels) -> Integers:
        """Every combination as it is printed at these levels: combinations x columns."""
        pairs = zip(self.hierarchies, levels, strict=True)
        return np.stack([h.levels[level][self.codes[:, c]] for c, (h, level) in enumerate(pairs)], axis=1)

    @cached_property
    def units(self) -> tuple[Integers, ...]:
        """For each column: level x code -> leaves under the printed node beside the true one.

        A cell that was empty has nothing to lose.
        """
        found = []
        for hierarchy in self.hierarchies:
            table = np.stack([hierarchy.leaves[level] - 1 for level in hierarchy.levels])
            table[:, hierarchy.missing] = 0
            found.append(table)
        return tuple(found)

    @cached_property
    def marginal_units(self) -> tuple[Floats, ...]:
        """For each column: level -> units that all rows together lose when the column is printed so."""
        rows = self.counts.astype(np.float64)
        return tuple(
            np.asarray(units @ np.bincount(self.codes[:, c], rows, minlength=units.shape[1]), np.float64)
            for c, units in enumerate(self.units)
        )

    @cached_property
    def prices(self) -> Floats:
        """What one unit costs in each column, in shares of what suppressing every cell costs.

        A column's weight is spread over its filled cells; one of one value has no detail, one that is kept loses none.
        """
        widest = np.array([len(h.values) - 1 if h.height else 0 for h in self.hierarchies])
        everything = np.array([units[-1] for units in self.marginal_units])
        each = np.where(widest > 0, np.array(self.weights) / np.maximum(widest, 1), 0.0)
        whole = float(everything @ each)
        return each / whole if whole else np.zeros(len(widest))

    @cached_property
    def marginal_loss(self) -> tuple[Floats, ...]:
        """For each column: level -> the share of the whole table's detail that is lost when it is printed so."""
        return tuple(units * price for units, price in zip(self.marginal_units, self.prices, strict=True))


def combinations(
    hierarchies: Sequence[Hierarchy],
    columns: Sequence[pa.Array | pa.ChunkedArray],
    weights: Sequence[float] | None = None,
) -> Combinations:
    """The distinct combinations of the columns' values. Raises HierarchyRefused where a value is in no hierarchy.

    ``weights`` say how much a column's detail is worth beside the others'; all the same where none are given.
    """
    return combined(hierarchies, [h.codes(column) for h, column in zip(hierarchies, columns, strict=True)], weights)


def combined(
    hierarchies: Sequence[Hierarchy], codes: Sequence[Integers], weights: Sequence[float] | None = None
) -> Combinations:
    """The same from codes (see ``Hierarchy.codes``). Raises AnonymityRefused where there are no rows or columns."""
    if not codes or not len(codes[0]):
        raise AnonymityRefused("There are no people, or no quasi-identifiers: nothing can be made anonymous.")
    weights = tuple(weights) if weights is not None else (1.0,) * len(codes)
    if len(weights) != len(codes) or any(weight < 0 for weight in weights):
        raise AnonymityRefused("Every quasi-identifier needs one weight, of 0 or more.")
    key = keys(codes, [len(h.values) + 1 for h in hierarchies])
    _, first, of_row, counts = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    distinct = np.stack([column[first] for column in codes], axis=1)
    return Combinations(tuple(hierarchies), weights, distinct, counts, of_row)


def keys(columns: Sequence[Integers] | Integers, sizes: Sequence[int]) -> Integers:
    """One number a line, equal where lines are equal; ordered as they are. Column c holds numbers below ``sizes[c]``.

    Where the numbers would not fit into 64 bits, those so far are numbered anew: they are then comparable within this
    call alone.
    """
    key = np.zeros(len(columns[0]), np.int64)
    largest = 1
    for column, size in zip(columns, sizes, strict=True):
        if largest * size > LARGEST_KEY:
            key = np.unique(key, return_inverse=True)[1]
            largest = len(key)
        key = key * size + column
        largest *= size
    return key


def grouped(key: Integers) -> tuple[Integers, Integers]:
    """A line of each distinct key, in the order of the keys, and the number of each line's group.

    As ``numpy.unique`` does it, but with a sort that uses the order in which lines often come already.
    """
    order = key.argsort(kind="stable")
    ordered = key[order]
    new = np.empty(len(key), bool)
    new[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    group = np.empty(len(key), np.int64)
    group[order] = np.cumsum(new) - 1
    return order[new], group


def check_k(k: int, rows: int) -> None:
    """Raises AnonymityRefused where k is no number of people among ``rows``."""
    if k < 1:
        raise AnonymityRefused(f"k = {k} protects nobody: a class has at least one person. Say 11, as the policy does.")
    if k > rows:
        raise AnonymityRefused(
            f"k = {k} is more than the {rows} people there are: no class can be so large. Pool more people, or lower k."
        )
