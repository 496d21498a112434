"""The privacy policy, as data: thresholds, quasi-identifiers, and what rare values become."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..model.refused import Refused
from ..model.tables import TABLES, Subject
from ..model.variable import Sensitivity
from ..model.vocabulary import vocabulary

# 1/11 = 0.09 is the threshold of re-identification that EMA's Policy 0070 and Health Canada's PRCI take.
FLOOR = 11


class PolicyRefused(Refused):
    """A policy file cannot be used; the message says why."""


@dataclass(frozen=True)
class Policy:
    """``people``: the fewest people behind any released value. ``rare``: table.variable -> code of a rare value."""

    name: str
    people: int
    rare: Mapping[str, str]
    open_rare: str

    @property
    def quasi_identifiers(self) -> tuple[str, ...]:
        """The subject table's quasi-identifiers, in declared order."""
        return tuple(
            name for name, v in Subject.own_variables().items() if v.sensitivity is Sensitivity.QUASI_IDENTIFIER
        )


def default_policy() -> Policy:
    """The strict policy that comes with OpenPALS."""
    return parse_policy(files("openpals.privacy").joinpath("strict.toml").read_text("utf-8"), "strict.toml")


def read_policy(path: Path) -> Policy:
    """A policy out of a file. Raises PolicyRefused."""
    try:
        return parse_policy(path.read_text("utf-8"), path.name)
    except OSError as error:
        raise PolicyRefused(f"{path} cannot be read: {error.strerror}.") from error


def parse_policy(text: str, where: str) -> Policy:
    """Checks every name in the policy against the model; a threshold below 11 needs its reason in the file."""
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyRefused(f"{where} is not valid TOML: {error}") from error
    people = data.get("people", FLOOR)
    if not isinstance(people, int) or people < 1:
        raise PolicyRefused(f"{where}: `people` must be a whole number of at least 1.")
    if people < FLOOR and not data.get("weaker_because"):
        raise PolicyRefused(
            f"{where}: `people` = {people} is weaker than the floor of {FLOOR}. Say why in "
            "`weaker_because`, or use the floor."
        )
    rare = data.get("rare", {})
    for place, code in rare.items():
        _check(place, code, where)
    return Policy(str(data.get("name", where)), people, rare, str(data.get("open_rare", "OTHER")))


def _check(place: str, code: str, where: str) -> None:
    table, _, name = place.partition(".")
    variable = TABLES[table].variables.get(name) if table in TABLES else None
    if variable is None or variable.vocabulary is None:
        raise PolicyRefused(f"{where}: `{place}` is no coded variable of the model.")
    if code and code not in vocabulary(variable.vocabulary).codes:
        raise PolicyRefused(f"{where}: `{code}` is no code of {variable.vocabulary}.")
