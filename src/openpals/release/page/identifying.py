"""How identifying a course is, as the page tells it: from the measures in risk.json and the manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...privacy.counting.policy import CountPolicy
from .charts import Panel, facts_panel
from .counts import Share, Shown, alone, share
from .words import NOTHING

# Printed in the table, of all that are measured; and drawn.
LISTED = (
    ("day", "items"),
    ("day", "exact"),
    ("week", "exact"),
    ("month", "exact"),
    ("month", "band"),
    ("quarter", "exact"),
    ("quarter", "band"),
)
DRAWN = (("day", "exact"), ("week", "exact"), ("month", "band"), ("quarter", "band"))
VALUES = {"items": "all twelve items", "exact": "total", "band": "bands of 4 points"}
KNOWN = {
    "facts": "the scores alone",
    "sex": "and sex",
    "sex and onset": "and sex, month of onset",
    "sex and treatment": "and sex, start of a treatment",
    "sex, onset and treatment": "and sex, month of onset, start of a treatment",
    "sex, without day 0": "and sex, but intervals instead of days",
}
BESIDE = 2  # so many scores are known where it is told what else is

Key = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """One way to print courses: who is singled out by number of known scores, and what estimates lose."""

    name: str
    singled_out: tuple[Share | None, ...]
    costs: tuple[str, ...]


@dataclass(frozen=True)
class Identifying:
    """The section's numbers. ``people`` were looked for at most; ``accuracy``: percentage points, half the widest of
    the 95 % intervals.
    """

    facts: tuple[int, ...]
    people: Shown
    accuracy: int
    lines: tuple[Line, ...]
    panel: Panel | None
    drawn: tuple[str, ...]
    beside: int
    known: tuple[tuple[str, tuple[Share | None, ...]], ...]
    outcomes: tuple[Share | None, ...]
    joined: tuple[Share | None, ...]
    rests_on: str


def identifying(risk: Mapping[str, Any] | None, policy: CountPolicy) -> Identifying | None:
    """None where the release has no courses. Shares are never sharp enough to count too few people."""
    if risk is None:
        return None
    rows: Sequence[Mapping[str, Any]] = risk["alsfrs"]
    facts = tuple(sorted({row["facts"] for row in rows}))
    found = {(row["period"], row["value"], row["knows"], row["facts"]): row for row in rows}
    costs = {(row["period"], row["value"]): row for row in risk["cost"]}
    shares = {key: _share(row, policy) for key, row in found.items()}
    listed = [(key, m) for key in LISTED for m in facts]
    points = {_name(key): [(m, told) for m in facts if (told := shares[*key, "sex", m]) is not None] for key in DRAWN}
    return Identifying(
        facts,
        alone(max(row["targets"] for row in rows), policy),
        max(1, round(50 * max(found[*key, "sex", m]["high"] - found[*key, "sex", m]["low"] for key, m in listed))),
        tuple(Line(_name(key), tuple(shares[*key, "sex", m] for m in facts), _costs(costs.get(key))) for key in LISTED),
        facts_panel(points) if all(points.values()) else None,
        tuple(points),
        BESIDE,
        tuple((words, tuple(shares.get((*key, knows, BESIDE)) for key in DRAWN)) for knows, words in KNOWN.items()),
        _sharp(risk["outcomes"], policy),
        _sharp(risk["in_several_datasets"], policy),
        str(risk["rests_on"]),
    )


def _share(row: Mapping[str, Any], policy: CountPolicy) -> Share | None:
    return share(round(row["singled_out"] * row["targets"]), row["targets"], policy)


def _sharp(rows: Sequence[Mapping[str, Any]], policy: CountPolicy) -> tuple[Share | None, ...]:
    """By number of facts the shares singled out by exact values on exact days."""
    return tuple(_share(row, policy) for row in rows if (row["period"], row["value"]) == ("day", "exact"))


def _name(key: Key) -> str:
    return f"{key[0].capitalize()}s, {VALUES[key[1]]}"


def _costs(row: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Differences of the mean slope, spread of people's own, of the shares alive (percentage points), of the median."""
    slope, survival = ({}, {}) if row is None else (row["slope"], row["survival"])

    def told(value: float | None, form: str, times: float = 1) -> str:
        return NOTHING if value is None else format(times * value, form)

    return (
        told(slope.get("difference"), "+.3f"),
        told(slope.get("spread"), ".3f"),
        told(survival.get("alive_12_difference"), "+.1f", 100),
        told(survival.get("alive_24_difference"), "+.1f", 100),
        told(survival.get("median_difference"), "+.0f"),
    )
