"""Invented trials, as different as real ones are: whom they took, when they saw them, and what they wrote down.

A pooled export does not name its trials, so what a whole trial did not record looks like a gap in everybody's data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from .parameters import TRIALS

# Share of all participants whose trials recorded a thing. Published fill rates of PRO-ACT stand behind most of them
# (see targets.toml); trials are given features until the share is met as nearly as whole trials allow.
RECORDED: dict[str, float] = {
    "alsfrs": 0.70,
    "age": 0.745,
    "race": 0.687,
    "ethnicity": 0.25,
    "history": 0.885,
    "onset": 0.80,
    "diagnosis": 0.50,
    "first_symptom": 0.36,
    "el_escorial": 0.30,
    "family_history": 0.55,
    "treatment": 0.899,
    "riluzole": 0.90,
    "deaths": 0.60,
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
    "old_scale": ("alsfrs", "", 0.34),  # ALSFRS: ten items
    "both_scales": ("alsfrs", "old_scale", 0.12),
    "onset_in_words": ("history", "", 0.55),  # the rest tick boxes
    "only_deaths": ("deaths", "", 0.30),  # writes down who died, never who lived
    "only_riluzole": ("riluzole", "", 0.25),  # the same for riluzole
    "positions": ("vital_signs", "", 0.20),  # blood pressure lying and standing, in columns of their own
    "imperial": ("vital_signs", "", 0.03),  # pounds and inches
    "conventional": ("labs", "", 0.5),  # mg/dL and the like
    "capital_names": ("labs", "", 0.4),  # CREATININE rather than Creatinine
    "urate": ("labs", "", 0.45),
    "ck": ("labs", "", 0.80),
    "albumin": ("labs", "", 0.80),
    "wide_panel": ("labs", "", 0.55),
    "three_blows": ("fvc", "", 0.5),
    "mode": ("alsfrs", "", 0.11),
    "respondent": ("alsfrs", "", 0.04),
}


@dataclass(frozen=True)
class Study:
    """One trial."""

    number: int
    share: float  # of all participants
    longest_symptoms: int  # months
    least_vital_capacity: int  # % of predicted
    every: int  # months between visits
    duration: int  # months
    followed_after: int  # months after the last visit for which deaths are known
    begins: np.datetime64  # date of the first participant's first visit
    features: frozenset[str]

    @property
    def scale(self) -> Literal["old", "revised", "both"]:
        """Which items the trial asks."""
        return "old" if "old_scale" in self.features else "both" if "both_scales" in self.features else "revised"


def make_studies(rng: np.random.Generator, count: int) -> list[Study]:
    """``count`` trials with all that tells them apart."""
    shares = np.exp(rng.normal(0, 0.7, count))
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
    return [
        Study(
            number=number,
            share=float(shares[number]),
            longest_symptoms=int(rng.choice(TRIALS.longest_symptoms)),
            least_vital_capacity=int(rng.choice(TRIALS.least_vital_capacity)),
            every=int(rng.choice(TRIALS.visits_every)),
            duration=int(rng.choice(TRIALS.duration)),
            followed_after=int(rng.choice(TRIALS.followed_after)),
            begins=np.datetime64("2004-01-01") + int(rng.integers(0, 20 * 365)),
            features=frozenset(features[number]),
        )
        for number in everyone
    ]


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
