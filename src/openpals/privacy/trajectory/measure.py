"""How many people a few dated facts single out, by how sharply courses are printed and what else is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from ...model.vocabulary import vocabulary
from ..intervals import wilson
from .coarsening import COARSENINGS, Bools, Coarsening, Ints
from .courses import MISSING, MONTH, NO_ONSET, People, Population, read_outcomes
from .known import Known, draw
from .matching import Fits, anchored, unanchored
from .postings import Histories, Postings

FACTS = (1, 2, 3, 5)
TARGETS = 1_000
OTHER_TARGETS = 300
INTERVAL_TARGETS = 200  # without day 0 everybody with the first value is a candidate
SEED = 20_101
RILUZOLE = "riluzole"

Knowledge = Literal[
    "facts", "sex", "sex and onset", "sex and treatment", "sex, onset and treatment", "sex, without day 0"
]
ANCHORED: tuple[Knowledge, ...] = ("facts", "sex", "sex and onset", "sex and treatment", "sex, onset and treatment")
UNANCHORED: Knowledge = "sex, without day 0"

PRECISION = 4


@dataclass(frozen=True)
class Risk:
    """``targets`` people of whom ``facts`` facts were known: the share who were alone in fitting them, its 95 %
    interval, and the mean of 1 / (number of people who fit).
    """

    period: str
    value: str
    knows: str
    facts: int
    targets: int
    singled_out: float
    low: float
    high: float
    average: float

    def told(self) -> dict[str, Any]:
        """As plain data, rounded."""
        return {name: round(one, PRECISION) if isinstance(one, float) else one for name, one in asdict(self).items()}


def trajectory_risk(
    tables: Path, people: People, population: Population, targets: int = TARGETS, seed: int = SEED
) -> dict[str, Any]:
    """The risk of the courses in a release's folder of tables, as plain data. ``population``: read of them.

    ``alsfrs``: of ALSFRS-R totals, bands and items. ``in_several_datasets``: of the people who have totals in more
    than one, the attacker knowing facts of any. ``outcomes``: of answers to other instruments.
    """
    several, sharp = population.datasets > 1, [one for one in COARSENINGS if one.value == "exact"]
    fewer = min(targets, OTHER_TARGETS)
    joined: list[Risk] = []
    if several.any():
        joined = measure(population, sharp, targets=fewer, seed=seed, knows=("sex",), among=several)
    outcomes = read_outcomes(tables, people)
    others = [] if outcomes is None else measure(outcomes, sharp, targets=fewer, seed=seed, knows=("sex",))
    found = measure(population, targets=targets, seed=seed)
    return {
        "people": int(np.count_nonzero(population.datasets)),
        "facts": len(population.courses),
        "seed": seed,
        "alsfrs": [one.told() for one in found],
        "people_in_several_datasets": int(several.sum()),
        "in_several_datasets": [one.told() for one in joined],
        "outcomes": [one.told() for one in others],
        "meaning": "Of people drawn at random and so many of their dated facts drawn at random: the share who alone "
        "fit them among everybody in the release, and the mean of 1 / (number of people who fit). An empty cell of "
        "what else is known counts as a value of its own.",
    }


def measure(
    population: Population,
    coarsenings: Iterable[Coarsening] = COARSENINGS,
    facts: Sequence[int] = FACTS,
    targets: int = TARGETS,
    seed: int = SEED,
    knows: Sequence[Knowledge] = (*ANCHORED, UNANCHORED),
    among: Bools | None = None,
) -> list[Risk]:
    """The risk for each coarsening, knowledge and number of facts, in this order.

    Who knows a treatment's start knows of riluzole, or of any where the person never began it; people without a
    dated one do not count there. Onset is known by the month, or by the period where that is longer. The same
    facts are known for each coarsening.
    """
    known = draw(population.courses, population.people, facts, targets, seed, among)
    begun = _known_starts(population, known, seed)
    found: list[Risk] = []
    for coarsening in coarsenings:
        if coarsening.value in population.courses.values:
            matches = _matches(population, known, coarsening, facts, knows, begun)
            of = _known_of(population, known, begun)
            found += [
                _risk(coarsening, name, m, matches[name][m][(known.counts[m] & of[name])[: len(matches[name][m])]])
                for name in knows
                for m in facts
            ]
    return found


def _matches(
    population: Population,
    known: Known,
    coarsening: Coarsening,
    facts: Sequence[int],
    knows: Sequence[Knowledge],
    begun: tuple[Ints, Ints],
) -> dict[str, dict[int, Ints]]:
    """By knowledge and number of facts how many people fit each target; fewer targets for ``UNANCHORED``."""
    courses, rows = population.courses, known.rows
    value, period = courses.values[coarsening.value], coarsening.periods(courses.day)
    found: dict[str, dict[int, Ints]] = {}
    for with_sex in (False, True):
        asked = [name for name in knows if (name != "facts") == with_sex]
        if not asked:
            continue
        # Sex is part of the value: who has another one is no candidate at all.
        groups = population.sex - MISSING
        known_value = value * (int(groups.max()) + 1) + groups[courses.person] if with_sex else value
        postings = Postings(known_value, period, courses.person, population.people)
        rank = np.where(rows >= 0, postings.rank(known_value[rows]), -1)
        more = _more(population, known, coarsening, *begun)
        fits: dict[str, Fits | None] = {name: more.get(name) for name in asked if name != UNANCHORED}
        found |= anchored(postings, rank, period[rows], facts, fits)
        if UNANCHORED in asked:
            histories = Histories(known_value, period, courses.person, population.people)
            some = slice(0, INTERVAL_TARGETS)
            found[UNANCHORED] = unanchored(histories, rank[some], courses.day[rows[some]], coarsening.days, facts)
    return found


def _risk(coarsening: Coarsening, knows: str, facts: int, matches: Ints) -> Risk:
    alone, targets = int((matches == 1).sum()), len(matches)
    low, high = wilson(alone, targets)
    average = float((1 / matches).mean()) if targets else 0.0
    share = alone / targets if targets else 0.0
    return Risk(coarsening.period, coarsening.value, knows, facts, targets, share, low, high, average)


def _more(population: Population, known: Known, coarsening: Coarsening, which: Ints, start: Ints) -> dict[str, Fits]:
    """By what is known beside facts and sex: who fits it."""
    onset = np.where(population.onset == NO_ONSET, NO_ONSET, population.onset // max(MONTH, coarsening.days))
    starts = population.starts
    begun = Postings(starts.treatment, coarsening.periods(starts.day), starts.person, population.people)
    treatment, begin = begun.rank(which), coarsening.periods(start)

    def same_onset(target: Ints, person: Ints) -> Bools:
        return np.asarray(onset[known.person[target]] == onset[person])

    def same_start(target: Ints, person: Ints) -> Bools:
        return np.asarray((which[target] != MISSING) & begun.holds(treatment[target], begin[target], person))

    return {
        "sex and onset": same_onset,
        "sex and treatment": same_start,
        "sex, onset and treatment": lambda target, person: same_onset(target, person) & same_start(target, person),
    }


def _known_of(population: Population, known: Known, begun: tuple[Ints, Ints]) -> dict[str, Bools]:
    """Of which targets each knowledge can be had at all."""
    everybody = np.ones(len(known.person), bool)
    onset, treated = population.onset[known.person] != NO_ONSET, begun[0] != MISSING
    return {
        "facts": everybody,
        "sex": everybody,
        "sex and onset": onset,
        "sex and treatment": treated,
        "sex, onset and treatment": onset & treated,
        UNANCHORED: everybody,
    }


def _known_starts(population: Population, known: Known, seed: int) -> tuple[Ints, Ints]:
    """Of each target the treatment and the day whose start is known; ``MISSING`` where none is dated."""
    starts = population.starts
    which, day = np.full(len(known.person), MISSING), np.zeros(len(known.person), np.int64)
    if not len(starts.person):
        return which, day
    riluzole = vocabulary("treatment").codes.index(RILUZOLE)
    random = np.random.Generator(np.random.PCG64(seed)).random(len(starts.person))
    order = np.lexsort((random, starts.treatment != riluzole, starts.person))
    first = np.searchsorted(starts.person[order], known.person)
    has = (first < len(order)) & (starts.person[order[np.minimum(first, len(order) - 1)]] == known.person)
    row = order[first[has]]
    which[has], day[has] = starts.treatment[row], starts.day[row]
    return which, day
