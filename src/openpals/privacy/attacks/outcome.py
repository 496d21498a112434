"""What an attack found, before anybody judges it: how often it succeeded, and how often guessing would have."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt

# The normal deviate of intervals of 95 %.
Z95 = 1.959963984540054


class NotRun(Exception):
    """An attack cannot be run on this release, or with what is at hand; the message says why."""


@dataclass(frozen=True)
class Outcome:
    """One attack in one variant.

    ``rate``: the share of ``tries`` that succeeded, 0 to 1, with its interval of 95 % from ``low`` to ``high``;
    ``guess``: the share that guessing would have reached. ``successes`` is None where the rate is no share of tries.
    """

    variant: str
    knows: str
    tries: int
    successes: int | None
    rate: float
    low: float
    high: float
    guess: float
    note: str = ""


@dataclass
class Tally:
    """Tries and successes that are counted bit by bit, and the sum of the chances that guessing had at each."""

    tries: int = 0
    successes: int = 0
    chances: float = field(default=0.0)

    def outcome(self, variant: str, knows: str, note: str = "") -> Outcome:
        """The outcome. Raises NotRun where nothing was tried."""
        if not self.tries:
            raise NotRun("There is nobody to try it on.")
        return counted(variant, knows, self.tries, self.successes, self.chances / self.tries, note)


def counted(variant: str, knows: str, tries: int, successes: int, guess: float, note: str = "") -> Outcome:
    """The outcome of so many tries, with Wilson's interval. Raises NotRun where there were none."""
    if not tries:
        raise NotRun("There is nobody to try it on.")
    low, high = wilson(successes, tries)
    return Outcome(variant, knows, tries, successes, successes / tries, low, high, guess, note)


def wilson(successes: int, tries: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval of a share (E. B. Wilson, JASA 22, 1927), of 95 % unless ``z`` says otherwise."""
    share = successes / tries
    middle = (share + z * z / (2 * tries)) / (1 + z * z / tries)
    half = z / (1 + z * z / tries) * sqrt(share * (1 - share) / tries + z * z / (4 * tries * tries))
    # Rounding must not leave an end on the wrong side of a share of 0 or 1.
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))
