"""Dimensions: the variables by which people may be counted in public, each with its bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ...model.table import Table
from ...model.tables import TABLES
from ...model.variable import Type, Variable
from ...model.vocabulary import vocabulary

TAKES = ("first", "last")

# A band of every dimension: no value, or one that says that nothing is known. It is counted like any other.
MISSING = "missing"
SEVERAL = "several"  # of a person who is in more than one dataset

UNKNOWN = "unknown"  # the code by which vocabularies say that nothing is known


class DimensionRefused(ValueError):
    """A variable cannot be counted as a policy says; the message says why."""


@dataclass(frozen=True)
class Declared:
    """A variable that a policy lets be counted: by whose bands, and which of a person's values counts."""

    table: type[Table]
    variable: Variable
    take: str | None
    weight: float

    @property
    def name(self) -> str:
        """How questions call it: by the variable's name."""
        return self.variable.name

    def dimension(self, datasets: Sequence[str]) -> Dimension:
        """With its bands: of the model alone, never of the data, but for the names of the datasets."""
        bands = _bands(self.variable, datasets)
        return Dimension(self.name, self.variable.label, (*bands, (MISSING, "Not recorded")), self.weight)


@dataclass(frozen=True)
class Dimension:
    """A dimension of a release's counts: ``bands`` are (code, label), the missing one last."""

    name: str
    label: str
    bands: tuple[tuple[str, str], ...]
    weight: float = 1.0

    @property
    def codes(self) -> tuple[str, ...]:
        """The bands' codes, in order."""
        return tuple(code for code, _ in self.bands)


def declare(place: str, take: str | None, weight: float) -> Declared:
    """``table.variable`` as a dimension. Raises DimensionRefused where the model does not let it be counted."""
    table, _, name = place.partition(".")
    variable = TABLES[table].variables.get(name) if table in TABLES else None
    if variable is None:
        raise DimensionRefused(f"`{place}` is no variable of the model. Write table.variable.")
    if not variable.countable:
        raise DimensionRefused(
            f"`{place}` has no bands in the model, and is not marked as counted: people are never counted by it."
        )
    several = "day" in TABLES[table].key
    if several and take not in TAKES:
        raise DimensionRefused(f'`{place}` has several values a person: say take = "first" or take = "last".')
    if not several and TABLES[table].key:
        raise DimensionRefused(f"`{place}` has several values a person and no day to choose by.")
    if not several and take is not None:
        raise DimensionRefused(f"`{place}` has one value a person: leave `take` out.")
    return Declared(TABLES[table], variable, take, weight)


def _bands(variable: Variable, datasets: Sequence[str]) -> list[tuple[str, str]]:
    if variable is Table.dataset:
        return [(name, name) for name in (*sorted(datasets), SEVERAL)]
    if variable.type is Type.FLAG:
        return [("yes", "Yes"), ("no", "No")]
    if variable.vocabulary:
        return [(term.code, term.label) for term in vocabulary(variable.vocabulary).terms if term.code != UNKNOWN]
    return [(band, band.replace("+", " and above")) for band in number_bands(variable)]


def number_bands(variable: Variable) -> list[str]:
    """Edges as text: (0, 40, 50) of whole numbers become 0-39, 40-49, 50+; of other numbers 0-40, 40-50, 50+."""
    gap = 1 if variable.type is Type.INTEGER else 0
    edges = variable.bands
    between = [f"{low:g}-{high - gap:g}" for low, high in pairwise(edges)]
    return [*between, f"{edges[-1]:g}+"]
