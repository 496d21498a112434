"""How many people a few dated facts single out, by how sharply courses are printed and what else is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from ...model.vocabulary import vocabulary
from ..intervals import wilson
from .coarsening import COARSENINGS, Bools, Coarsening, Ints
from .courses import MISSING, MONTH, NO_ONSET, Population, read_outcomes, read_population
from .known import Known, draw
from .matching import Fits, anchored, unanchored
from .postings import Histories, Postings

FACTS = (1, 2, 3, 5)
TARGETS = 1_000
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


def trajectory_risk(tables: Path, targets: int = TARGETS, seed: int = SEED) -> dict[str, Any] | None:
    """The risk of the courses in a release's folder of tables, as plain data; None where there are none.

    ``alsfrs``: of ALSFRS-R totals, bands and items. ``in_several_datasets``: of the people who have totals in more
    than one, the attacker knowing facts of any. ``outcomes``: of answers to other instruments.
    """
    population = read_population(tables)
    if population is None:
        return None
    several = population.datasets > 1
    joined: list[Risk] = []
    if several.any():
        sharp = [one for one in COARSENINGS if one.value == "exact"]
        joined = measure(population, sharp, targets=targets, seed=seed, knows=("sex",), among=several)
    outcomes = read_outcomes(tables)
    others = [] if outcomes is None else measure(
        outcomes, [one for one in COARSENINGS if one.value == "exact"], targets=targets, seed=seed, knows=("sex",)
    )  # fmt: skip
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
    courses = population.courses
    known = draw(courses, population.people, facts, targets, seed, among)
    begun = _known_starts(population, known, seed)
    found: list[Risk] = []
    for coarsening in coarsenings:
        if coarsening.value not in courses.values:
            continue
        period = coarsening.periods(courses.day)
        value = courses.values[coarsening.value]
        postings = Postings(value, period, courses.person, population.people)
        rank = np.where(known.rows >= 0, postings.rank(value[known.rows]), -1)
        fits, counts = _fits(population, known, coarsening, *begun)
        asked: dict[str, Fits] = {name: fits[name] for name in knows if name != UNANCHORED}
        matches = anchored(postings, rank, period[known.rows], facts, asked)
        for name in knows:
            if name == UNANCHORED:
                some = slice(0, INTERVAL_TARGETS)
                histories = Histories(value, period, courses.person, population.people)
                with_sex: dict[str, Fits] = {name: fits["sex"]}
                matches |= unanchored(
                    histories, rank[some], courses.day[known.rows[some]], coarsening.days, facts, with_sex
                )
            for m in facts:
                one = matches[name][m]
                counted = known.counts[m][: len(one)] & counts.get(name, np.ones(len(known.person), bool))[: len(one)]
                found.append(_risk(coarsening, name, m, one[counted]))
    return found


def _risk(coarsening: Coarsening, knows: str, facts: int, matches: Ints) -> Risk:
    alone, targets = int((matches == 1).sum()), len(matches)
    low, high = wilson(alone, targets)
    average = float((1 / matches).mean()) if targets else 0.0
    share = alone / targets if targets else 0.0
    return Risk(coarsening.period, coarsening.value, knows, facts, targets, share, low, high, average)


def _fits(
    population: Population, known: Known, coarsening: Coarsening, which: Ints, start: Ints
) -> tuple[dict[str, Fits], Mapping[str, Bools]]:
    """By what is known beside the facts: who fits it, and which targets it is known of (all, where not listed)."""
    sex = population.sex
    onset = np.where(population.onset == NO_ONSET, NO_ONSET, population.onset // max(MONTH, coarsening.days))
    treated = which >= 0
    starts = population.starts
    begun = Postings(starts.treatment, coarsening.periods(starts.day), starts.person, population.people)
    treatment = begun.rank(np.where(treated, which, MISSING))
    begin = coarsening.periods(start)

    def same_sex(target: Ints, person: Ints) -> Bools:
        return np.asarray(sex[known.person[target]] == sex[person])

    def same_onset(target: Ints, person: Ints) -> Bools:
        return np.asarray(same_sex(target, person) & (onset[known.person[target]] == onset[person]))

    def same_start(target: Ints, person: Ints) -> Bools:
        return np.asarray(treated[target] & begun.holds(treatment[target], begin[target], person))

    return {
        "facts": lambda target, person: np.ones(len(target), bool),
        "sex": same_sex,
        "sex and onset": same_onset,
        "sex and treatment": lambda target, person: same_sex(target, person) & same_start(target, person),
        "sex, onset and treatment": lambda target, person: same_onset(target, person) & same_start(target, person),
    }, {
        "sex and onset": population.onset[known.person] != NO_ONSET,
        "sex and treatment": treated,
        "sex, onset and treatment": treated & (population.onset[known.person] != NO_ONSET),
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
