"""Published figures to compare invented people with, and how near each must be met."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import sqrt
from typing import Any, Literal

Kind = Literal["trials", "members"]

# The part that stands for the published spread.
SD = "sd"


@dataclass(frozen=True)
class Target:
    """One published number. ``figure`` is empty where nothing is simulated that could stand beside it."""

    id: str
    part: str
    statistic: str
    population: str
    source: str
    unit: str
    published: float | str  # text for a masked count, such as <11
    figure: str
    per: float
    tolerance: float | str
    reason: str  # why it may be missed, or is not simulated
    needs: Literal["", "defects", "mix"]  # what files must be made with to show it

    def allowed(self, simulated: float) -> float:
        """How far the simulated number may be away, in the published unit."""
        if isinstance(self.published, str):
            return float(self.published.lstrip("<"))
        match self.tolerance:
            case "chance":
                return 3 * sqrt(self.published + max(simulated, 0.0))
            case str(text):
                return abs(self.published) * float(text.rstrip(" %")) / 100
            case number:
                return float(number)


@cache
def targets(kind: Kind) -> tuple[Target, ...]:
    """All targets of one kind of contributor, in the order of targets.toml."""
    folder = files("openpals.simulate").joinpath("data")
    declared = tomllib.loads(folder.joinpath("targets.toml").read_text("utf-8"))[kind]
    published = json.loads(folder.joinpath("published_stats.json").read_text("utf-8"))
    by_id = {one["id"]: one for one in published["stats"]}
    sources = {key: source["cite"] for key, source in published["sources"].items()}
    return tuple(target for one in declared for target in _parts(one, by_id.get(one["id"], one), sources))


def _parts(declared: Mapping[str, Any], published: Mapping[str, Any], sources: Mapping[str, str]) -> Iterator[Target]:
    missed = declared.get("missed", {})
    values = published["value"]
    if not isinstance(values, dict):
        values = {"": values}
    if SD in declared:
        values = values | {SD: published[SD]}
    parts = declared.get("parts", {}) | {"": declared.get("figure", ""), SD: declared.get(SD, "")}
    for part, value in values.items():
        yield Target(
            id=declared["id"],
            part=part,
            statistic=published["statistic"],
            population=published.get("population", ""),
            source=sources.get(published["source"], published["source"]),
            unit=published.get("unit", ""),
            published=value,
            figure=parts.get(part, ""),
            per=declared.get("per", 1.0),
            tolerance=declared.get("sd_tolerance" if part == SD else "tolerance", 0.0)
            if part not in declared.get("part_tolerance", {})
            else declared["part_tolerance"][part],
            reason=declared.get("not_simulated", missed.get(part, "")),
            needs=declared.get("needs", ""),
        )
