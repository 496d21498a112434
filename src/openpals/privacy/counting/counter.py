"""The counter: what pages, API and reports ask. One policy, one cube, one ledger."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import date

from .answer import Answer, answer
from .cube import Cube
from .ledger import Ledger
from .policy import CountPolicy
from .question import Question, ask

# So many answers are kept; one is a few kilobytes.
KEPT = 1024


class Counter:
    """Answers questions about one release, the same question always alike."""

    def __init__(self, cube: Cube, policy: CountPolicy, ledger: Ledger) -> None:
        self.cube, self.policy, self.ledger = cube, policy, ledger
        self._kept: OrderedDict[Question, Answer] = OrderedDict()

    def answer(
        self,
        caller: str | None,
        day: date,
        where: Mapping[str, Iterable[str]] | None = None,
        by: Iterable[str] = (),
    ) -> Answer:
        """The answer to a caller (None: who gave no name). Raises QuestionRefused or BudgetSpent."""
        question = ask(self.cube.dimensions, self.policy, where, by)
        self.ledger.spend(caller, day, question)
        if question not in self._kept:
            self._kept[question] = answer(self.cube, self.policy, question)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return self._kept[question]
