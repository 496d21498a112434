"""What coarsening a course costs: how far slopes and survival estimates move, and how much wider slopes spread."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from ...privacy.trajectory import PERIODS, Courses
from ...privacy.trajectory.coarsening import Bools, Floats, Ints, middle_of_band, middle_of_period
from ..page.survival import Leaving, kaplan_meier

MONTH = 30
LEAST_TIMES, LEAST_DAYS = 3, 90  # a slope needs so many totals over so many days
MONTHS = (12, 24)


def coarsening_cost(courses: Courses, people: int, times: pa.Table | None, minimum: int) -> list[dict[str, Any]]:
    """For each period, and exact totals or bands: slopes and survival against those of exact days and totals.

    ``times``: ``died`` and ``time`` of each person, None where it is not known. Nothing is told of fewer than
    ``minimum`` people, or deaths.
    """
    exact = slopes(courses.person, courses.day, courses.values["exact"], people)
    found = []
    for period, days in PERIODS.items():
        day = middle_of_period(courses.day // days, days)
        survival = {} if times is None else survival_cost(times, days, minimum)
        for value in ("exact", "band"):
            total = courses.values["exact"] if value == "exact" else middle_of_band(courses.values["band"])
            estimated = slopes(courses.person, day, total, people, least_days=1)
            found.append(
                {
                    "period": period,
                    "value": value,
                    "slope": slope_cost(exact, estimated, minimum),
                    "survival": survival,
                }
            )
    return found


def slopes(
    person: Ints, day: Ints | Floats, total: Ints | Floats, people: int, least_days: float = LEAST_DAYS
) -> Floats:
    """Each person's least-squares slope in points in 30 days; nan where there are too few totals, or days between."""
    x, y = np.asarray(day, np.float64), np.asarray(total, np.float64)
    times = np.bincount(person, minlength=people)
    safe = np.maximum(times, 1)
    x = x - (np.bincount(person, weights=x, minlength=people) / safe)[person]
    y = y - (np.bincount(person, weights=y, minlength=people) / safe)[person]
    first, last = np.full(people, np.inf), np.full(people, -np.inf)
    np.minimum.at(first, person, x)
    np.maximum.at(last, person, x)
    width = np.bincount(person, weights=x * x, minlength=people)
    enough = (times >= LEAST_TIMES) & (last - first >= least_days)
    together = np.bincount(person, weights=x * y, minlength=people)
    return np.asarray(np.where(enough, MONTH * together / np.where(enough, width, 1), np.nan))


def slope_cost(exact: Floats, estimated: Floats, minimum: int) -> dict[str, Any]:
    """``mean`` of the people's slopes, and its ``difference``; ``spread``: standard deviation of the people's own
    differences; ``without``: share of people who lose their slope. Empty for fewer than ``minimum`` people.
    """
    known = ~np.isnan(exact)
    both = known & ~np.isnan(estimated)
    if both.sum() < minimum:
        return {}
    differences = estimated[both] - exact[both]
    return {
        "people": int(both.sum()),
        "mean": round(float(estimated[both].mean()), 4),
        "difference": round(float(differences.mean()), 4),
        "spread": round(float(differences.std(ddof=1)), 4),
        "sd": round(float(exact[both].std(ddof=1)), 4),
        "without": round(float(1 - both.sum() / known.sum()), 4),
    }


def survival_cost(times: pa.Table, days: int, minimum: int) -> dict[str, Any]:
    """Median survival in days, shares alive after 12 and 24 months, and their differences from those of exact days."""
    time = np.asarray(times["time"].to_numpy()).astype(np.int64)
    died = np.asarray(times["died"].to_numpy()).astype(bool)
    exact = survival_estimates(2 * time, died, minimum)
    return with_differences(exact, survival_estimates(2 * (time // days) * days + days - 1, died, minimum))


def survival_estimates(half_days: Ints, died: Bools, minimum: int) -> dict[str, float | None]:
    """Kaplan and Meier's estimates; times in half days, since the middle of a period may be one.

    Empty where fewer than ``minimum`` died; None where too few are followed so long.
    """
    if died.sum() < minimum:
        return {}
    time, of = np.unique(half_days, return_inverse=True)
    deaths = np.bincount(of.reshape(-1), weights=died).astype(np.int64)
    gone = np.bincount(of.reshape(-1)) - deaths
    curve = kaplan_meier(Leaving(*one) for one in zip(time.tolist(), deaths.tolist(), gone.tolist(), strict=True))
    below = next((one for one in curve if one.share <= 0.5 and one.at_risk >= minimum), None)
    found: dict[str, float | None] = {"median": None if below is None else below.time / 2}
    alive = np.array([1.0, *(one.share for one in curve)])
    for month in MONTHS:
        followed = int((half_days >= 2 * MONTH * month).sum())
        share = float(alive[np.searchsorted(time, 2 * MONTH * month, side="right")])
        found[f"alive_{month}"] = round(share, 4) if followed >= minimum else None
    return found


def with_differences(exact: dict[str, float | None], other: dict[str, float | None]) -> dict[str, float | None]:
    """``other`` and, beside each, its difference from ``exact``."""
    differences = {
        f"{name}_difference": None if value is None or exact.get(name) is None else round(value - (exact[name] or 0), 4)
        for name, value in other.items()
    }
    return other | differences
