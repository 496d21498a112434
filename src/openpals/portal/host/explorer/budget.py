"""The day's budget of questions, shared by all processes of the site."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.crypto import salted_hmac

from ....privacy.counting.ledger import ANONYMOUS, BudgetSpent
from ....privacy.counting.policy import CountPolicy
from ....privacy.counting.question import Question
from .models import Asked

SPENT = "Today's questions are used up. Those asked today are still answered; ask others tomorrow."


class SharedLedger:
    """A ledger in the database; what was asked stands in it as a hash under the site's key."""

    def __init__(self, policy: CountPolicy, version: str) -> None:
        self._budgets, self._version = policy.budgets, version

    def spend(self, caller: str | None, day: date, question: Question) -> None:
        """Notes a question. Raises BudgetSpent, and notes nothing, where the caller's or everybody's is spent."""
        name = ANONYMOUS if caller is None else caller
        key = salted_hmac("openpals.explorer", f"{self._version}:{question.key}", algorithm="sha256").hexdigest()
        if Asked.objects.filter(day=day, caller=name, question=key).exists():
            return
        today = Asked.objects.filter(day=day)
        own = self._budgets["anonymous" if caller is None else "caller"]
        if today.filter(caller=name).count() >= own or today.count() >= self._budgets["everybody"]:
            raise BudgetSpent(SPENT)
        with transaction.atomic():
            Asked.objects.filter(day__lt=day).delete()
            Asked.objects.bulk_create([Asked(day=day, caller=name, question=key)], ignore_conflicts=True)
