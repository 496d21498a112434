"""Reference statistics of invented people, whole and valid: for whoever reads them."""

from __future__ import annotations

import numpy as np

from openpals.release.statistics.reference import (
    CENTILES,
    DOMAINS,
    EVERYONE,
    HALF_YEARS,
    Point,
    Reference,
    Release,
    Unchanged,
)
from openpals.simulate.disease import ITEM, make_people
from openpals.simulate.parameters import BULBAR, MEMBERS

PEOPLE = 300
LAST = 48
UNCHANGED = {6: 25, 12: 15, 18: 10}


def sample_reference(version: str = "2026.1", people: int = PEOPLE, seed: int = 1) -> Reference:
    """Statistics of so many simulated people, everybody assessed each month until they die; a tenth has another onset
    than limb or bulbar, too few for curves of their own.
    """
    rng = np.random.default_rng(seed)
    them = make_people(rng, people, MEMBERS)
    groups = {EVERYONE: np.ones(people, bool), "bulbar": them.site == BULBAR, "limb": them.site != BULBAR}
    curves: dict[tuple[str, str], tuple[Point, ...]] = {}
    for domain in DOMAINS:
        items = [ITEM[item] for item in domain.items]
        for group, inside in groups.items():
            points = []
            for month in range(LAST + 1):
                alive = inside & (them.death > month)
                if alive.sum() >= 110:
                    scores = them.scores(np.full(people, float(month)))[alive][:, items].sum(axis=1)
                    told = tuple(round(float(one), 1) for one in np.quantile(scores, np.array(CENTILES) / 100))
                    points.append(Point(month, int(alive.sum()) // 5 * 5, told))
            if points:
                curves[domain.id, group] = tuple(points)
    told_groups = {group for _, group in curves}
    return Reference(
        release=Release(
            "Synthetic pool", version, f"Synthetic pool, release {version}. Contains synthetic data.", True
        ),
        policy="strict-counts-1",
        share_of_people=0.8,
        people={group: int(inside.sum()) // 5 * 5 for group, inside in groups.items() if group in told_groups},
        curves=curves,
        unchanged=tuple(Unchanged(EVERYONE, months, 200 - 5 * months, UNCHANGED[months]) for months in HALF_YEARS),
    )
