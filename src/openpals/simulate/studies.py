"""Invented trials, as different as real ones are: whom they took, when they saw them, and what they wrote down.

A pooled export does not name its trials, so what a whole trial did not record looks like a gap in everybody's data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from .parameters import TRIALS

T = TypeVar("T")

# Share of all participants whose trials recorded a thing. Published fill rates of PRO-ACT stand behind most of them
# (see targets.toml); trials are given features until the share is met as nearly as whole trials allow.
RECORDED: dict[str, float] = {
    "alsfrs": 0.70,
    "age": 0.745,
    "race": 0.687,
    "ethnicity": 0.25,
    "history": 0.885,
    "el_escorial": 0.30,
    "family_history": 0.50,
    "treatment": 0.899,
    "riluzole": 0.90,
    "fvc": 0.76,
    "svc": 0.15,
    "vital_signs": 0.89,
    "labs": 0.77,
    "grip": 0.25,
    "strength": 0.20,
    "adverse_events": 0.75,
    "medication": 0.75,
    "neurofilament": 0.17,
}

# The same among the participants whose trial recorded the thing named first, but not the one named second.
AMONG: dict[str, tuple[str, str, float]] = {
    "birth": ("", "age", 0.32),  # instead of the age
    "birth_too": ("age", "", 0.04),
    "onset": ("history", "", 0.76),
    "diagnosis": ("history", "", 0.515),
    "first_symptom": ("history", "", 0.43),
    "onset_in_words": ("history", "", 0.55),  # the rest tick boxes
    "deaths": ("treatment", "", 0.76),
    "only_deaths": ("deaths", "", 0.64),  # writes down who died, never who lived
    "only_riluzole": ("riluzole", "", 0.25),  # the same for riluzole
    "old_scale": ("alsfrs", "", 0.35),  # ALSFRS: ten items
    "both_scales": ("alsfrs", "old_scale", 0.20),
    "positions": ("vital_signs", "", 0.20),  # blood pressure lying and standing, in columns of their own
    "inches": ("vital_signs", "", 0.065),
    "pounds": ("vital_signs", "inches", 0.005),
    "conventional": ("labs", "", 0.5),  # mg/dL and the like
    "capital_names": ("labs", "", 0.4),  # CREATININE rather than Creatinine
    "early_blood": ("labs", "", 0.08),  # takes blood at screening, days before the first visit
    "urate": ("labs", "", 0.33),
    "ck": ("labs", "", 0.77),
    "albumin": ("labs", "", 0.88),
    "wide_panel": ("labs", "", 0.7),
    "three_blows": ("fvc", "", 0.5),
    "mode": ("alsfrs", "", 0.11),
    "respondent": ("alsfrs", "", 0.05),
}


@dataclass(frozen=True)
class Study:
    """One trial."""

    share: float  # of all participants
    longest_symptoms: int  # months
    least_vital_capacity: int  # % of predicted
    schedule: tuple[int, int]  # months of duration, and between visits
    followed_after: int  # months after the last visit for which deaths are known
    begins: np.datetime64  # date of the first participant's first visit
    features: frozenset[str]

    @property
    def duration(self) -> int:
        """Months from the first visit to the last."""
        return self.schedule[0]

    @property
    def every(self) -> int:
        """Months between visits."""
        return self.schedule[1]


def make_studies(rng: np.random.Generator, count: int) -> list[Study]:
    """``count`` trials with all that tells them apart."""
    shares = np.exp(rng.normal(0, 0.5, count))
    shares /= shares.sum()
    features: list[set[str]] = [set() for _ in range(count)]
    everyone = list(range(count))
    for name, share in RECORDED.items():
        for number in _some(rng, shares, everyone, share):
            features[number].add(name)
    for name, (of, unless, share) in AMONG.items():
        those = [place for place in everyone if (not of or of in features[place]) and unless not in features[place]]
        for number in _some(rng, shares, those, share * shares[those].sum()):
            features[number].add(name)
    designs: dict[str, list[Any]] = {
        "longest_symptoms": _dealt(rng, shares, TRIALS.longest_symptoms),
        "least_vital_capacity": _dealt(rng, shares, TRIALS.least_vital_capacity),
        "schedule": _dealt(rng, shares, TRIALS.schedules),
        "followed_after": _dealt(rng, shares, TRIALS.followed_after),
    }
    return [
        Study(
            share=float(shares[number]),
            **{name: values[number] for name, values in designs.items()},
            begins=np.datetime64("2004-01-01") + int(rng.integers(0, 20 * 365)),
            features=frozenset(features[number]),
        )
        for number in everyone
    ]


def _dealt(rng: np.random.Generator, shares: np.ndarray, values: Sequence[T]) -> list[T]:
    """A value for each trial: each of the values falls to an equal share of all participants, as nearly as can be."""
    order = rng.permutation(len(shares))
    middle = np.cumsum(shares[order]) - shares[order] / 2
    dealt = dict(zip(order.tolist(), (middle * len(values)).astype(int).tolist(), strict=True))
    return [values[min(dealt[place], len(values) - 1)] for place in range(len(shares))]


def _some(rng: np.random.Generator, shares: np.ndarray, those: list[int], wanted: float) -> list[int]:
    """Those trials, out of some random orders, whose participants come nearest to the wanted share of all."""
    best: list[int] = []
    for _ in range(40):
        order = list(rng.permutation(those))
        sums = np.concatenate([[0.0], np.cumsum(shares[order])])
        taken = int(np.argmin(np.abs(sums - wanted)))
        if not best or abs(sums[taken] - wanted) < abs(shares[best].sum() - wanted):
            best = [int(number) for number in order[:taken]]
    return best
