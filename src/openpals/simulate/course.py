"""Invented people and the course of their disease: what every synthetic table is drawn from.

Each domain of the ALSFRS-R loses function along a sigmoid in time; items answer as in a graded response
model; death follows from the points lost. The constants are assumptions tuned by hand to published
aggregates, never to records.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

MONTH = 30.4375  # days
HORIZON = 144  # months since onset that are simulated

# Item -> (domain, shift): a greater shift is lost later. The last one is item 10 of the older ALSFRS.
BULBAR, FINE, GROSS, BREATH = range(4)
ITEMS: dict[str, tuple[int, float]] = {
    "speech": (BULBAR, 0.0),
    "salivation": (BULBAR, 0.2),
    "swallowing": (BULBAR, 0.8),
    "handwriting": (FINE, 0.0),
    "cutting": (FINE, -0.1),
    "dressing": (FINE, -0.1),
    "turning_in_bed": (GROSS, 0.2),
    "walking": (GROSS, 0.1),
    "climbing_stairs": (GROSS, -0.6),
    "dyspnea": (BREATH, -0.9),
    "orthopnea": (BREATH, -0.2),
    "respiratory_insufficiency": (BREATH, 1.7),
    "respiratory": (BREATH, -0.4),
}
REVISED = tuple(ITEMS)[:12]

# How early each domain is lost by site of onset, in units of the person's own half-life of function.
SITES: dict[str, tuple[float, float, float, float]] = {
    "bulbar": (0.54, 1.05, 1.14, 1.30),
    "arm": (1.55, 0.56, 0.98, 1.32),
    "leg": (1.60, 0.98, 0.54, 1.32),
    "breathing": (1.30, 1.10, 1.10, 0.75),
}
SITE_SHARES = (0.24, 0.37, 0.37, 0.02)

_DOMAIN = np.array([domain for domain, _ in ITEMS.values()])
_SHIFT = np.array([shift for _, shift in ITEMS.values()])
_CUTS = np.array([-2.3, -0.8, 0.8, 2.3])
_SLOW_SHARE, _SLOW_SHIFT = 0.10, 1.2


@dataclass(frozen=True)
class Cohort:
    """How the people of one kind of contributor differ from those of another."""

    age_at_onset: float
    male: float
    riluzole: float
    visit_noise: float


TRIAL = Cohort(age_at_onset=55.0, male=0.65, riluzole=0.76, visit_noise=0.46)
MEMBERS = Cohort(age_at_onset=53.0, male=0.60, riluzole=0.55, visit_noise=0.58)


@dataclass(frozen=True)
class Person:
    """Somebody invented. Times are months since the first symptom."""

    male: bool
    site: str
    age_at_onset: float
    diagnosed: float
    half_life: float
    factors: NDArray[np.float64]
    offsets: NDArray[np.float64]
    steepness: float
    visit_noise: float
    riluzole: bool
    wants_tube: bool
    lung: float
    height: float
    weight: float
    muscle: float
    frailty: float
    luck: float

    def latent(self, months: NDArray[np.float64]) -> NDArray[np.float64]:
        """How far each item has gone, a row a month."""
        domains = (months[:, None] / self.half_life - self.factors) / self.steepness
        return np.asarray(domains[:, _DOMAIN] - _SHIFT + self.offsets, dtype=np.float64)

    def scores(self, months: float, rng: np.random.Generator | None = None) -> dict[str, int]:
        """Item -> 0..4; with ``rng`` as answered on a given day, without as it is."""
        latent = self.latent(np.array([months]))[0]
        if rng is not None:
            latent = latent + rng.normal(0, self.visit_noise, latent.size) + rng.normal(0, 0.17)
        points = 4 - (latent[:, None] > _CUTS).sum(axis=1)
        return dict(zip(ITEMS, map(int, points), strict=True))

    def total(self, months: float) -> int:
        """The ALSFRS-R total without the noise of a visit."""
        scores = self.scores(months)
        return sum(scores[item] for item in REVISED)

    def has_tube(self, months: float) -> bool:
        """Whether the person eats through a feeding tube by then."""
        return self.wants_tube and self.scores(months)["swallowing"] <= 1

    def lung_percent(self, months: float) -> float:
        """Vital capacity in per cent of predicted."""
        gone = (months / self.half_life - 0.78 * self.factors[BREATH]) / (1.15 * self.steepness)
        return float(self.lung / (1 + np.exp(gone)))

    @property
    def predicted_litres(self) -> float:
        """Predicted forced vital capacity (ECSC 1993) at the age of onset."""
        metres, age = self.height / 100, self.age_at_onset
        litres = (5.76 * metres - 0.026 * age - 4.34) if self.male else (4.43 * metres - 0.026 * age - 2.89)
        return float(np.clip(litres, 1.8, 6.8))

    @cached_property
    def death(self) -> float:
        """The month of death; beyond the horizon it is not known."""
        months = np.arange(HORIZON, dtype=np.float64)
        lost = (self.latent(months)[:, :, None] > _CUTS).sum(axis=2)[:, :12]
        hazard = np.exp(
            -6.2
            + 0.07 * lost.sum(axis=1)
            + 0.25 * lost[:, 9:].sum(axis=1)
            + 0.016 * (self.age_at_onset - 58)
            + (np.log(0.83) if self.riluzole else 0.0)
            + self.frailty
        )
        passed = np.flatnonzero(np.cumsum(hazard) > self.luck)
        return float(months[passed[0]]) + 0.5 if passed.size else float(HORIZON)


def people(rng: np.random.Generator, cohort: Cohort) -> Iterator[Person]:
    """An endless row of invented people."""
    while True:
        yield _person(rng, cohort)


def _person(rng: np.random.Generator, cohort: Cohort) -> Person:
    male = bool(rng.random() < cohort.male)
    site = str(rng.choice(tuple(SITES), p=SITE_SHARES))
    age = float(np.clip(rng.normal(cohort.age_at_onset, 11.0), 19, 82))
    log_half_life = rng.normal(3.08, 0.6) - 0.007 * (age - 58) - (0.1 if site == "bulbar" else 0.0)
    log_half_life += _SLOW_SHIFT if rng.random() < _SLOW_SHARE else 0.0
    height = rng.normal(177 if male else 164, 6.5)
    return Person(
        male=male,
        site=site,
        age_at_onset=age,
        diagnosed=float(11.0 * np.exp(rng.normal(0, 0.5) + 0.45 * (log_half_life - 3.08))),
        half_life=float(np.exp(log_half_life)),
        factors=np.array(SITES[site]) * np.exp(rng.normal(0, 0.18, 4)),
        offsets=rng.normal(0, 0.7, len(ITEMS)),
        steepness=float(0.215 * np.exp(rng.normal(0, 0.2))),
        visit_noise=cohort.visit_noise,
        riluzole=bool(rng.random() < cohort.riluzole),
        wants_tube=bool(rng.random() < 0.7),
        lung=float(rng.normal(100, 13)),
        height=float(np.clip(height, 148, 198)),
        weight=float(np.clip(rng.normal(26.1, 4.0) * (height / 100) ** 2, 45, 135)),
        muscle=float(rng.normal(1, 0.12)),
        frailty=float(rng.normal(0, 0.35)),
        luck=float(rng.exponential()),
    )
