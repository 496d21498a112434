"""What analyses begin with, computed alike of a release and its twin: decline of the ALSFRS-R, and survival."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..page.survival import Leaving, kaplan_meier
from .arrays import Bools, Coded, Floats, Ints
from .lines import lines
from .persons import DIED, gather, spread_out
from .roles import MONTH, SCALE
from .rows import People

EVERYBODY = "all"
MONTHS = (6, 12, 24)


def outcomes(people: People, minimum: int) -> dict[str, Any]:
    """``slopes``: points of the ALSFRS-R total in 30 days, mean and standard deviation; ``survival``: per cent alive
    6, 12 and 24 months after the index day. Both of all and by onset site, of groups of at least ``minimum`` people.
    """
    persons = gather(people)
    site = persons.facts["onset_site"]
    groups = {EVERYBODY: np.ones(people.size, bool)} | {label: site.is_(label) for label in site.labels}
    slope = _slopes(people)
    last, died = _leaving(people, persons.facts["status"], persons.numbers["end"])
    found: dict[str, Any] = {"slopes": {}, "survival": {}}
    for label, inside in groups.items():
        known = slope[inside & ~np.isnan(slope)]
        if len(known) >= minimum:
            found["slopes"][label] = {"mean": round(float(known.mean()), 2), "sd": round(float(known.std(ddof=1)), 2)}
        curve = _survival(last, died, inside & ~np.isnan(last), minimum)
        if curve:
            found["survival"][label] = curve
    return {name: one for name, one in found.items() if one}


def _slopes(people: People) -> Floats:
    """Each person's least-squares slope; nan where it has too few totals."""
    rows = people.tables.get(SCALE)
    if rows is None:
        return np.full(people.size, np.nan)
    total = rows.numbers["alsfrs_r_total"]
    known = ~np.isnan(total)
    found = lines(rows.person[known], rows.numbers["day"][known], total[known])
    return spread_out(found.slope * MONTH, found.group, people.size)


def _leaving(people: People, status: Coded, end: Floats) -> tuple[Floats, Bools]:
    """The day on which each person leaves, and whether by death. Deaths without a day are left out."""
    died = status.is_(DIED)
    undated = np.isin(status.at, [i for i, label in enumerate(status.labels) if label.startswith(f"{DIED},")])
    return np.where(undated | (end < 0), np.nan, end), died


def _survival(last: Floats, died: Bools, inside: Bools, minimum: int) -> dict[str, int]:
    """Month -> per cent alive, while enough are followed; nothing where too few died."""
    if int(died[inside].sum()) < minimum:
        return {}
    times, at = np.unique(last[inside], return_inverse=True)
    deaths = np.bincount(at.reshape(-1), weights=died[inside]).astype(np.int64)
    others = np.bincount(at.reshape(-1)).astype(np.int64) - deaths
    curve = kaplan_meier(
        Leaving(int(time), int(dead), int(left)) for time, dead, left in zip(times, deaths, others, strict=True)
    )
    alive = np.array([1.0, *(point.share for point in curve)])
    found = {}
    for month in MONTHS:
        followed: Ints = np.flatnonzero(last[inside] >= month * MONTH)
        if len(followed) >= minimum:
            found[str(month)] = round(100 * float(alive[np.searchsorted(times, month * MONTH, side="right")]))
    return found
