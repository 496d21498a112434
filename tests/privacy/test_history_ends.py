"""The keyed number of days before the extraction at which a history ends."""

from __future__ import annotations

import hashlib
import hmac

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openpals.privacy.history_ends import HISTORY_ENDS, HistoryEnds, untold_days
from openpals.privacy.keys import Key

KEY = Key("contributor", bytes(range(32)))
PEOPLE = [f"m{n}" for n in range(3360)]


def test_days_are_the_first_64_bits_of_a_keyed_hash_in_the_window() -> None:
    digest = hmac.new(KEY.secret, b"end of history\x1fm7", hashlib.sha256).digest()
    assert untold_days(KEY, ["m7"], HISTORY_ENDS).to_pylist() == [30 + int.from_bytes(digest[:8], "big") % 336]


def test_days_are_spread_evenly_over_the_window() -> None:
    days = untold_days(KEY, PEOPLE, HISTORY_ENDS).to_numpy()
    assert (days.min(), days.max()) == (30, 365)
    # Of 3360 people 280 are expected in each twelfth; four standard deviations (16 people each) on either side.
    assert np.histogram(days, bins=12, range=(30, 366))[0] == pytest.approx(280, abs=64)


def test_days_of_another_key_are_others() -> None:
    other = Key("contributor", bytes(range(1, 33)))
    ours, theirs = (untold_days(key, PEOPLE, HISTORY_ENDS).to_numpy() for key in (KEY, other))
    assert np.mean(ours == theirs) < 0.01  # 1 in 336 by chance


@given(st.lists(st.text(), min_size=1, max_size=5), st.integers(0, 400), st.integers(0, 400))
def test_days_depend_on_nobody_else(people: list[str], nearest: int, more: int) -> None:
    window = HistoryEnds(nearest, nearest + more)
    days = untold_days(KEY, people, window).to_pylist()
    assert all(nearest <= day <= nearest + more for day in days)
    assert days == [untold_days(KEY, [person], window)[0].as_py() for person in people]


@pytest.mark.parametrize(
    ("nearest", "farthest", "weaker"),
    [
        (30, 365, False),
        (30, 400, False),
        (60, 395, False),  # as wide, farther away
        (29, 365, True),
        (60, 365, True),  # narrower
        (30, 90, True),
        (0, 0, True),
    ],
)
def test_window_that_is_nearer_or_narrower_is_weaker(nearest: int, farthest: int, weaker: bool) -> None:
    assert HistoryEnds(nearest, farthest).weaker_than(HISTORY_ENDS) is weaker
