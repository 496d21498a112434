"""The tiers of a release, as a policy declares them: what anybody may have, and what only recipients with a grant.

*Open*: the synthetic twin, and coarse tables if a few known facts single out hardly anybody in them. *Registered*: the
release itself, in days, for people under an agreement who have a grant; its risk is measured and reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NoReturn

from .trajectory.coarsening import HIGHEST, PERIODS, Period

SETTINGS = ("facts", "singled_out", "ladder")
MOST_FACTS = 5

# What the protection of days in the registered tier rests on, in each report.
RESTS_ON = (
    "A release in days does not protect a course: somebody who knows two or three dated scores of a person finds the "
    "person's rows. What protects people in it is the grant (a named recipient, one purpose, an end), the agreement "
    "(not to try to recognise anybody, not to join copies, not to pass them on) and tracing (each recipient's copy has "
    "ids of its own, so that one that leaks names its source)."
)


@dataclass(frozen=True)
class Step:
    """One way to coarsen courses: periods, and bands of so many points of the ALSFRS-R total."""

    period: Period
    points: int

    @property
    def days(self) -> int:
        """Days of a period."""
        return PERIODS[self.period]

    @property
    def name(self) -> str:
        """Such as ``quarter, bands of 4``."""
        return f"{self.period}, bands of {self.points}"

    def not_sharper(self, other: Step) -> bool:
        """Whether it tells nothing that the other does not tell."""
        return not (self.days % other.days or self.points % other.points)


@dataclass(frozen=True)
class OpenTier:
    """Courses are open at the first step of ``ladder`` at which less than a share ``singled_out`` of people are found
    by ``facts`` known ones; at none, there are no open courses.
    """

    facts: int
    singled_out: float
    ladder: tuple[Step, ...]


# What a policy that says nothing of the open tier has: no step at which courses could be open.
NO_COURSES = OpenTier(3, 0.01, ())


def parse_open(data: Mapping[str, Any], refuse: Callable[[str], NoReturn]) -> OpenTier:
    """A policy's table ``[open]``; ``refuse`` raises with what is wrong."""
    if unknown := sorted(set(data) - set(SETTINGS)):
        refuse(f"[open]: {unknown[0]} is none of its settings: {', '.join(SETTINGS)}.")
    facts, share, ladder = (data.get(name) for name in SETTINGS)
    if not isinstance(facts, int) or isinstance(facts, bool) or not 1 <= facts <= MOST_FACTS:
        refuse(f"[open]: `facts` must be a whole number from 1 to {MOST_FACTS}.")
    if not isinstance(share, int | float) or isinstance(share, bool) or not 0 < share < 1:
        refuse("[open]: `singled_out` must be above 0 and below 1.")
    if not isinstance(ladder, list):
        refuse("[open]: `ladder` must be a list of steps; an empty one says that there are no open courses.")
    steps = tuple(_step(one, refuse) for one in ladder)
    for fine, coarse in pairwise(steps):
        if coarse == fine or coarse.days < fine.days or coarse.points < fine.points:
            refuse(f"[open]: `ladder` must become coarser; {coarse.name} is not coarser than {fine.name}.")
    return OpenTier(facts, float(share), steps)


def _step(data: Any, refuse: Callable[[str], NoReturn]) -> Step:
    if not isinstance(data, dict) or set(data) != {"period", "points"}:
        refuse("[open]: each step of `ladder` has a `period` and `points`.")
    period, points = data["period"], data["points"]
    if period not in PERIODS:
        refuse(f"[open]: `period` must be one of {', '.join(PERIODS)}.")
    if not isinstance(points, int) or isinstance(points, bool) or not 1 <= points <= HIGHEST:
        refuse(f"[open]: `points` must be a whole number from 1 to {HIGHEST}.")
    return Step(period, points)


def weaker_open(tier: OpenTier, floor: OpenTier) -> Iterator[tuple[str, str]]:
    """Everything in which ``tier`` protects less than ``floor``: its name, and what is the matter."""
    if not tier.ladder:
        return
    if tier.facts < floor.facts:
        yield "open.facts", f"`facts` = {tier.facts} of [open] is weaker than the floor of {floor.facts}"
    if tier.singled_out > floor.singled_out:
        yield (
            "open.singled_out",
            f"`singled_out` = {tier.singled_out:g} of [open] is weaker than the floor of {floor.singled_out:g}",
        )
    sharp = [one for one in tier.ladder if not any(one.not_sharper(other) for other in floor.ladder)]
    if sharp:
        yield "open.ladder", f"the step {sharp[0].name} of [open] is sharper than any of the floor"
