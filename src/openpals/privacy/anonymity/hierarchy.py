"""A generalisation hierarchy: the values of one column, and what each becomes at each coarser level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ...model.refused import Refused

Integers = npt.NDArray[np.int64]

# The root of every hierarchy: what a suppressed cell says, namely nothing.
ROOT = "*"


class HierarchyRefused(Refused):
    """A hierarchy is none, or does not fit the data; the message says why. Never a data value."""


@dataclass(frozen=True, eq=False)
class Hierarchy:
    """A tree over the values of a column.

    ``values`` are its leaves; ``ends_open`` says that numbers beyond the first and last leaf count as these.
    ``levels[l][code]`` is the node that stands for the leaf ``code`` at level l: level 0 is the leaf itself, the last
    level the root, which is printed as an empty cell. The code after the last leaf stands for a cell that was empty
    from the beginning: it is at the root on every level, so that it is of one class with suppressed cells, as printed.
    A column of one level only is kept as it is.
    A node is numbered by its set of leaves: one that does not change from a level to the next keeps its number.
    """

    name: str
    values: tuple[Any, ...]
    labels: tuple[Any, ...]  # of each node; the root's is None
    levels: tuple[Integers, ...]
    step: int = 0  # the distance between two leaves that are numbers; 0: leaves are codes
    ends_open: bool = False

    @property
    def height(self) -> int:
        """The level at which the column is suppressed; 0 where it is kept as it is."""
        return len(self.levels) - 1

    @property
    def root(self) -> int:
        """The node of a suppressed cell."""
        return len(self.labels) - 1

    @property
    def missing(self) -> int:
        """The code of a cell that was empty from the beginning."""
        return len(self.values)

    @cached_property
    def leaves(self) -> Integers:
        """How many leaves lie under each node."""
        found = np.zeros(len(self.labels), np.int64)
        found[self.root] = len(self.values)
        for level in self.levels:
            nodes, counts = np.unique(level[:-1], return_counts=True)
            found[nodes] = counts
        return found

    @cached_property
    def above(self) -> tuple[Integers, ...]:
        """``above[l][node]``: the node at level l + 1 over a node of level l. Only nodes of level l are meaningful."""
        found = []
        for finer, coarser in zip(self.levels, self.levels[1:], strict=False):
            up = np.full(len(self.labels), self.root, np.int64)
            up[finer] = coarser
            found.append(up)
        return tuple(found)

    def codes(self, column: pa.Array | pa.ChunkedArray) -> Integers:
        """The code of each cell. Raises HierarchyRefused where a value is none of the hierarchy's."""
        if isinstance(column, pa.ChunkedArray):
            column = column.combine_chunks()
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        empty = column.is_null().to_numpy(zero_copy_only=False)
        if self.step:
            first, last = int(self.values[0]), int(self.values[-1])
            numbers = pc.fill_null(column.cast(pa.int64()), first).to_numpy(zero_copy_only=False)
            if self.ends_open:
                numbers = np.clip(numbers, first, last)
            outside = (numbers < first) | (numbers >= last + self.step)
            found = (numbers - first) // self.step
        else:
            place = pc.index_in(column, value_set=pa.array(self.values, column.type))
            outside = place.is_null().to_numpy(zero_copy_only=False) & ~empty
            found = pc.fill_null(place, 0).to_numpy(zero_copy_only=False).astype(np.int64)
        if outside.any():
            raise HierarchyRefused(
                f"{self.name}: {int(outside.sum())} cells hold a value that its hierarchy does not know. Add the value "
                "to the hierarchy, or correct the data."
            )
        return np.where(empty, self.missing, found)

    def printed(self, nodes: npt.NDArray[np.integer], type_: pa.DataType) -> pa.Array:
        """The labels of nodes as a column of the given type; the root is empty."""
        return pa.array(self.labels, type_).take(pa.array(nodes))


def from_levels(name: str, values: Sequence[Any], groups: Sequence[Sequence[Any]], **facts: Any) -> Hierarchy:
    """A hierarchy out of one list of labels for each level above the leaves, finest first; the root is added.

    Each list gives the label of each leaf's group. Raises HierarchyRefused where a level splits what a finer one
    had united, so that it is no tree.
    """
    if not values or len(set(values)) != len(values):
        raise HierarchyRefused(f"{name}: a hierarchy needs values, and each of them once.")
    labels: list[Any] = list(values)
    levels = [np.arange(len(values))]
    for listed in groups:
        if len(listed) != len(values):
            raise HierarchyRefused(f"{name}: a level says {len(listed)} groups for {len(values)} values.")
        numbers = {label: i for i, label in enumerate(dict.fromkeys(listed))}
        group = np.array([numbers[label] for label in listed])
        finer = levels[-1]
        if len(set(zip(finer.tolist(), group.tolist(), strict=True))) != len(set(finer.tolist())):
            raise HierarchyRefused(f"{name}: a level splits a group of the level below it. Coarser levels only unite.")
        if len(numbers) == 1:  # a level that tells nothing is the root, which stands at the end anyway
            continue
        nodes = finer.copy()
        for label, number in numbers.items():
            members = np.flatnonzero(group == number)
            if len(set(finer[members].tolist())) > 1:
                nodes[members] = len(labels)
                labels.append(label)
        levels.append(nodes)
    if len(values) > 1:
        levels.append(np.full(len(values), len(labels)))
        labels.append(None)
    else:
        labels.append(None)
        levels.append(np.array([1]))
    root = len(labels) - 1
    return Hierarchy(
        name, tuple(values), tuple(labels), tuple(np.append(level, root).astype(np.int64) for level in levels), **facts
    )


def kept(name: str, values: Sequence[Any]) -> Hierarchy:
    """A column that is printed as it is, and neither generalised nor suppressed. Raises HierarchyRefused."""
    found = from_levels(name, values, [])
    return replace(found, levels=found.levels[:1])


def from_parents(name: str, values: Sequence[str], parents: Mapping[str, str]) -> Hierarchy:
    """A hierarchy out of a tree: what each value or group belongs to, at last to the root ``*``.

    Branches may differ in length: a value that lies high stays as it is until the level at which all become ``*``. A
    value may also name the group that it belongs to itself (``other`` beside ``rare = "other"``). Raises
    HierarchyRefused where there is a cycle, a second root, or a value that belongs to nothing.
    """
    if ROOT in parents:
        raise HierarchyRefused(f"{name}: {ROOT!r} is the root and belongs to nothing; a second root was named.")
    paths = [_path(name, value, parents) for value in values]
    if idle := sorted(set(parents) - {node for path in paths for node in path}):
        raise HierarchyRefused(f"{name}: no value lies below {', '.join(idle)}. Correct the spelling or take it out.")
    height = max(map(len, paths), default=1) - 1
    return from_levels(
        name,
        values,
        [[path[max(0, len(path) - 1 - (height - level))] for path in paths] for level in range(1, height)],
    )


def _path(name: str, value: str, parents: Mapping[str, str]) -> list[str]:
    """The value and all above it, the root last."""
    path = [value]
    while path[-1] != ROOT:
        following = parents.get(path[-1])
        if following is None:
            raise HierarchyRefused(
                f"{name}: {path[-1]!r} belongs to nothing, so that there is no single root. Say which group it belongs "
                f"to, or {ROOT!r}."
            )
        if following in path:
            raise HierarchyRefused(f"{name}: {' belongs to '.join([*path, following])}, which is a cycle.")
        path.append(following)
    return path


def from_bands(
    name: str, low: int, high: int, widths: Sequence[int], *, step: int = 1, ends_open: bool = False
) -> Hierarchy:
    """A hierarchy of whole numbers from ``low`` to ``high`` in ``step``: bands of each width, at multiples of it.

    A band is printed as the leaf in its middle (the lower one of two), so that a mean over bands is not shifted; a
    band that reaches beyond the ends is cut there. Raises HierarchyRefused where a width does not divide the next.
    """
    if low > high or step < 1:
        raise HierarchyRefused(f"{name}: from {low} to {high} in steps of {step} there are no values.")
    for finer, coarser in zip([step, *widths], widths, strict=False):
        if coarser <= finer or coarser % finer:
            raise HierarchyRefused(
                f"{name}: bands of {coarser} cannot be made of bands of {finer}. Each width must be a multiple of the "
                "one before."
            )
    values = list(range(low, high + 1, step))
    groups = []
    for width in widths:
        bands: dict[int, list[int]] = {}
        for value in values:
            bands.setdefault(value // width, []).append(value)
        groups.append([bands[value // width][(len(bands[value // width]) - 1) // 2] for value in values])
    return from_levels(name, values, groups, step=step, ends_open=ends_open)
