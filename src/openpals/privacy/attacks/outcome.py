"""What an attack found, before anybody judges it: how often it succeeded, and how often guessing would have."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..intervals import wilson


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
