"""The cube: a release's people in groups that are told together, and nothing else.

Every person is in one group of enough people, told by the bands that all of the group share; in the other dimensions
the group says nothing. The number of each group is rounded, once. Every answer is a sum over groups, so that any two
answers differ by whole groups, whoever asks, whatever was asked before, and however many accounts ask together. The
cube itself holds nothing that may not be shown to everybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from ...model.refused import Refused
from ...model.table import Table
from ..anonymity.combinations import grouped, keys
from .dimension import Dimension
from .people import Codes, People
from .policy import CountPolicy

Ints = npt.NDArray[np.int64]

NOT_TOLD = -1


class CubeRefused(Refused):
    """A cube cannot be made, read or published; the message says why."""


@dataclass(frozen=True)
class Cube:
    """``bands``: groups x dimensions, the band that all of a group share, or NOT_TOLD; sorted, no two alike.

    ``counts``: the people of each group, rounded. ``version`` is the release's.
    """

    version: str
    policy: str
    dimensions: tuple[Dimension, ...]
    bands: Codes
    counts: Ints

    def number(self, name: str) -> int:
        """The column of a dimension. Raises KeyError."""
        return self._numbers[name]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {dimension.name: i for i, dimension in enumerate(self.dimensions)}

    def labelled(self) -> dict[tuple[int, ...], int]:
        """A group's bands -> its people, rounded."""
        return dict(zip(map(tuple, self.bands.tolist()), self.counts.tolist(), strict=True))


def build_cube(people: People, policy: CountPolicy, version: str, previous: Cube | None = None) -> Cube:
    """The cube of a release; see ``group_people``."""
    return group_people(people, policy, version, previous)[0]


def group_people(people: People, policy: CountPolicy, version: str, previous: Cube | None = None) -> tuple[Cube, Ints]:
    """The cube of a release, and of each person the number of their group in it, NOT_TOLD of who is in none.

    With the cube of the ``previous`` release, groups that were told stay told while they have enough people, and keep
    their number while it has changed by too few: what a few people change is not seen. Datasets may come and go. The
    same people give the same cube, in whatever order. Raises CubeRefused.
    """
    if len(people) < policy.together:
        raise CubeRefused(f"There are fewer than {policy.together} people: nothing can be told of them.")
    before = {} if previous is None else _told_before(previous, people.dimensions)
    sizes = [len(one.bands) for one in people.dimensions]
    key = keys(people.codes.T.astype(np.int64), sizes)
    _, first, alike, counts = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    found: dict[tuple[int, ...], int] = {}
    lines_of: dict[tuple[int, ...], Ints] = {}
    for label, lines in _groups(people, people.codes[first], counts, policy, set(before)):
        shown = policy.rounded(int(counts[lines].sum()))
        known = before.get(label)
        found[label] = shown if known is None or abs(shown - known) >= policy.difference else known
        lines_of[label] = lines
    labels = sorted(found)
    of_line = np.full(len(first), NOT_TOLD, np.int64)
    for number, label in enumerate(labels):
        of_line[lines_of[label]] = number
    cube = Cube(
        version,
        policy.name,
        people.dimensions,
        np.array(labels, np.int16).reshape(len(labels), len(people.dimensions)),
        np.array([found[label] for label in labels], np.int64),
    )
    return cube, of_line[alike.reshape(-1)]


def _told_before(previous: Cube, dimensions: tuple[Dimension, ...]) -> dict[tuple[int, ...], int]:
    """The previous release's groups and their people, in the bands of this one's; without datasets that are gone."""
    if [_but_datasets(one) for one in previous.dimensions] != [_but_datasets(one) for one in dimensions]:
        raise CubeRefused(
            "The dimensions or their bands are not those of the previous release, and what was told by other bands "
            "can be subtracted. Count by the same ones, or begin a new series without the previous cube."
        )
    new = [
        {
            NOT_TOLD: NOT_TOLD,
            **{old.codes.index(code): now.codes.index(code) for code in old.codes if code in now.codes},
        }
        for old, now in zip(previous.dimensions, dimensions, strict=True)
    ]
    return {
        tuple(places[band] for places, band in zip(new, label, strict=True)): count
        for label, count in previous.labelled().items()
        if all(band in places for places, band in zip(new, label, strict=True))
    }


def _but_datasets(dimension: Dimension) -> Dimension:
    """A dimension without what comes and goes between releases: the names of datasets."""
    return replace(dimension, bands=()) if dimension.name == Table.dataset.name else dimension


def small_changes(previous: Cube, cube: Cube, policy: CountPolicy) -> int:
    """How many groups differ from the previous release by a number of people that may not be seen."""
    before = _told_before(previous, cube.dimensions)
    return sum(
        0 < abs(count - before[label]) < policy.difference
        for label, count in cube.labelled().items()
        if label in before
    )


def _groups(
    people: People, distinct: Codes, counts: Ints, policy: CountPolicy, before: set[tuple[int, ...]]
) -> Iterator[tuple[tuple[int, ...], Ints]]:
    """Each group's bands and lines of ``distinct``. A person goes into the first group with enough people, the
    cheapest first.

    Not to tell a value costs the more the rarer it is, or the rare ones would never be told: the square root of its
    bits, times the dimension's weight. A group's price is the mean over all who could be in it. Whoever is left at
    the end, fewer people than may be told, is in no group.
    """
    sizes = [len(one.bands) for one in people.dimensions]
    prices = _prices(people, distinct)
    candidates = [
        (price, label, lines)
        for hidden in product((False, True), repeat=len(people.dimensions))
        for price, label, lines in _candidates(distinct, counts, prices, np.array(hidden), sizes, policy.people)
    ]
    candidates.sort(key=lambda one: (one[0], one[1].count(NOT_TOLD), one[1]))
    left = np.ones(len(distinct), bool)
    for _, label, lines in candidates:
        there = lines[left[lines]]
        if int(counts[there].sum()) >= (policy.people if label in before else policy.together):
            left[there] = False
            yield label, there


def _prices(people: People, distinct: Codes) -> npt.NDArray[np.float64]:
    prices = np.empty(distinct.shape)
    for c, dimension in enumerate(people.dimensions):
        share = np.bincount(people.codes[:, c], minlength=len(dimension.bands)) / len(people)
        prices[:, c] = dimension.weight * np.sqrt(-np.log2(share[distinct[:, c]]))
    return prices


def _candidates(
    distinct: Codes,
    counts: Ints,
    prices: npt.NDArray[np.float64],
    hidden: npt.NDArray[np.bool_],
    sizes: list[int],
    people: int,
) -> Iterator[tuple[float, tuple[int, ...], Ints]]:
    """Price, bands and lines of every group that tells the dimensions that are not ``hidden``, if it has ``people``."""
    told = np.where(hidden, 0, distinct.astype(np.int64))
    first, group = grouped(keys(told.T, sizes))
    inside = np.bincount(group, counts)
    price = np.bincount(group, counts * prices[:, hidden].sum(axis=1)) / inside
    order = np.argsort(group, kind="stable")
    ends = np.cumsum(np.bincount(group)).tolist()
    for i in np.flatnonzero(inside >= people).tolist():
        label = np.where(hidden, NOT_TOLD, distinct[first[i]]).tolist()
        yield round(float(price[i]), 9), tuple(label), order[ends[i - 1] if i else 0 : ends[i]]


def cube_as_data(cube: Cube) -> dict[str, Any]:
    """A cube as plain data, to be kept as JSON."""
    return {
        "version": cube.version,
        "policy": cube.policy,
        "dimensions": [
            {"name": one.name, "label": one.label, "weight": one.weight, "bands": [list(band) for band in one.bands]}
            for one in cube.dimensions
        ],
        "groups": [[*bands, count] for bands, count in zip(cube.bands.tolist(), cube.counts.tolist(), strict=True)],
    }


def cube_of_data(data: Mapping[str, Any], policy: CountPolicy) -> Cube:
    """A cube out of plain data. Raises CubeRefused where it is none, or shows what the policy does not."""
    try:
        dimensions = tuple(
            Dimension(one["name"], one["label"], tuple((code, label) for code, label in one["bands"]), one["weight"])
            for one in data["dimensions"]
        )
        groups = np.array(data["groups"], np.int64).reshape(len(data["groups"]), len(dimensions) + 1)
        cube = Cube(
            str(data["version"]), str(data["policy"]), dimensions, groups[:, :-1].astype(np.int16), groups[:, -1]
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CubeRefused("This is no cube of counts: make it anew from the release.") from error
    sizes = np.array([len(one.bands) for one in dimensions])
    if ((cube.bands < NOT_TOLD) | (cube.bands >= sizes)).any() or len(cube.labelled()) < len(groups):
        raise CubeRefused("This cube of counts names a band that it does not have, or a group twice: make it anew.")
    if (cube.counts < policy.people).any():
        raise CubeRefused(f"This cube holds counts of {policy.fewest} people, under a weaker policy than yours.")
    return cube
