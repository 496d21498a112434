"""Answers: a question put to a cube. Page, JSON and CSV are made of the same lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from .cube import NOT_TOLD, Cube, Ints
from .policy import CountPolicy
from .question import Question

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Count:
    """So many people are known to be counted here, and so many may be. Rounded; None: too few, or nobody."""

    at_least: int | None
    at_most: int | None


@dataclass(frozen=True)
class Line:
    """One cell of a breakdown: its bands by their labels, its people, and their share of all cells in per cent."""

    bands: tuple[str, ...]
    count: Count
    percent: str


@dataclass(frozen=True)
class Answer:
    """``total``: everybody who was asked for. ``lines``: by what they were to be counted, every band, in fixed order.

    ``not_told``: those of the total of whom it is not told in which line they are.
    """

    version: str
    policy: str
    question: Question
    by: tuple[str, ...]
    total: Count
    lines: tuple[Line, ...]
    not_told: Count
    fewest: str

    def as_json(self) -> str:
        """The answer for machines; a count of too few is null, as one of nobody is."""
        return json.dumps(self.as_data(), ensure_ascii=False, sort_keys=True)

    def as_data(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "release": self.version,
            "policy": self.policy,
            "where": {name: list(bands) for name, bands in self.question.where},
            "by": list(self.question.by),
            "total": vars(self.total),
            "lines": [{"bands": list(line.bands), **vars(line.count), "percent": line.percent} for line in self.lines],
            "not_told": vars(self.not_told),
            "null": self.fewest,
        }

    def as_csv(self) -> str:
        """The answer as CSV: a line a cell, then those of whom it is not told, and the total."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([*self.by, "at least", "at most", "per cent"])
        writer.writerows(self.rows())
        return text.getvalue()

    def rows(self) -> Iterator[tuple[str, ...]]:
        """The cells of a printed table, as text."""
        for line in self.lines:
            yield (*line.bands, *self._printed(line.count), line.percent)
        if self.by:
            yield (*("not told",), *("",) * (len(self.by) - 1), *self._printed(self.not_told), "")
        yield (*(("all",) + ("",) * (len(self.by) - 1) if self.by else ()), *self._printed(self.total), "")

    def _printed(self, count: Count) -> tuple[str, str]:
        if count.at_least is None or count.at_most is None:
            return self.fewest, ""
        return str(count.at_least), str(count.at_most)


def answer(cube: Cube, policy: CountPolicy, question: Question) -> Answer:
    """What the cube tells. Costs the same whatever the numbers are: a few passes over its groups."""
    possible, certain = asked_for(cube, question)
    columns = [cube.number(name) for name in question.by]
    chosen = [_bands_of(cube, question, name) for name in question.by]
    at_least, at_most = _cells(cube, columns, chosen, possible, certain)
    shown = int(at_least.sum())
    lines = []
    for i, place in enumerate(product(*chosen)):
        labels = tuple(cube.dimensions[c].bands[band][1] for c, band in zip(columns, place, strict=True))
        count = _count(int(at_least[i]), int(at_most[i]))
        lines.append(Line(labels, count, percent(count.at_least, shown)))
    total = int(cube.counts[certain].sum())
    return Answer(
        cube.version,
        cube.policy,
        question,
        tuple(cube.dimensions[c].label for c in columns),
        _count(total, int(cube.counts[possible].sum())),
        tuple(lines) if columns else (),
        _count(total - shown, total - shown) if columns else _count(0, 0),
        policy.fewest,
    )


def percent(part: int | None, whole: int) -> str:
    """A share of rounded numbers in whole per cent; empty where the part is of too few.

    A part that is not everything is never 100, and one of somebody never 0.
    """
    if part is None or not whole:
        return ""
    share = (200 * part + whole) // (2 * whole)
    if not share:
        return "<1"
    return ">99" if share == 100 and part < whole else str(share)


def _count(at_least: int, at_most: int) -> Count:
    return Count(at_least, at_most) if at_least else Count(None, None)


def asked_for(cube: Cube, question: Question) -> tuple[Flags, Flags]:
    """Groups that may be asked for, and those of them that are."""
    possible = np.ones(len(cube.counts), bool)
    certain = possible.copy()
    for name, codes in question.where:
        c = cube.number(name)
        asked = np.array([code in codes for code in cube.dimensions[c].codes] + [False])
        told = cube.bands[:, c] != NOT_TOLD
        held = asked[cube.bands[:, c]]  # of a group that does not tell, the last place is read
        possible &= held | ~told
        certain &= held
    return possible, certain


def _bands_of(cube: Cube, question: Question, name: str) -> list[int]:
    """The bands of a dimension that is counted by: those asked for, or all."""
    asked = dict(question.where).get(name)
    codes = cube.dimensions[cube.number(name)].codes
    return [i for i, code in enumerate(codes) if asked is None or code in asked]


def _cells(
    cube: Cube, columns: list[int], chosen: list[list[int]], possible: Flags, certain: Flags
) -> tuple[Ints, Ints]:
    """People known to be in each cell, and people who may be; cells in the order of their bands."""
    sizes = [len(cube.dimensions[c].bands) + 1 for c in columns]  # one place more, for groups that do not tell
    bands = [
        np.where(cube.bands[:, c] == NOT_TOLD, size - 1, cube.bands[:, c])
        for c, size in zip(columns, sizes, strict=True)
    ]
    shape = tuple(sizes) or (1,)
    place = np.ravel_multi_index(bands, shape) if columns else np.zeros(len(cube.counts), np.int64)
    told = [np.bincount(place[of], cube.counts[of], int(np.prod(shape))).reshape(shape) for of in (certain, possible)]
    inner = np.ix_(*chosen) if columns else (slice(None),)
    at_most = told[1]
    for axis in range(len(columns)):  # who is not told in a dimension may be in each of its bands
        last = np.take(at_most, [shape[axis] - 1], axis)
        at_most = at_most + last
    return told[0][inner].reshape(-1).astype(np.int64), at_most[inner].reshape(-1).astype(np.int64)
