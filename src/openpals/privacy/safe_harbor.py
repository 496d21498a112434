"""HIPAA's Safe Harbor, 45 CFR 164.514(b)(2)(i): its 18 identifiers, and what becomes of each here."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ..model.refused import Refused
from ..model.tables import TABLES
from .text import KINDS

IDENTIFIERS = 18


class MappingRefused(Refused):
    """The mapping of the identifiers does not fit the regulation, the model or the guard; the message says where."""


@dataclass(frozen=True)
class Identifier:
    """One of the 18. ``variables`` (table.variable) hold what is left of it; ``shapes`` are looked for by the guard."""

    number: int
    paragraph: str
    name: str
    columns: str
    becomes: str
    variables: tuple[str, ...]
    shapes: tuple[str, ...]


@cache
def safe_harbor() -> tuple[Identifier, ...]:
    """All 18 in the regulation's order. Raises MappingRefused."""
    return parse_safe_harbor(files("openpals.privacy").joinpath("safe_harbor.toml").read_text("utf-8"))


def parse_safe_harbor(text: str) -> tuple[Identifier, ...]:
    """The identifiers of a TOML text, checked line by line. Raises MappingRefused."""
    found = tuple(
        Identifier(**{**entry, "variables": tuple(entry["variables"]), "shapes": tuple(entry["shapes"])})
        for entry in tomllib.loads(text)["identifier"]
    )
    expected = [(number, chr(ord("A") + number - 1)) for number in range(1, IDENTIFIERS + 1)]
    if [(one.number, one.paragraph) for one in found] != expected:
        raise MappingRefused("The identifiers are not 1 (A) to 18 (R), each once and in order.")
    for one in found:
        for place in one.variables:
            table, _, name = place.partition(".")
            if table not in TABLES or name not in TABLES[table].variables:
                raise MappingRefused(f"Identifier {one.number}: the model has no variable {place}.")
        if unknown := sorted(set(one.shapes) - set(KINDS)):
            raise MappingRefused(f"Identifier {one.number}: the guard does not look for {', '.join(unknown)}.")
    return found
