"""Assessments of simulated people, of whom everything is known."""

from __future__ import annotations

import numpy as np

from openpals.release.statistics.reference import (
    DOMAINS,
    EVERYONE,
    GROUPS,
    LAST_MONTH,
    MONTH,
    Domain,
    Release,
    month_of,
)
from openpals.release.statistics.rows import Assessments, Floats, Ints
from openpals.simulate.disease import ITEM, People, answered, make_people
from openpals.simulate.parameters import BREATHING, BULBAR, MEMBERS
from openpals.simulate.parameters import MONTH as MONTH_OF_A_YEAR

RELEASE = Release("Synthetic pool", "2026.1", "Synthetic pool, release 2026.1. Contains synthetic data.", True)


class Crowd:
    """Simulated people who report from a day on, until they leave or die."""

    def __init__(self, people: int, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.them: People = make_people(self.rng, people, MEMBERS)
        self.joined = self.rng.gamma(2, 9, people)
        self.left = np.minimum(self.them.death, self.joined + self.rng.exponential(24, people))
        site = self.them.site
        self.inside = {
            EVERYONE: np.ones(people, bool),
            "bulbar": site == BULBAR,
            "limb": (site != BULBAR) & (site != BREATHING),
            "other": site == BREATHING,
        }

    def scores(self, days: Floats, who: Ints) -> dict[str, Ints]:
        """By domain the scores on days since onset, as answered."""
        items = answered(self.rng, self.them.latent(days / MONTH_OF_A_YEAR, who), MEMBERS)
        return {one.id: items[:, [ITEM[item] for item in one.items]].sum(axis=1).astype(np.int64) for one in DOMAINS}

    def assessments(self, a_month: float = 0.5) -> Assessments:
        """Reports at random times, by some people far more often than by others."""
        months = np.maximum(self.left - self.joined, 0)
        often = a_month * self.rng.lognormal(0, 0.7, len(months))
        person = np.repeat(np.arange(len(months)), self.rng.poisson(often * months))
        at = self.rng.uniform(self.joined[person], np.maximum(self.left, self.joined)[person])
        day = (at * MONTH_OF_A_YEAR).astype(np.int64)
        keep = month_of(day) <= LAST_MONTH
        person, day = person[keep], day[keep]
        scores = self.scores(day.astype(np.float64), person)
        return Assessments(len(months), person, day, scores, {group: self.inside[group] for group in GROUPS})

    def truth(self, domain: Domain, group: str, month: int) -> Floats:
        """How many people have each score in a month, of all who are alive and report at a time in it."""
        day = MONTH * (month + self.rng.uniform(-0.5, 0.5, len(self.joined)))
        at = day / MONTH_OF_A_YEAR
        who = np.flatnonzero((self.joined <= at) & (at < self.left) & self.inside[group])
        return np.bincount(self.scores(day[who], who)[domain.id], minlength=domain.most + 1).astype(np.float64)


def assessments(*rows: tuple[int, int, int], people: int | None = None) -> Assessments:
    """Rows of (person, day since onset, total), nothing else being known; everybody has limb onset."""
    person, day, total = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    size = int(person.max()) + 1 if people is None else people
    missing = np.full(len(person), -1)
    return Assessments(
        size,
        person,
        day,
        {one.id: total if one.id == "total" else missing for one in DOMAINS},
        {group: np.full(size, group in (EVERYONE, "limb")) for group in GROUPS},
    )


def joined_by(crowd: Assessments, total: int, months: int = 61) -> Assessments:
    """The crowd and one more person with limb onset, who reports the same total each month from onset on."""
    day = MONTH * np.arange(months)
    score = {one.id: np.full(months, total * one.most // 48) for one in DOMAINS}
    return Assessments(
        crowd.people + 1,
        np.concatenate([crowd.person, np.full(months, crowd.people)]),
        np.concatenate([crowd.day, day]),
        {domain: np.concatenate([values, score[domain]]) for domain, values in crowd.scores.items()},
        {group: np.append(inside, group in (EVERYONE, "limb")) for group, inside in crowd.inside.items()},
    )


def sampled(crowd: Assessments, share: float, seed: int) -> tuple[Assessments, Assessments]:
    """A share of the people at random, and the others."""
    chosen = np.random.default_rng(seed).permutation(crowd.people) < int(share * crowd.people)
    return crowd.of(chosen), crowd.of(~chosen)
