"""The privacy policy, as data: thresholds, quasi-identifiers and their hierarchies, and what rare values become."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn

from ..model.refused import Refused
from ..model.table import Table
from ..model.tables import TABLES, Subject
from ..model.variable import Sensitivity, Type, Variable
from ..model.vocabulary import vocabulary
from .anonymity.hierarchy import ROOT, Hierarchy, HierarchyRefused, from_bands, from_parents
from .history_ends import HistoryEnds, parse_history_ends
from .limits import Limit, LimitRefused, limit_of
from .tiers import NO_COURSES, OpenTier, parse_open, weaker_open
from .weaker import hold_to_floor

# 1/11 = 0.09 is the threshold of re-identification that EMA's Policy 0070 and Health Canada's PRCI take.
FLOOR = 11

# The average risk that is usual for data under an agreement; a policy that says nothing has this one.
AVERAGE = 0.05

SUPPRESSED = "suppressed"
SETTINGS = (
    "name",
    "people",
    "average_risk",
    "open_rare",
    "rare",
    "quasi_identifiers",
    "agreement",
    "sensitive",
    "history_ends",
    "attacks",
    "open",
    "weaker",
)
COLUMN_SETTINGS = ("kept", "parents", "bands", "step", "between", "level", "weight")


class PolicyRefused(Refused):
    """A policy file cannot be used; the message says why."""


@dataclass(frozen=True)
class QuasiIdentifier:
    """A column of ``subject`` in the classes: printed at a level of its hierarchy, or kept (no hierarchy) as it is."""

    name: str
    hierarchy: Hierarchy | None
    level: int
    weight: float


@dataclass(frozen=True)
class Sensitive:
    """A sensitive column of ``subject``: the fewest different values of a class, unless all are harmless codes."""

    name: str
    least: int
    harmless: frozenset[str]


@dataclass(frozen=True)
class Policy:
    """``people``: the fewest people behind any released value or combination of quasi-identifiers, k.

    ``average_risk``: aimed at by larger classes. ``rare``: table.variable -> code of a rare value. ``protected``: the
    quasi-identifiers of the classes. ``agreement``: those that are printed as they are, table.variable -> why.
    ``history_ends``: how long before the extraction a deposit of open-ended reports ends.
    ``attacks``: id of an attack -> how often it may succeed. ``open``: how courses may be open to anybody. ``weaker``:
    what is below the floor -> why.
    """

    name: str
    people: int
    average_risk: float
    rare: Mapping[str, str]
    open_rare: str
    protected: tuple[QuasiIdentifier, ...]
    agreement: Mapping[str, str]
    sensitive: tuple[Sensitive, ...]
    history_ends: HistoryEnds
    attacks: Mapping[str, Limit]
    open: OpenTier
    weaker: Mapping[str, str]

    @property
    def quasi_identifiers(self) -> tuple[str, ...]:
        """The subject table's quasi-identifiers, by the model or by this policy, in declared order."""
        named = {one.name for one in self.protected}
        return tuple(
            name
            for name, variable in Subject.variables.items()
            if name in named
            or (variable.type is not Type.PSEUDONYM and variable.sensitivity is Sensitivity.QUASI_IDENTIFIER)
        )

    @property
    def printed_openly(self) -> tuple[str, ...]:
        """The quasi-identifiers of the classes that are printed at all, and so may be in an open table."""
        printed = {one.name for one in self.protected if one.hierarchy is None or one.level < one.hierarchy.height}
        return tuple(name for name in Subject.variables if name in printed)

    def sensitivity(self, table: type[Table], name: str) -> Sensitivity:
        """The class of a variable: the model's, unless this policy makes it a quasi-identifier or sensitive."""
        if table is Subject and name in self.quasi_identifiers:
            return Sensitivity.QUASI_IDENTIFIER
        if table is Subject and name in {one.name for one in self.sensitive}:
            return Sensitivity.SENSITIVE
        return table.variables[name].sensitivity


@cache
def default_policy() -> Policy:
    """The strict policy that comes with OpenPALS, which is the floor of every other one."""
    text = files("openpals.privacy").joinpath("strict.toml").read_text("utf-8")
    return _File(tomllib.loads(text), "strict.toml", {}).policy()


def read_policy(path: Path) -> Policy:
    """A policy out of a file. Raises PolicyRefused."""
    try:
        return parse_policy(path.read_text("utf-8"), path.name)
    except OSError as error:
        raise PolicyRefused(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise PolicyRefused(f"{path} is not UTF-8 text: save it as such.") from error


def parse_policy(text: str, where: str) -> Policy:
    """Checks every name against the model, and everything against the strict policy.

    What protects less than that needs a reason in the file's ``[weaker]``, under its name. Raises PolicyRefused.
    """
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyRefused(f"{where} is not valid TOML: {error}") from error
    floor = default_policy()
    policy = _File(data, where, floor.attacks).policy()
    hold_to_floor(where, policy.name, floor.name, dict(_below(policy, floor)), policy.weaker, PolicyRefused)
    return policy


def _below(policy: Policy, floor: Policy) -> Iterator[tuple[str, str]]:
    """Everything in which ``policy`` protects less than ``floor``: its name, and what is the matter."""
    if policy.people < floor.people:
        yield "people", f"`people` = {policy.people} is weaker than the floor of {floor.people}"
    if policy.average_risk > floor.average_risk:
        yield (
            "average_risk",
            f"`average_risk` = {policy.average_risk:g} is weaker than the floor of {floor.average_risk:g}",
        )
    for place in floor.rare:
        if place not in policy.rare:
            yield f"rare.{place}", f"rare values of {place} are not merged"
    named = {one.name for one in policy.protected}
    for one in floor.protected:
        # One that the agreement protects instead has its reason there.
        if one.name not in named and f"subject.{one.name}" not in policy.agreement:
            yield f"quasi_identifiers.{one.name}", f"{one.name} is no quasi-identifier"
    listed = {one.name: one for one in policy.sensitive}
    for strict in floor.sensitive:
        found = listed.get(strict.name)
        if found is None or found.least < strict.least or not found.harmless <= strict.harmless:
            yield (
                f"sensitive.{strict.name}",
                f"{strict.name} may have fewer values in a class, or more harmless ones",
            )
    if policy.history_ends.weaker_than(floor.history_ends):
        yield "history_ends", "histories may end nearer to the extraction, or on fewer different days before it"
    for name, limit in floor.attacks.items():
        if policy.attacks[name].allows_more_than(limit):
            yield f"attacks.{name}", f"the attack `{name}` may succeed more often than the strict policy allows"
    yield from weaker_open(policy.open, floor.open)


class _File:
    """A policy file's data, read and checked one setting after the other."""

    def __init__(self, data: Mapping[str, Any], where: str, attacks: Mapping[str, Limit]) -> None:
        self.data, self.where, self.floor_of_attacks = data, where, attacks

    def policy(self) -> Policy:
        """The policy. Raises PolicyRefused at the first thing that is wrong."""
        if unknown := sorted(set(self.data) - set(SETTINGS)):
            self.refuse(f"`{unknown[0]}` is no setting of a policy. There are: {', '.join(SETTINGS)}.")
        rare = self.table("rare")
        for place, code in rare.items():
            self.check_code(place, code)
        policy = Policy(
            str(self.data.get("name", self.where)),
            self.whole_number("`people`", self.data.get("people", FLOOR), 1),
            self.average_risk(),
            rare,
            str(self.data.get("open_rare", "OTHER")),
            tuple(self.quasi_identifier(name, facts) for name, facts in self.table("quasi_identifiers").items()),
            self.reasons("agreement"),
            tuple(self.sensitive(name, facts) for name, facts in self.table("sensitive").items()),
            parse_history_ends(self.data.get("history_ends"), self.refuse),
            self.attacks(),
            parse_open(self.table("open"), self.refuse) if "open" in self.data else NO_COURSES,
            self.reasons("weaker"),
        )
        self.check_agreement(policy)
        columns = [one for one in policy.protected if one.hierarchy is not None]
        if columns and all(one.hierarchy and one.level == one.hierarchy.height for one in columns):
            self.refuse("every quasi-identifier is suppressed, so that nothing would be left. Lower a `level`.")
        return policy

    def refuse(self, what: str) -> NoReturn:
        """Raises PolicyRefused, naming the file."""
        raise PolicyRefused(f"{self.where}: {what}")

    def table(self, name: str) -> dict[str, Any]:
        """A table of the file; empty where it is not there."""
        found = self.data.get(name, {})
        if not isinstance(found, dict):
            self.refuse(f"`{name}` must be a table, [{name}].")
        return found

    def reasons(self, name: str) -> dict[str, str]:
        """A table of reasons, none of them empty."""
        found = {place: str(reason).strip() for place, reason in self.table(name).items()}
        if silent := sorted(place for place, reason in found.items() if not reason):
            self.refuse(f"[{name}] gives no reason for {silent[0]}.")
        return found

    def whole_number(self, what: str, found: Any, least: int) -> int:
        """A whole number of at least ``least``."""
        if not isinstance(found, int) or isinstance(found, bool) or found < least:
            self.refuse(f"{what} must be a whole number of at least {least}.")
        return found

    def average_risk(self) -> float:
        """A risk above 0, of at most 1."""
        risk = self.data.get("average_risk", AVERAGE)
        if not isinstance(risk, int | float) or isinstance(risk, bool) or not 0 < risk <= 1:
            self.refuse("`average_risk` must be above 0 and at most 1.")
        return float(risk)

    def quasi_identifier(self, name: str, facts: Any) -> QuasiIdentifier:
        """One entry of [quasi_identifiers]."""
        here = f"[quasi_identifiers.{name}]"
        variable = Subject.variables.get(name)
        if variable is None or variable.type is Type.PSEUDONYM:
            self.refuse(f"{here}: the table subject has no variable of this name that can be a quasi-identifier.")
        if not isinstance(facts, dict) or (unknown := sorted(set(facts) - set(COLUMN_SETTINGS))):
            self.refuse(f"{here}: {unknown[0] if isinstance(facts, dict) else 'this'} is none of its settings: "
                        f"{', '.join(COLUMN_SETTINGS)}.")  # fmt: skip
        if facts.get("kept") is True:
            if len(facts) > 1:
                self.refuse(f"{here}: what is kept as it is has no levels and no weight.")
            return QuasiIdentifier(name, None, 0, 0.0)
        if variable.required:
            self.refuse(
                f"{here}: the model requires a value, so that no cell can be suppressed. It can be `kept` only."
            )
        try:
            hierarchy = self.hierarchy(here, variable, facts)
        except HierarchyRefused as refused:
            self.refuse(f"{here}: {refused}")
        level = hierarchy.height if facts.get("level") == SUPPRESSED else facts.get("level", 0)
        if self.whole_number(f'{here}: `level`, unless it is "{SUPPRESSED}",', level, 0) > hierarchy.height:
            self.refuse(f'{here}: it has levels 0 to {hierarchy.height - 1}, and "{SUPPRESSED}"; {level} is none.')
        weight = facts.get("weight", 1)
        if not isinstance(weight, int | float) or isinstance(weight, bool) or weight < 0:
            self.refuse(f"{here}: `weight` must be a number of 0 or more.")
        return QuasiIdentifier(name, hierarchy, level, float(weight))

    def hierarchy(self, here: str, variable: Variable, facts: Mapping[str, Any]) -> Hierarchy:
        """The hierarchy of codes by ``parents``, or of numbers by ``bands``. Raises HierarchyRefused."""
        parents, bands = facts.get("parents"), facts.get("bands")
        if variable.type is Type.CODE and isinstance(parents, dict) and bands is None:
            codes = vocabulary(str(variable.vocabulary)).codes
            named = {str(name) for pair in parents.items() for name in pair}
            if unknown := sorted(named - set(codes) - {ROOT}):
                self.refuse(f"{here}: {', '.join(unknown)} is no code of {variable.vocabulary}, and cannot be printed.")
            return from_parents(variable.name, codes, {str(child): str(parent) for child, parent in parents.items()})
        if variable.minimum is None or variable.maximum is None or not isinstance(bands, list) or parents is not None:
            self.refuse(f"{here} needs its hierarchy: `parents` for codes, `bands` for whole numbers.")
        between = facts.get("between", [int(variable.minimum), int(variable.maximum)])
        if not isinstance(between, list) or len(between) != 2:
            self.refuse(f"{here}: `between` must be the lowest and the highest value.")
        step = self.whole_number(f"{here}: `step`", facts.get("step", 1), 1)
        widths = [self.whole_number(f"{here}: each of `bands`", width, 1) for width in bands]
        low, high = (self.whole_number(f"{here}: each of `between`", end, int(variable.minimum)) for end in between)
        return from_bands(variable.name, low, high, widths, step=step, ends_open="between" in facts)

    def sensitive(self, name: str, facts: Any) -> Sensitive:
        """One entry of [sensitive]."""
        variable = Subject.variables.get(name)
        if variable is None or variable.vocabulary is None or variable.required:
            self.refuse(f"[sensitive.{name}]: the table subject has no coded variable of this name, or requires it.")
        if (
            not isinstance(facts, dict)
            or set(facts) - {"l", "harmless"}
            or not isinstance(facts.get("harmless", []), list)
        ):
            self.refuse(f"[sensitive.{name}] takes `l`, and a list of codes, `harmless`.")
        harmless = frozenset(map(str, facts.get("harmless", [])))
        for code in sorted(harmless):
            self.check_code(f"subject.{name}", code)
        return Sensitive(name, self.whole_number(f"[sensitive.{name}]: `l`", facts.get("l", 2), 1), harmless)

    def attacks(self) -> dict[str, Limit]:
        """The limits of [attacks], over those of the strict policy."""
        own: dict[str, Limit] = {}
        for name, facts in self.table("attacks").items():
            if self.floor_of_attacks and name not in self.floor_of_attacks:
                self.refuse(f"[attacks.{name}] is no attack. There are: {', '.join(self.floor_of_attacks)}.")
            try:
                own[name] = limit_of(facts)
            except LimitRefused as refused:
                self.refuse(f"[attacks.{name}]: {refused}.")
        return {**self.floor_of_attacks, **own}

    def check_code(self, place: str, code: Any) -> None:
        """Refuses what is no coded variable of the model, or no code of its vocabulary; an empty code is one."""
        table, _, name = place.partition(".")
        variable = TABLES[table].variables.get(name) if table in TABLES else None
        if variable is None or variable.vocabulary is None:
            self.refuse(f"`{place}` is no coded variable of the model.")
        if code != "" and code not in vocabulary(variable.vocabulary).codes:
            self.refuse(f"`{code}` is no code of {variable.vocabulary}.")

    def check_agreement(self, policy: Policy) -> None:
        """Every quasi-identifier of the model is protected by its classes, or by the agreement."""
        quasi = {
            f"{table.name}.{name}"
            for table in TABLES.values()
            for name, variable in table.own_variables().items()
            if variable.sensitivity is Sensitivity.QUASI_IDENTIFIER and variable.type is not Type.PSEUDONYM
        }
        protected = {f"subject.{one.name}" for one in policy.protected}
        if unknown := sorted(set(policy.agreement) - quasi):
            self.refuse(f"[agreement] names {unknown[0]}, which is no quasi-identifier of the model.")
        if twice := sorted(protected & set(policy.agreement)):
            self.refuse(f"{twice[0]} is protected by its classes and by the agreement. Say one of the two.")
        if left := sorted(quasi - protected - set(policy.agreement)):
            self.refuse(
                f"{left[0]} is a quasi-identifier of the model. Say how it is protected: in [quasi_identifiers], or in "
                "[agreement] with the reason."
            )
