"""What a release's policy says of an attack's outcome: the limit, and whether it was kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from ..limits import Limit
from .outcome import Outcome

# Decimals of rates in files.
PRECISION = 4


class Verdict(StrEnum):
    """What became of an attack."""

    PASSED = "passed"  # the release held
    FAILED = "failed"  # the attack succeeds more often than the policy allows
    REPORTED = "reported"  # the policy lets something else protect from it, and says what
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Result:
    """One attack in one variant, judged: the one type of all reports. Rates are 0 to 1; None where it was not run."""

    attack: str
    title: str
    variant: str
    knows: str
    verdict: Verdict
    because: str
    tries: int = 0
    successes: int | None = None
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    guess: float | None = None
    threshold: float | None = None
    note: str = ""

    @property
    def advantage(self) -> float | None:
        """How much more often than guessing it succeeded."""
        return None if self.rate is None or self.guess is None else self.rate - self.guess

    def told(self) -> dict[str, Any]:
        """As plain data, rates rounded."""
        facts = {**asdict(self), "verdict": str(self.verdict), "advantage": self.advantage}
        return {name: round(value, PRECISION) if isinstance(value, float) else value for name, value in facts.items()}


def from_told(facts: Mapping[str, Any]) -> Result:
    """A result out of plain data, as ``told`` gives it."""
    known = {name: value for name, value in facts.items() if name != "advantage"}
    return Result(**{**known, "verdict": Verdict(known["verdict"])})


def judged(attack: str, title: str, outcome: Outcome, limit: Limit) -> Result:
    """The result of an outcome under a limit.

    It fails where the attack succeeded more often than the threshold allows, and the interval says that it is no luck:
    its lower end lies above what guessing reaches.
    """
    threshold = limit.threshold(outcome.guess)
    if threshold is None:
        verdict, because = Verdict.REPORTED, limit.reason
    elif outcome.rate > threshold and outcome.low > outcome.guess:
        verdict = Verdict.FAILED
        because = f"It succeeds in {outcome.rate:.1%} of tries; the policy allows {threshold:.1%}."
    elif outcome.rate > threshold:
        verdict, because = Verdict.PASSED, "So few tries tell it from guessing by luck alone."
    else:
        verdict, because = Verdict.PASSED, ""
    return Result(
        attack,
        title,
        outcome.variant,
        outcome.knows,
        verdict,
        because,
        outcome.tries,
        outcome.successes,
        outcome.rate,
        outcome.low,
        outcome.high,
        outcome.guess,
        threshold,
        outcome.note,
    )


def not_run(attack: str, title: str, variant: str, knows: str, because: str) -> Result:
    """The result of an attack that could not be run."""
    return Result(attack, title, variant, knows, Verdict.NOT_RUN, because)
