"""The published figure, the simulated one, and the difference, for each target."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal

from ...model.editions import EDITIONS
from ...model.refused import Refused
from .. import parameters
from ..announced import ALS, MEMBERS
from ..files import MANIFEST
from .member_figures import member_figures
from .targets import Kind, Target, targets
from .trial_figures import trial_figures
from .trial_files import Figures

Verdict = Literal["met", "missed", "outside", "not simulated", "needs defects", "needs mix"]

# Below so many people chance alone moves the figures out of tolerance; below so few there is nothing to measure.
ENOUGH: dict[Kind, int] = {"trials": 8_000, "members": 10_000}
FEWEST = 250


class NotSimulated(Refused):
    """The folder was not made by the simulator, or by another version; the message says what to do."""


@dataclass(frozen=True)
class Line:
    """One target and what became of it."""

    target: Target
    simulated: float | None
    verdict: Verdict

    @property
    def difference(self) -> float | None:
        """Simulated less published; None where one of them is no number."""
        if self.simulated is None or isinstance(self.target.published, str):
            return None
        return self.simulated - self.target.published


@dataclass(frozen=True)
class Report:
    """What ``openpals simulate check`` prints."""

    kind: Kind
    people: int
    lines: tuple[Line, ...]
    assumptions: dict[str, Any]

    @property
    def judged(self) -> bool:
        """Whether there are enough people to tell a wrong figure from chance."""
        return self.people >= ENOUGH[self.kind]

    @property
    def outside(self) -> tuple[Line, ...]:
        """Targets that are missed without a reason."""
        return tuple(line for line in self.lines if line.verdict == "outside")


def check_folder(folder: Path) -> Report:
    """Compares what ``write_trials`` or ``write_members`` wrote with the published figures. Raises NotSimulated."""
    manifest = _manifest(folder)
    kind: Kind = manifest["kind"]
    arguments = manifest["arguments"]
    people = int(arguments["people" if kind == "trials" else "als"])
    if people < FEWEST:
        raise NotSimulated(f"{people} people with ALS are too few to measure anything: simulate at least {FEWEST}.")
    figures: Figures
    if kind == "trials":
        figures = trial_figures(folder, EDITIONS[arguments["year"]])
    else:
        figures = member_figures(folder, date.fromisoformat(arguments["extracted"]))
    has = {"defects": bool(arguments["defects"]), "mix": _announced_mix(arguments)}
    lines = tuple(_line(target, figures, has) for target in targets(kind))
    return Report(kind, people, lines, assumptions())


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise NotSimulated(
            f"{folder} holds no {MANIFEST} that can be read: only what `openpals simulate` wrote can be checked."
        ) from error
    if not isinstance(manifest, dict) or manifest.get("kind") not in ENOUGH:
        raise NotSimulated(f"{folder} holds no trials and no members: nothing is published to compare it with.")
    return manifest


def _announced_mix(arguments: dict[str, Any]) -> bool:
    """Whether members with ALS are about as rare as on the platform that was announced."""
    members, als = arguments.get("members", 0), arguments.get("als", 0)
    return bool(als) and 0.9 < (members / als) / (MEMBERS / ALS) < 1.1


def _line(target: Target, figures: Figures, has: dict[str, bool]) -> Line:
    if not target.figure:
        return Line(target, None, "not simulated")
    if target.needs and not has[target.needs]:
        return Line(target, None, "needs defects" if target.needs == "defects" else "needs mix")
    if target.figure not in figures:
        return Line(target, None, "outside")
    simulated = figures[target.figure] * target.per
    centre = 0.0 if isinstance(target.published, str) else target.published
    near = abs(simulated - centre) <= target.allowed(simulated)
    return Line(target, simulated, "met" if near else "missed" if target.reason else "outside")


def assumptions() -> dict[str, Any]:
    """Every parameter that nothing published stands behind, by name; tables of shares in words."""
    single = {
        f"{type(group).__name__}.{one.name}": getattr(group, one.name)
        for group in parameters.GROUPS
        for one in fields(group)
        if one.metadata.get("basis") == "assumed"
    }
    return single | parameters.TABLES_ASSUMED
