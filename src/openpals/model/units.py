"""Units of measurement: UCUM codes, converted by pint through ucumvert's UCUM grammar."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import mul, truediv
from threading import Lock

import pint
from ucumvert import PintUcumRegistry


@dataclass(frozen=True)
class Conversion:
    """``target = source * factor + offset``."""

    factor: float
    offset: float = 0.0


# Files are read side by side; two registries made at the same time spoil each other.
_ONE_AT_A_TIME = Lock()


def _registry() -> PintUcumRegistry:
    with _ONE_AT_A_TIME:
        return _only_registry()


@cache
def _only_registry() -> PintUcumRegistry:
    return PintUcumRegistry()


@cache
def unit_words() -> dict[str, str]:
    """Words that sources use for units, lower case -> UCUM code."""
    text = files("openpals.model").joinpath("data/units.toml").read_text("utf-8")
    words: dict[str, str] = tomllib.loads(text)["words"]
    return words


@cache
def ucum_code(word: str) -> str | None:
    """The UCUM code of a unit as a source writes it, or None when it is not known.

    >>> ucum_code("Pounds"), ucum_code("mmol/L"), ucum_code("furlong")
    ('[lb_av]', 'mmol/L', None)
    """
    known = unit_words().get(word.strip().lower())
    if known is not None:
        return known
    if word.strip().isdecimal():  # UCUM takes a number for a unit; in a column of units it is a mistake
        return None
    try:
        _registry().from_ucum(word.strip())
    except Exception:  # the grammar raises its own parser's errors, of several kinds
        return None
    return word.strip()


@cache
def conversion(source: str, target: str, molar_mass: float | None = None) -> Conversion | None:
    """How to turn a value in one UCUM unit into another; None where they do not measure the same thing.

    ``molar_mass`` (g/mol) lets mass and amount of substance pass into each other.

    >>> conversion("[lb_av]", "kg")
    Conversion(factor=0.45359237, offset=0.0)
    >>> conversion("mg/dL", "umol/L", molar_mass=113.12).factor
    88.4017
    """
    if source == target:
        return Conversion(1.0)
    registry = _registry()
    try:
        start, end = registry.from_ucum(source), registry.from_ucum(target)
    except Exception:  # as above
        return None
    try:
        zero, one = (registry.Quantity(x, start).to(end).magnitude for x in (0.0, 1.0))
        return Conversion(_shortest(one - zero), _shortest(zero))
    except pint.DimensionalityError:
        pass
    if molar_mass is None:
        return None
    per_mole = registry.Quantity(molar_mass, "g/mol")
    quantity = registry.Quantity(1.0, start)
    for move in (truediv, mul):
        try:
            return Conversion(_shortest(move(quantity, per_mole).to(end).magnitude))
        except (pint.DimensionalityError, pint.OffsetUnitCalculusError):  # the latter for degrees Celsius
            continue
    return None


def _shortest(value: float) -> float:
    """Twelve significant digits: what a conversion means, without the noise of its arithmetic."""
    rounded = float(f"{value:.12g}")
    return 0.0 if abs(rounded) < 1e-12 else rounded
