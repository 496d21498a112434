"""Attackers who choose their questions: run against a counter before it is trusted, and against weaker rules.

They know the quasi-identifiers of everybody and ask what they like. Three are run: one asks pairs of questions that
differ by one person (the classical tracker), one asks at random and solves for everybody at once (Dinur and Nissim,
"Revealing information while preserving privacy", PODS 2003), and one reads the whole cube and goes by majorities.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .answer import answer
from .cube import NOT_TOLD, Cube
from .people import People
from .policy import CountPolicy
from .question import ask

Flags = npt.NDArray[np.bool_]

# Dimension -> the bands of which one must hold; so an attacker asks. The answer is a number, 0 where none is shown.
Where = Mapping[str, frozenset[int]]
Oracle = Callable[[Where], int]


def counter_oracle(cube: Cube, policy: CountPolicy) -> Oracle:
    """What a cube answers. Raises QuestionRefused where the policy refuses the question."""
    codes = {one.name: one.codes for one in cube.dimensions}

    def number(where: Where) -> int:
        named = {name: [codes[name][i] for i in bands] for name, bands in where.items()}
        question = ask(cube.dimensions, policy, named)
        return answer(cube, policy, question).total.at_least or 0

    return number


def rounding_oracle(people: People, policy: CountPolicy) -> Oracle:
    """What a counter with a threshold and rounding alone answers: the same numbers, of exactly the people asked for."""

    def number(where: Where) -> int:
        count = int(_inside(people, where).sum())
        return policy.rounded(count) if count >= policy.people else 0

    return number


@dataclass(frozen=True)
class Pair:
    """Two questions; the second asks for one person fewer than the first."""

    with_person: Where
    without: Where


def isolating_pair(
    people: People, person: int, secret: str | None, fewest: int, rng: np.random.Generator
) -> Pair | None:
    """A pair about somebody who is alone with their bands; None where none is found.

    ``secret`` is the dimension that the attacker does not know, if there is one. Both questions are for at
    least ``fewest`` people.
    """
    known = np.array([c for c, one in enumerate(people.dimensions) if one.name != secret])
    own = people.codes[person]
    away = int(known[(people.codes[:, known] == own[known]).sum(axis=0).argmin()])  # the rarest of the person's bands
    others = people.codes[(people.codes[:, away] == own[away]) & (np.arange(len(people)) != person)]
    kept = [int(c) for c in known if c != away]
    apart = (others[:, kept] != own[kept]).sum(axis=1)  # in how many dimensions others are not asked for
    if (apart == 0).any():
        return None
    sets = {c: {int(own[c])} for c in kept}
    steps = [(c, band) for c in kept for band in range(len(people.dimensions[c].bands)) if band != own[c]]
    for i in rng.permutation(len(steps)):
        c, band = steps[i]
        closer = others[:, c] == band
        if not (apart[closer] == 1).any():
            sets[c].add(band)
            apart[closer] -= 1
    bands = np.array([band for band in range(len(people.dimensions[away].bands)) if band != own[away]])
    rest = set(rng.permutation(bands)[: rng.integers(len(bands) // 2, len(bands)) + 1].tolist())
    where = {people.dimensions[c].name: frozenset(held) for c, held in sets.items()}
    name = people.dimensions[away].name
    pair = Pair({**where, name: frozenset(rest | {int(own[away])})}, {**where, name: frozenset(rest)})
    return pair if int(_inside(people, pair.without).sum()) >= fewest else None


def isolating_pairs(
    people: People, person: int, secret: str | None, pairs: int, fewest: int, rng: np.random.Generator
) -> list[Pair]:
    """So many pairs about somebody, or as many as are found in three times as many tries; none where three fail."""
    found: list[Pair] = []
    for number in range(3 * pairs):
        if len(found) == pairs or (number == 3 and not found):
            break
        pair = isolating_pair(people, person, secret, fewest, rng)
        found += [pair] if pair else []
    return found


def difference_of_pairs(oracle: Oracle, pairs: list[Pair], also: Where) -> float:
    """The mean difference of pairs, with a condition ``also`` on both: 0, unless the one person fulfils it.

    Under rounding a pair shows the person only where the rounded number happens to change, but never shows nobody.
    """
    return float(np.mean([oracle({**one.with_person, **also}) - oracle({**one.without, **also}) for one in pairs]))


def reconstruct(
    oracle: Oracle, people: People, secret: str, band: int, questions: int, rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """How likely each person has this band of the secret, by least squares over random questions; 0.5 is no idea."""
    rows = np.empty((questions, len(people)), np.float64)
    answers = np.empty(questions)
    for i in range(questions):
        where = {
            one.name: frozenset(np.flatnonzero(rng.random(len(one.bands)) < 0.75).tolist()) or frozenset([0])
            for one in people.dimensions
            if one.name != secret
        }
        rows[i] = _inside(people, where)
        answers[i] = oracle({**where, secret: frozenset([band])})
    centred = answers - rows.sum(axis=1) / 2
    found: npt.NDArray[np.float64] = np.linalg.solve(rows.T @ rows + np.eye(len(people)), rows.T @ centred)
    return found + 0.5


def lean_of_groups(cube: Cube, people: People, secret: str, band: int, other: int) -> npt.NDArray[np.float64]:
    """For each person by how much the groups that may hold them lean to one band of the secret: above 0, or below.

    A reader of the whole cube, who goes by the majority; groups that tell more of the person weigh more. Everybody is
    part of their own group, so this is right somewhat more often than a coin, the more so the fewer people there are.
    """
    known = [c for c, one in enumerate(people.dimensions) if one.name != secret]
    at = cube.number(secret)
    bands = cube.bands[:, known]
    weight = cube.counts * np.exp2((bands != NOT_TOLD).sum(axis=1))
    signed = weight * ((cube.bands[:, at] == band).astype(np.int64) - (cube.bands[:, at] == other))
    rows = people.codes[:, known]
    return np.array([signed[((bands == row) | (bands == NOT_TOLD)).all(axis=1)].sum() for row in rows])


def _inside(people: People, where: Where) -> Flags:
    inside = np.ones(len(people), bool)
    for c, one in enumerate(people.dimensions):
        if one.name in where:
            asked = np.zeros(len(one.bands), bool)
            asked[list(where[one.name])] = True
            inside &= asked[people.codes[:, c]]
    return inside
