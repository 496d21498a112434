"""Wilson's interval against published numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openpals.privacy.intervals import wilson


@pytest.mark.parametrize(
    ("successes", "tries", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 1998;17:857, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_interval_is_that_of_newcombes_table(successes: int, tries: int, low: float, high: float) -> None:
    assert wilson(successes, tries) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_interval_of_nothing_tells_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_interval_of_all_ends_at_one() -> None:
    assert wilson(20, 20)[1] == 1.0


@given(st.integers(1, 10_000).flatmap(lambda tries: st.tuples(st.integers(0, tries), st.just(tries))))
def test_interval_holds_the_share(pair: tuple[int, int]) -> None:
    successes, tries = pair
    low, high = wilson(successes, tries)
    assert 0 <= low <= successes / tries <= high <= 1
