"""An attacker with 10,000 questions: breaks rounding in 20 pairs a person, and learns nothing of a cube."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from tests.privacy.counting.crowd import SECRET, crowd

from openpals.privacy.counting.attackers import (
    Oracle,
    Pair,
    counter_oracle,
    difference_of_pairs,
    isolating_pairs,
    lean_of_groups,
    reconstruct,
    rounding_oracle,
)
from openpals.privacy.counting.cube import build_cube
from openpals.privacy.counting.people import People
from openpals.privacy.counting.policy import default_count_policy
from openpals.privacy.counting.question import QuestionRefused

STRICT = default_count_policy()
# Only the groups protect here: as many dimensions as the attacker likes, and no budget.
UNLIMITED = replace(STRICT, dimensions_together=99)
TARGETS, PAIRS = 250, 20  # two questions a pair: 10,000
HAS = {SECRET: frozenset([1])}
CROWD = crowd(3_000, 1)


@pytest.fixture(scope="module")
def attack() -> dict[int, list[Pair]]:
    """Targets, and the pairs that isolate them among people whom the attacker knows but for the secret."""
    rng = np.random.default_rng(2)
    found: dict[int, list[Pair]] = {}
    for person in rng.permutation(len(CROWD)).tolist():
        pairs = isolating_pairs(CROWD, person, SECRET, PAIRS, 60, rng)
        if len(pairs) == PAIRS:
            found[person] = pairs
        if len(found) == TARGETS:
            return found
    raise AssertionError("the attacker needs more people who can be isolated")


def guessed_right(oracle: Oracle, attack: dict[int, list[Pair]]) -> float:
    """The share of targets whose secret the attacker says rightly: one shown difference is enough."""
    return float(
        np.mean(
            [
                (difference_of_pairs(oracle, pairs, HAS) > 0) == (CROWD.codes[person, -1] == 1)
                for person, pairs in attack.items()
            ]
        )
    )


def like_guessing(share: float, tries: int) -> bool:
    """Whether the 95 % interval of a binomial share includes one half."""
    return abs(share - 0.5) <= 1.96 * sqrt(0.25 / tries)


def test_rounding_alone_is_broken_by_twenty_pairs(attack: dict[int, list[Pair]]) -> None:
    assert guessed_right(rounding_oracle(CROWD, STRICT), attack) > 0.95


def test_same_attacker_guesses_when_a_cube_answers(attack: dict[int, list[Pair]]) -> None:
    oracle = counter_oracle(build_cube(CROWD, STRICT, "2026.1"), UNLIMITED)

    assert like_guessing(guessed_right(oracle, attack), TARGETS)


def test_policy_refuses_the_pairs_before_the_cube_is_asked(attack: dict[int, list[Pair]]) -> None:
    oracle = counter_oracle(build_cube(CROWD, STRICT, "2026.1"), STRICT)

    with pytest.raises(QuestionRefused, match="at most 3 dimensions"):
        guessed_right(oracle, attack)


def test_presence_is_guessed_only_under_rounding_alone() -> None:
    """The attacker knows a pool, of which a coin took every person or not, with all their bands."""
    rng = np.random.default_rng(5)
    taken = rng.random(len(CROWD)) < 0.5
    released = People(CROWD.dimensions, CROWD.codes[taken])
    right: dict[str, list[bool]] = {"rounding": [], "cube": []}
    oracles = {
        "rounding": rounding_oracle(released, STRICT),
        "cube": counter_oracle(build_cube(released, STRICT, "2026.1"), UNLIMITED),
    }
    for person in rng.permutation(len(CROWD)).tolist():
        if len(right["cube"]) == 100:
            break
        pairs = isolating_pairs(CROWD, person, None, PAIRS, 60, rng)
        if len(pairs) == PAIRS:
            for name, oracle in oracles.items():
                right[name].append((difference_of_pairs(oracle, pairs, {}) > 0) == taken[person])

    assert len(right["cube"]) == 100
    assert np.mean(right["rounding"]) > 0.9
    assert like_guessing(float(np.mean(right["cube"])), 100)


def test_random_questions_reconstruct_secrets_only_under_rounding_alone() -> None:
    people = crowd(400, 3)
    _, group, sizes = np.unique(people.codes[:, :-1], axis=0, return_inverse=True, return_counts=True)
    alone = sizes[group.reshape(-1)] == 1  # nobody could tell the others apart

    def right(oracle: Oracle) -> float:
        likely = reconstruct(oracle, people, SECRET, 1, 3_000, np.random.default_rng(4))
        return float(np.mean(((likely > 0.5) == (people.codes[:, -1] == 1))[alone]))

    assert right(rounding_oracle(people, STRICT)) > 0.9
    assert like_guessing(right(counter_oracle(build_cube(people, STRICT, "2026.1"), UNLIMITED)), int(alone.sum()))


def test_reader_of_the_whole_cube_gains_a_little_by_majorities() -> None:
    """No guess like a coin: a person is part of the majority of their own group. docs/counts.md states it."""
    lean = lean_of_groups(build_cube(CROWD, STRICT, "2026.1"), CROWD, SECRET, 1, 0)
    right = float(np.where(lean == 0, 0.5, (lean > 0) == (CROWD.codes[:, -1] == 1)).mean())

    assert 0.5 < right < 0.6
