"""What is published of the course of the ALSFRS-R in a release: centile curves, and shares that stand still.

Pure data, which the members' site reads without an engine. ``reading`` has the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from ...model.instruments import ALSFRS_R_DOMAINS
from ...model.vocabulary import vocabulary

Days = TypeVar("Days", int, npt.NDArray[np.int64])

FORMAT: Final = 1

# Months are of 30 days, as onset is released in such months; month 12 is the 30 days around day 360 since onset.
MONTH: Final = 30
LAST_MONTH: Final = 120

CENTILES: Final = (10, 25, 50, 75, 90)
HALF_YEARS: Final = (6, 12, 18)

# The fewest people behind a point, however few a policy asks.
LEAST: Final = 20

# Decimals of a score.
DECIMALS: Final = 1

MEANING: Final = "Among people alive and reporting at that time."

TOTAL: Final = "total"
_LABELS: Final = {
    "bulbar": "Speech, saliva and swallowing",
    "fine_motor": "Writing, cutting and dressing",
    "gross_motor": "Turning in bed, walking and stairs",
    "respiratory": "Breathing",
}

EVERYONE: Final = "everyone"
OTHER: Final = "other"
UNKNOWN: Final = "unknown"


@dataclass(frozen=True)
class Domain:
    """A score with its range from 0 to ``most``; ``items``: of the ALSFRS-R, of which it is the sum."""

    id: str
    label: str
    items: tuple[str, ...]

    @property
    def most(self) -> int:
        """The best score: four points an item."""
        return 4 * len(self.items)


DOMAINS: Final = (
    Domain(TOTAL, "ALSFRS-R total", tuple(item for items in ALSFRS_R_DOMAINS.values() for item in items)),
    *(Domain(id, _LABELS[id], items) for id, items in ALSFRS_R_DOMAINS.items()),
)

# Id -> label. Sites of onset that few people have are told together.
GROUPS: Final[Mapping[str, str]] = {
    EVERYONE: "Everyone",
    "bulbar": "Bulbar onset",
    "limb": "Limb onset",
    OTHER: "Onset elsewhere, or at several sites",
}


def group_of(site: str | None) -> str | None:
    """The group of a code of ``subject.onset_site`` beside everyone; None where the site is not known.

    Raises KeyError where it is no code.
    """
    if site is not None and site not in vocabulary("onset_site").codes:
        raise KeyError(site)
    if site is None or site == UNKNOWN:
        return None
    return site if site in GROUPS else OTHER


def month_of(days: Days) -> Days:
    """The month of so many days since onset, a number or an array of them: the nearest."""
    return (days + MONTH // 2) // MONTH


@dataclass(frozen=True)
class Release:
    """The release that statistics are of."""

    title: str
    version: str
    citation: str
    synthetic: bool


@dataclass(frozen=True)
class Point:
    """One month of a curve. ``people``: who reported within a month of it, rounded; ``scores``: by ``CENTILES``, None
    where too few people lie outside.
    """

    month: int
    people: int
    scores: tuple[float | None, ...]

    def at(self, centile: int) -> float | None:
        """The score of a centile. Raises ValueError where it is none of ``CENTILES``."""
        return self.scores[CENTILES.index(centile)]


@dataclass(frozen=True)
class Unchanged:
    """Of ``people`` (rounded) assessed again after so many months, how many per cent had not lost a point."""

    group: str
    months: int
    people: int
    percent: int


@dataclass(frozen=True)
class Reference:
    """The reference statistics of a release.

    ``people``: group -> people with an assessment and a day of onset, rounded; groups of too few are not in it.
    ``share_of_people``: how many of all such people of the release were taken at random for all of it. ``curves``:
    domain, group -> points by ascending month; months of too few people are not in it.
    """

    release: Release
    policy: str
    share_of_people: float
    people: Mapping[str, int]
    curves: Mapping[tuple[str, str], tuple[Point, ...]]
    unchanged: tuple[Unchanged, ...]

    def curve(self, domain: str, group: str) -> tuple[Point, ...]:
        """All points of a curve; none, where too few people are in the group. Raises KeyError for unknown names."""
        _known(domain, group)
        return self.curves.get((domain, group), ())

    def centiles(self, domain: str, group: str, month: int) -> Point | None:
        """The point of a month since onset (see ``month_of``), None where it is hidden.

        Raises KeyError for names that are none of ``DOMAINS`` and ``GROUPS``.
        """
        _known(domain, group)
        return self._points.get((domain, group, month))

    def unchanged_over(self, group: str, months: int) -> Unchanged | None:
        """The share that stood still; None where it is hidden. Raises KeyError for an unknown group or time."""
        if group not in GROUPS or months not in HALF_YEARS:
            raise KeyError((group, months))
        return next((one for one in self.unchanged if (one.group, one.months) == (group, months)), None)

    @cached_property
    def _points(self) -> dict[tuple[str, str, int], Point]:
        return {(*of, point.month): point for of, points in self.curves.items() for point in points}


def _known(domain: str, group: str) -> None:
    if domain not in {one.id for one in DOMAINS} or group not in GROUPS:
        raise KeyError((domain, group))
