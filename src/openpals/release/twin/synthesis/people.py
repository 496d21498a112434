"""People who are nobody: facts along the told tree, numbers that go together as told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import normal
from ..arrays import EMPTY, Bools, Coded, Floats, Ints, same
from .chance import Chance
from .spreads import by_cell

SINGULAR = 1e-3  # the least eigenvalue of correlations that are used


@dataclass(frozen=True)
class Drawn:
    """Some people of one part: ``facts``, ``numbers`` (nan where not told), and ``deviates``: standard
    normal numbers, each person's places among all in what is told elsewhere.
    """

    part: str
    size: int
    facts: Mapping[str, Coded]
    numbers: Mapping[str, Floats]
    deviates: Mapping[str, Floats]

    def take(self, chosen: Ints) -> Drawn:
        """Some of them, in the given order."""
        return Drawn(
            self.part,
            len(chosen),
            {name: fact.take(chosen) for name, fact in self.facts.items()},
            {name: values[chosen] for name, values in self.numbers.items()},
            {name: values[chosen] for name, values in self.deviates.items()},
        )

    def number(self, name: str) -> Floats:
        """A number that may not have been told."""
        return self.numbers.get(name, np.full(self.size, np.nan))

    def deviate(self, name: str, chance: Chance) -> Floats:
        """A deviate that may go together with nothing that was told."""
        found = self.deviates.get(name)
        return chance.normal(self.size) if found is None else found

    def is_(self, fact: str, label: str) -> Bools:
        """Whom a fact says this of; nobody where the fact was not told."""
        return self.facts[fact].is_(label) if fact in self.facts else np.zeros(self.size, bool)

    def has(self, table: str) -> Bools:
        """Who has rows in a table."""
        return self.is_(f"has:{table}", "yes")


def draw_people(part: str, told: Mapping[str, Any], size: int, chance: Chance) -> Drawn:
    """``size`` people of a part by its statistics."""
    facts: dict[str, Coded] = {}
    nothing = same(EMPTY, size)
    for one in told["facts"]:
        facts[one["fact"]] = chance.conditional(one["shares"], facts.get(one["parent"], nothing))
    deviates = _correlated(told["correlations"], list(told["numbers"]), size, chance)
    numbers = {
        name: by_cell(margin, facts, normal.cumulative(deviates[name])) for name, margin in told["numbers"].items()
    }
    return Drawn(part, size, facts, numbers, deviates)


def _correlated(pairs: Sequence[Sequence[Any]], names: list[str], size: int, chance: Chance) -> dict[str, Floats]:
    names = [*names, *sorted({name for pair in pairs for name in pair[:2]} - set(names))]
    if not names:
        return {}
    matrix = np.eye(len(names))
    for one, other, value in pairs:
        i, j = names.index(one), names.index(other)
        matrix[i, j] = matrix[j, i] = value
    together = chance.normal(size, len(names)) @ root(matrix).T
    return {name: np.ascontiguousarray(together[:, i]) for i, name in enumerate(names)}


def root(matrix: Floats) -> Floats:
    """The lower triangular root of the nearest correlations that can be: told pair by pair, they may contradict."""
    values, vectors = np.linalg.eigh(matrix)
    if values[0] < SINGULAR:
        repaired = (vectors * np.maximum(values, SINGULAR)) @ vectors.T
        scale = np.sqrt(np.diag(repaired))
        matrix = repaired / np.outer(scale, scale)
    return np.asarray(np.linalg.cholesky(matrix), np.float64)
