"""What a form is made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

# What was answered, by the field's name: text as typed, or the codes chosen.
Answers = Mapping[str, str | list[str]]


class Kind(StrEnum):
    """How a field is asked and checked."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    DAY = "day"
    MONTHS = "months"
    ORCID = "orcid"


class Purpose(StrEnum):
    """What a proposal asks for."""

    NEW = "new"
    AMENDMENT = "amendment"
    RENEWAL = "renewal"


@dataclass(frozen=True)
class Field:
    """One question. ``choices`` are codes and words; ``public``: the answer stands in the open register."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = True
    longest: int = 5_000
    public: bool = False


@dataclass(frozen=True)
class Section:
    """Questions that stand on one page. ``purposes``: for which proposals they are asked."""

    name: str
    title: str
    why: str
    fields: tuple[Field, ...]
    purposes: tuple[Purpose, ...] = tuple(Purpose)


@dataclass(frozen=True)
class Form:
    """A version of the form."""

    version: int
    sections: tuple[Section, ...]

    def asked(self, purpose: str) -> tuple[Section, ...]:
        """The sections that a proposal of that purpose has."""
        return tuple(section for section in self.sections if purpose in section.purposes)


def form_hash(form: Form) -> str:
    """SHA-256 of the form as JSON, by which a published version is known and held still."""
    text = json.dumps(asdict(form), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
