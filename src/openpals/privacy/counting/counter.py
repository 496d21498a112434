"""The counter: what pages, API and reports ask. One policy, one cube with its strata, one ledger."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Protocol, TypeVar

from .answer import Answer, answer
from .cohort import Cohort, describe
from .cube import Cube
from .policy import CountPolicy
from .question import Question, ask
from .strata import Strata

# So many answers of each kind are kept; one is a few kilobytes.
KEPT = 1024

Told = TypeVar("Told")


class Spends(Protocol):
    """A ledger, wherever it is kept."""

    def spend(self, caller: str | None, day: date, question: Question) -> None:
        """Notes a question, or raises BudgetSpent."""


class Counter:
    """Answers questions about one release, the same question always alike."""

    def __init__(self, cube: Cube, policy: CountPolicy, ledger: Spends, strata: Strata | None = None) -> None:
        self.cube, self.policy, self.ledger, self.strata = cube, policy, ledger, strata
        self._kept: OrderedDict[Question, Answer] = OrderedDict()
        self._cohorts: OrderedDict[Question, Cohort] = OrderedDict()

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
        return _once(self._kept, question, lambda: answer(self.cube, self.policy, question))

    def cohort(self, caller: str | None, day: date, where: Mapping[str, Iterable[str]] | None = None) -> Cohort:
        """All that is told of the people of some bands: one question, since it is one text for everybody. Raises
        QuestionRefused or BudgetSpent.
        """
        question = ask(self.cube.dimensions, self.policy, where)
        self.ledger.spend(caller, day, question)
        return _once(self._cohorts, question, lambda: describe(self.cube, self.strata, self.policy, question))


def _once(kept: OrderedDict[Question, Told], question: Question, make: Callable[[], Told]) -> Told:
    """What is kept, or made now; several threads may ask at once, and then make the same twice."""
    found = kept.get(question)
    if found is None:
        found = kept[question] = make()
        if len(kept) > KEPT:
            kept.popitem(last=False)
    return found
