"""How long before the extraction each person's history ends: a keyed number of days, within a policy's window.

The day of extraction is hard to keep secret, and somebody who is still reporting has rows up to it: their largest day
would tell the date of their day 0. See docs/attacks.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import pyarrow as pa

from .keys import Key
from .pseudonyms import digests

# Apart from every pseudonym: no dataset's name has a blank, and no release's scope is this one.
SCOPE = "end of history"

SETTINGS = ("from", "to")
LONGEST = 3650


@dataclass(frozen=True)
class HistoryEnds:
    """A history ends ``nearest`` to ``farthest`` days before the extraction, both inclusive; 0 and 0: at it."""

    nearest: int
    farthest: int

    @property
    def days(self) -> int:
        """How many different days the end can be."""
        return self.farthest - self.nearest + 1

    def weaker_than(self, floor: HistoryEnds) -> bool:
        """Whether it can end nearer to the extraction, or on fewer different days."""
        return self.nearest < floor.nearest or self.days < floor.days


# What a policy has that says nothing of it.
HISTORY_ENDS = HistoryEnds(30, 365)


def parse_history_ends(data: Any, refuse: Callable[[str], NoReturn]) -> HistoryEnds:
    """A policy's table ``[history_ends]``, None where it has none; ``refuse`` raises with what is wrong."""
    if data is None:
        return HISTORY_ENDS
    if not isinstance(data, dict) or set(data) != set(SETTINGS):
        refuse("[history_ends] has `from` and `to`, the fewest and most days before the extraction; nothing else.")
    nearest, farthest = data["from"], data["to"]
    whole = all(isinstance(days, int) and not isinstance(days, bool) for days in (nearest, farthest))
    if not whole or not 0 <= nearest <= farthest <= LONGEST:
        refuse(f"[history_ends]: `from` and `to` must be whole days from 0 to {LONGEST}, `from` not above `to`.")
    return HistoryEnds(nearest, farthest)


def untold_days(key: Key, identifiers: Sequence[str], window: HistoryEnds) -> pa.Int32Array:
    """For each person the days before the extraction that are not told: uniform in the window.

    They depend on the key and the person alone: the same from deposit to deposit, so that a later one does not narrow
    down where an earlier one ended.
    """
    drawn = np.ascontiguousarray(digests(key, SCOPE, identifiers)[:, :8]).view(">u8")[:, 0]
    return pa.array((drawn % window.days).astype(np.int32) + np.int32(window.nearest))
