"""The policy of public counts, as data: one object that pages, API, reports and the twin ask."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn

from ...model.refused import Refused
from ..weaker import hold_to_floor
from .dimension import Declared, DimensionRefused, declare

# Settings of which a lower number protects less, and those of which a higher one does.
AT_LEAST = ("people", "rounding", "large_rounding", "difference", "interval", "survival_days", "survival_deaths")
AT_MOST = ("dimensions_together", "large")
WHOLE = (*AT_LEAST, *AT_MOST)
SHARES = ("two_largest", "others")
BUDGETS = ("caller", "anonymous", "everybody")
SETTINGS = ("name", *WHOLE, *SHARES, "centiles", "budgets", "dimensions", "weaker")


class CountPolicyRefused(Refused):
    """A policy of counts cannot be used; the message says why."""


@dataclass(frozen=True)
class CountPolicy:
    """What may be told of how many people; strict.toml says what each setting means.

    ``budgets``: who asks -> different questions a day. ``weaker``: what is below the floor -> why.
    """

    name: str
    people: int
    rounding: int
    large_rounding: int
    large: int
    difference: int
    dimensions_together: int
    interval: int
    centiles: tuple[float, float]
    two_largest: float
    others: float
    survival_days: int
    survival_deaths: int
    budgets: Mapping[str, int]
    dimensions: tuple[Declared, ...]
    weaker: Mapping[str, str]

    def rounded(self, people: int) -> int:
        """The nearest multiple of ``rounding`` (of ``large_rounding`` from ``large`` on); halves go up."""
        base = self.large_rounding if people >= self.large else self.rounding
        return (people + base // 2) // base * base

    @cached_property
    def together(self) -> int:
        """The fewest people who are told together: enough, and still enough when their number is rounded."""
        count = self.people
        while self.rounded(count) < self.people:
            count += 1
        return count

    @property
    def fewest(self) -> str:
        """How a count of too few is printed; a count of nobody looks the same."""
        return f"fewer than {self.people}"


@cache
def default_count_policy() -> CountPolicy:
    """The strict policy that comes with OpenPALS, which is the floor of every other one."""
    text = files("openpals.privacy.counting").joinpath("strict.toml").read_text("utf-8")
    return _File(tomllib.loads(text), {}, "strict.toml").policy()


def read_count_policy(path: Path) -> CountPolicy:
    """A policy out of a file. Raises CountPolicyRefused."""
    try:
        return parse_count_policy(path.read_text("utf-8"), path.name)
    except OSError as error:
        raise CountPolicyRefused(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CountPolicyRefused(f"{path} is not UTF-8 text: save it as such.") from error


def parse_count_policy(text: str, where: str) -> CountPolicy:
    """A policy out of TOML. What a file does not say is as in the strict policy.

    What protects less than that needs a reason in the file's ``[weaker]``, under its name. Raises CountPolicyRefused.
    """
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CountPolicyRefused(f"{where} is not valid TOML: {error}") from error
    floor = default_count_policy()
    strict = tomllib.loads(files("openpals.privacy.counting").joinpath("strict.toml").read_text("utf-8"))
    policy = _File(data, strict, where).policy()
    hold_to_floor(where, policy.name, floor.name, dict(_below(policy, floor)), policy.weaker, CountPolicyRefused)
    return policy


def _below(policy: CountPolicy, floor: CountPolicy) -> Iterator[tuple[str, str]]:
    """Everything in which ``policy`` protects less than ``floor``: its name, and what is the matter."""
    for names, weaker in ((AT_LEAST, -1), (AT_MOST, 1)):
        for name in names:
            found, limit = getattr(policy, name), getattr(floor, name)
            if (found - limit) * weaker > 0:
                yield name, f"`{name}` = {found} is weaker than the floor of {limit}"
    if policy.two_largest > floor.two_largest:
        yield "two_largest", f"`two_largest` = {policy.two_largest:g} is weaker than {floor.two_largest:g}"
    if policy.others < floor.others:
        yield "others", f"`others` = {policy.others:g} is weaker than the floor of {floor.others:g}"
    if policy.centiles[0] < floor.centiles[0] or policy.centiles[1] > floor.centiles[1]:
        yield "centiles", "`centiles` reach further out than those of the strict policy"
    for name in BUDGETS:
        if policy.budgets[name] > floor.budgets[name]:
            limit = floor.budgets[name]
            yield f"budgets.{name}", f"`budgets.{name}` = {policy.budgets[name]} is weaker than the floor of {limit}"


class _File:
    """A policy file's data over the strict policy's, read and checked one setting after the other."""

    def __init__(self, data: Mapping[str, Any], strict: Mapping[str, Any], where: str) -> None:
        self.given, self.where = data, where
        budgets = data.get("budgets", {})
        self.data = {**strict, "name": where, "weaker": {}, **data}
        if isinstance(budgets, dict):
            self.data["budgets"] = {**strict.get("budgets", {}), **budgets}

    def policy(self) -> CountPolicy:
        """The policy. Raises CountPolicyRefused at the first thing that is wrong."""
        if unknown := sorted(set(self.given) - set(SETTINGS)):
            self.refuse(f"`{unknown[0]}` is no setting of a policy of counts. There are: {', '.join(SETTINGS)}.")
        whole: dict[str, Any] = {name: self.whole_number(f"`{name}`", self.data[name]) for name in WHOLE}
        shares: dict[str, Any] = {name: self.number(f"`{name}`", self.data[name], 0, 1) for name in SHARES}
        if whole["large_rounding"] % whole["rounding"]:
            self.refuse("`large_rounding` must be a multiple of `rounding`, so that totals are sums of what is shown.")
        return CountPolicy(
            name=str(self.data["name"]),
            centiles=self.centiles(),
            budgets=self.budgets(),
            dimensions=self.dimensions(),
            weaker=self.reasons(),
            **whole,
            **shares,
        )

    def refuse(self, what: str) -> NoReturn:
        """Raises CountPolicyRefused, naming the file."""
        raise CountPolicyRefused(f"{self.where}: {what}")

    def whole_number(self, what: str, found: Any) -> int:
        """A whole number above 0."""
        if not isinstance(found, int) or isinstance(found, bool) or found < 1:
            self.refuse(f"{what} must be a whole number of at least 1.")
        return found

    def number(self, what: str, found: Any, least: float, most: float) -> float:
        """A number between two others."""
        if not isinstance(found, int | float) or isinstance(found, bool) or not least <= found <= most:
            self.refuse(f"{what} must be between {least:g} and {most:g}.")
        return float(found)

    def centiles(self) -> tuple[float, float]:
        """The lowest and the highest centile."""
        found = self.data["centiles"]
        if not isinstance(found, list) or len(found) != 2:
            self.refuse("`centiles` must be the lowest and the highest centile that are told, such as [5, 95].")
        low, high = (self.number("each of `centiles`", one, 0, 100) for one in found)
        if low >= high:
            self.refuse("`centiles` must be the lowest and the highest centile, in this order.")
        return low, high

    def budgets(self) -> dict[str, int]:
        """Different questions a day, by who asks."""
        found = self.data["budgets"]
        if not isinstance(found, dict) or (unknown := sorted(set(found) - set(BUDGETS))):
            self.refuse(f"[budgets] takes {', '.join(BUDGETS)}" + (f", not {unknown[0]}." if found else "."))
        return {name: self.whole_number(f"`budgets.{name}`", found[name]) for name in BUDGETS}

    def dimensions(self) -> tuple[Declared, ...]:
        """The variables that are counted."""
        found = self.data["dimensions"]
        if not isinstance(found, list) or not found:
            self.refuse("`dimensions` must list at least one variable: [[dimensions]].")
        dimensions: list[Declared] = []
        for facts in found:
            if not isinstance(facts, dict) or set(facts) - {"variable", "take", "weight"}:
                self.refuse("each of [[dimensions]] takes `variable`, `take` and `weight`.")
            weight = self.number("each `weight`", facts.get("weight", 1), 0, 1000)
            try:
                dimensions.append(declare(str(facts.get("variable", "")), facts.get("take"), weight))
            except DimensionRefused as refused:
                self.refuse(f"[[dimensions]]: {refused}")
        names = [one.name for one in dimensions]
        if twice := sorted(name for name in names if names.count(name) > 1):
            self.refuse(f"[[dimensions]] has {twice[0]} twice.")
        return tuple(dimensions)

    def reasons(self) -> dict[str, str]:
        """Why something is weaker, none of the reasons empty."""
        found = self.data["weaker"]
        if not isinstance(found, dict):
            self.refuse('`weaker` must be a table, [weaker], of reasons: "name" = "the reason".')
        reasons = {name: str(reason).strip() for name, reason in found.items()}
        if silent := sorted(name for name, reason in reasons.items() if not reason):
            self.refuse(f"[weaker] gives no reason for {silent[0]}.")
        return reasons
