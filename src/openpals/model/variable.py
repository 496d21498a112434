"""A variable: one column of a table, with all that anyone needs to know about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Type(StrEnum):
    """What a value is."""

    PSEUDONYM = "pseudonym"  # a keyed id, never a source's own
    CODE = "code"  # one of a vocabulary's codes
    OPEN_CODE = "open code"  # a coded term of a list too long or too licensed to ship (MedDRA, drug names)
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"  # whole days since the subject's index day


class Sensitivity(StrEnum):
    """What a value can do to the person it describes."""

    IDENTIFIER = "identifier"
    QUASI_IDENTIFIER = "quasi-identifier"
    SENSITIVE = "sensitive"
    FREE_TEXT = "free text"
    PLAIN = "plain"


@dataclass
class Variable:
    """One declared column.

    ``unit`` is a UCUM code. ``minimum`` and ``maximum`` are inclusive; a value outside is not a fact but a mistake.
    ``bands`` are the lower edges by which a number may be counted in public, and ``counted`` says that each code may:
    what has neither is never a dimension of a public count. ``decimals`` is the precision kept, so that two engines'
    floating point cannot differ in a published file.
    """

    type: Type
    label: str
    description: str = ""
    unit: str | None = None
    vocabulary: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    decimals: int = 3
    sensitivity: Sensitivity = Sensitivity.PLAIN
    bands: tuple[float, ...] = ()
    counted: bool = False
    required: bool = False
    name: str = field(default="", init=False)

    def __set_name__(self, owner: object, name: str) -> None:
        self.name = name

    @property
    def countable(self) -> bool:
        """Whether people may be counted by it in public."""
        return self.counted or bool(self.bands)


# The longest time, in days, that a person's history may lie before or after their index day: 110 years.
LIFETIME = 40_177


def code(
    vocabulary: str,
    label: str,
    description: str = "",
    *,
    required: bool = False,
    counted: bool = False,
    sensitivity: Sensitivity = Sensitivity.PLAIN,
) -> Variable:
    """A value out of a vocabulary of the model."""
    return Variable(
        Type.CODE,
        label,
        description,
        vocabulary=vocabulary,
        required=required,
        counted=counted,
        sensitivity=sensitivity,
    )


def pseudonym(label: str, description: str = "") -> Variable:
    """A keyed id that only a release makes; empty where there is none."""
    return Variable(Type.PSEUDONYM, label, description, sensitivity=Sensitivity.QUASI_IDENTIFIER)


def open_code(
    label: str, description: str = "", *, required: bool = False, sensitivity: Sensitivity = Sensitivity.PLAIN
) -> Variable:
    """A coded term out of a list that is not shipped; guarded against free text and rare values."""
    return Variable(Type.OPEN_CODE, label, description, required=required, sensitivity=sensitivity)


def integer(
    label: str,
    minimum: int,
    maximum: int,
    description: str = "",
    *,
    unit: str | None = None,
    bands: tuple[float, ...] = (),
    required: bool = False,
    sensitivity: Sensitivity = Sensitivity.PLAIN,
) -> Variable:
    """A whole number within an inclusive range."""
    return Variable(
        Type.INTEGER,
        label,
        description,
        unit=unit,
        minimum=minimum,
        maximum=maximum,
        bands=bands,
        required=required,
        sensitivity=sensitivity,
    )


def number(
    label: str,
    minimum: float,
    maximum: float,
    description: str = "",
    *,
    unit: str | None = None,
    decimals: int = 3,
    bands: tuple[float, ...] = (),
    required: bool = False,
    sensitivity: Sensitivity = Sensitivity.PLAIN,
) -> Variable:
    """A measured value within an inclusive range, kept to ``decimals`` places."""
    return Variable(
        Type.NUMBER,
        label,
        description,
        unit=unit,
        minimum=minimum,
        maximum=maximum,
        decimals=decimals,
        bands=bands,
        required=required,
        sensitivity=sensitivity,
    )


def flag(
    label: str, description: str = "", *, counted: bool = False, sensitivity: Sensitivity = Sensitivity.PLAIN
) -> Variable:
    """Yes, no, or not known."""
    return Variable(Type.FLAG, label, description, counted=counted, sensitivity=sensitivity)


def days(
    label: str = "Day",
    description: str = "Days since the subject's index day (day 0).",
    *,
    minimum: int = -LIFETIME,
    maximum: int = LIFETIME,
    required: bool = False,
    sensitivity: Sensitivity = Sensitivity.PLAIN,
) -> Variable:
    """Whole days since the subject's index day."""
    return Variable(
        Type.DAY,
        label,
        description,
        unit="d",
        minimum=minimum,
        maximum=maximum,
        required=required,
        sensitivity=sensitivity,
    )
