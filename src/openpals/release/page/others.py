"""The reference statistics as the page tells them: the numbers of their file, drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..statistics.reading import FILE, FOLDER, read_reference
from ..statistics.reference import DOMAINS, EVERYONE, GROUPS, HALF_YEARS, LEAST, TOTAL, Domain, Reference
from .charts import LEFT, RIGHT, Panel, Scale, centile_panel
from .words import whole


@dataclass(frozen=True)
class Others:
    """The section: charts, a line a group of who stood still after ``months``, or ``because`` there are none."""

    panels: tuple[Panel, ...] = ()
    share: str = ""
    least: int = LEAST
    months: tuple[int, ...] = HALF_YEARS
    still: tuple[tuple[str, tuple[str, ...]], ...] = ()
    because: str = ""


def others(tables: Path, told: Mapping[str, Any] | None) -> Others | None:
    """``told``: what the manifest says of the statistics; None where it says nothing.

    ``tables``: the folder of the release's Parquet files, beside which the statistics lie.
    """
    if told is None:
        return None
    if not told["made"]:
        return Others(because=str(told["because"]))
    reference = read_reference(tables.parent / FOLDER / FILE)
    shown = [(domain, EVERYONE) for domain in DOMAINS]
    shown += [(domain, group) for domain in DOMAINS if domain.id == TOTAL for group in GROUPS if group != EVERYONE]
    last = max(points[-1].month for points in reference.curves.values())
    x = Scale(0, max(last, 12), LEFT, RIGHT)
    return Others(
        panels=tuple(
            _panel(reference, domain, group, x) for domain, group in shown if reference.curve(domain.id, group)
        ),
        share=f"{100 * reference.share_of_people:.0f}%",
        still=tuple((GROUPS[group], shares) for group in reference.people if any(shares := _still(reference, group))),
    )


def _panel(reference: Reference, domain: Domain, group: str, x: Scale) -> Panel:
    points = reference.curve(domain.id, group)
    first, last = points[0], points[-1]
    return centile_panel(
        id=f"others-{domain.id}-{group}".replace("_", "-"),
        title=f"{domain.label}: {GROUPS[group].lower()}",
        sentence=f"Median {first.at(50):.1f} of {domain.most} in month {first.month} since onset and {last.at(50):.1f} "
        f"in month {last.month}, the first and last with enough people; among people alive and reporting then.",
        most=domain.most,
        points=points,
        x=x,
    )


def _still(reference: Reference, group: str) -> tuple[str, ...]:
    """By time the share of a group that stood still; empty where it is not told."""
    found = (reference.unchanged_over(group, months) for months in HALF_YEARS)
    return tuple(f"{one.percent}% of {whole(one.people)}" if one else "" for one in found)
