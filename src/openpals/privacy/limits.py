"""How often an attack on a release may succeed before the release is refused: a setting of the policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class LimitRefused(ValueError):
    """What a policy says of an attack is no limit; the message says what one is."""


@dataclass(frozen=True)
class Limit:
    """How often an attack may succeed.

    ``at_most``: the share of tries; ``over_guessing``: how much more than guessing. Neither: it is reported only, and
    ``reason`` says what protection rests on.
    """

    at_most: float | None = None
    over_guessing: float | None = None
    reason: str = ""

    def threshold(self, guess: float) -> float | None:
        """The share of tries that may succeed, where guessing reaches ``guess``; None where it is reported only."""
        if self.at_most is not None:
            return self.at_most
        return None if self.over_guessing is None else min(1.0, guess + self.over_guessing)

    def allows_more_than(self, floor: Limit) -> bool:
        """Whether it protects less than ``floor``, whatever guessing reaches. Another kind of limit may."""
        if floor.threshold(0.0) is None:
            return False
        if floor.at_most is not None:
            return self.at_most is None or self.at_most > floor.at_most
        return self.over_guessing is None or self.over_guessing > (floor.over_guessing or 0.0)


def limit_of(facts: Any) -> Limit:
    """A limit out of a policy file: a table with one of ``at_most``, ``over_guessing`` (0 to 1) or ``reported`` (why).

    Raises LimitRefused.
    """
    if not isinstance(facts, dict) or len(facts) != 1:
        raise LimitRefused("say one of `at_most`, `over_guessing`, or `reported` with the reason")
    ((kind, value),) = facts.items()
    if kind == "reported" and isinstance(value, str) and value.strip():
        return Limit(reason=value.strip())
    if kind not in ("at_most", "over_guessing"):
        raise LimitRefused("say one of `at_most`, `over_guessing`, or `reported` with the reason")
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise LimitRefused(f"`{kind}` must be between 0 and 1")
    return Limit(at_most=float(value)) if kind == "at_most" else Limit(over_guessing=float(value))
