"""The ledger: which questions were answered to whom on a day, and how many more may be.

Answers are safe without it (see ``cube``): budgets slow down whoever collects them, and are a second wall.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ...model.refused import Refused
from .policy import CountPolicy
from .question import Question

ANONYMOUS = ""


class BudgetSpent(Refused):
    """No more questions are answered today; the message is the same whatever was asked."""


class Ledger:
    """The questions of one day. A question asked again costs nothing, in whatever spelling.

    All callers without a name are one caller. All callers together have a budget as well, so that more accounts do
    not mean more answers.
    """

    def __init__(self, policy: CountPolicy) -> None:
        self._budgets = policy.budgets
        self._day: date | None = None
        self._asked: dict[str, set[str]] = {}

    def spend(self, caller: str | None, day: date, question: Question) -> None:
        """Notes a question. Raises BudgetSpent, and notes nothing, where the caller's or everybody's is spent."""
        if self._day is None or day > self._day:
            self._day, self._asked = day, {}
        name = ANONYMOUS if caller is None else f"caller {caller}"
        asked = self._asked.get(name, set())
        if question.key in asked:
            return
        own = self._budgets["anonymous" if caller is None else "caller"]
        if len(asked) >= own or sum(map(len, self._asked.values())) >= self._budgets["everybody"]:
            raise BudgetSpent(
                "Today's questions are used up. Those asked today are still answered; ask others tomorrow."
            )
        self._asked.setdefault(name, set()).add(question.key)

    def as_data(self) -> dict[str, Any]:
        """The ledger as plain data, to be kept as JSON."""
        return {
            "day": self._day.isoformat() if self._day else None,
            "asked": {name: sorted(keys) for name, keys in sorted(self._asked.items())},
        }

    @classmethod
    def of_data(cls, policy: CountPolicy, data: Mapping[str, Any]) -> Ledger:
        """A ledger out of plain data."""
        ledger = cls(policy)
        ledger._day = date.fromisoformat(data["day"]) if data["day"] else None
        ledger._asked = {name: set(keys) for name, keys in data["asked"].items()}
        return ledger
