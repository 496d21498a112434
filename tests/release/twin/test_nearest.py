"""The test of membership: fair to a twin that knows nobody, and hard on one that repeats people."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.release.twin.conftest import Pool

from openpals.privacy.counting.policy import default_count_policy
from openpals.release.twin.nearest import compare, distances, membership
from openpals.release.twin.rows import People
from openpals.release.twin.synthesis import synthesise
from openpals.release.twin.table import as_rows


def made(pool: Pool, seed: int) -> dict[str, People]:
    return {
        twin.part: People(twin.part, twin.people, {name: as_rows(rows) for name, rows in twin.tables.items()})
        for twin in synthesise(pool.statistics, seed)
    }


def test_twin_that_repeats_the_people_used_is_found_out(pool: Pool) -> None:
    copied = {sample.part.name: sample.used for sample in pool.samples}

    found = membership(pool.samples, copied, default_count_policy())

    assert found is not None
    assert found["interval"][0] > 0.9


def test_twin_that_repeats_a_tenth_of_the_people_used_is_found_out(pool: Pool) -> None:
    twins = made(pool, 3)
    pairs = []
    for sample in pool.samples:
        some = sample.used.some(np.arange(sample.used.size) % 10 == 0)
        near_copy = distances(sample.used, sample.left_out, some)
        near_twin = distances(sample.used, sample.left_out, twins[sample.part.name])
        pairs.append(tuple(np.minimum(a, b) for a, b in zip(near_copy, near_twin, strict=True)))

    copying, honest = compare(pairs), membership(pool.samples, twins, default_count_policy())

    assert copying is not None
    assert honest is not None
    assert copying.auc > honest["auc"]


@pytest.mark.parametrize("seed", range(4))
def test_twin_of_the_statistics_does_not_tell_who_was_used(pool: Pool, seed: int) -> None:
    found = membership(pool.samples, made(pool, seed), default_count_policy())

    assert found is not None
    low, high = found["interval"]
    assert low - 0.05 < 0.5 < high + 0.05  # the interval misses by chance once in twenty times


def test_comparison_is_that_of_ranks() -> None:
    found = compare([(np.array([1.0, 2.0, 2.0]), np.array([2.0, 3.0]))])

    # Of six pairs the one left out is farther in 1 + 3, and as far in 2: (4 + 1) / 6.
    assert found is not None
    assert found.auc == pytest.approx(5 / 6)
    assert found.high - found.low == pytest.approx(2 * 1.96 * (3 * 2 * 6 / 12) ** 0.5 / 6)
    assert compare([]) is None


def test_release_where_too_few_are_left_out_has_no_test(pool: Pool) -> None:
    few = [replace(sample, left_out=sample.left_out.some(np.arange(sample.left_out.size) < 10))
           for sample in pool.samples]  # fmt: skip

    assert membership(few, made(pool, 1), default_count_policy()) is None
