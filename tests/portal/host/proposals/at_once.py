"""Two people at the same moment, each in a thread and a connection of their own.

Run by `test_at_once.py` on a database of its own, since threads do not see into a test's transaction.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections
from tests.portal.host.proposals import walk

from openpals.model.refused import Refused
from openpals.portal.common.audit.verify import verify
from openpals.portal.host.agreement.models import Signature, current_text
from openpals.portal.host.agreement.signing import sign
from openpals.portal.host.grants.models import Grant
from openpals.portal.host.review.deciding import Draft, confirm, open_decision, propose
from openpals.portal.host.review.models import Advice, Opinion
from openpals.portal.host.review.reviewing import write_opinion


def at_once(*acts: Callable[[], object]) -> int:
    """Does all of it at the same moment; gives how many were refused."""
    gate = threading.Barrier(len(acts))
    refused: list[Refused] = []

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
        except Refused as told:
            refused.append(told)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return len(refused)


def main() -> dict[str, Any]:
    """One project through its three moments at which two people may come together."""
    people = walk.People()
    third = walk.account("steward3", "steward", at="Host 3")
    walk.terms()
    walk.release()
    made = walk.in_review(people)
    told: dict[str, Any] = {}
    first, second = people.reviewers
    twice = [lambda: write_opinion(made, 1, Advice.APPROVE, "Words.", by=walk.by(first)) for _ in range(2)]
    told["refused of one reviewer twice, and the other"] = at_once(
        *twice, lambda: write_opinion(made, 1, Advice.DECLINE, "Words.", by=walk.by(second))
    )
    told["opinions"] = Opinion.objects.count()
    told["state after both"] = walk.fresh(made).state
    propose(made, Draft(Advice.APPROVE, "Sound."), by=walk.by(people.stewards[0]))
    decision = open_decision(made)
    assert decision is not None
    number = decision.pk
    told["refused of two stewards"] = at_once(
        *(lambda who=who: confirm(made, number, by=walk.by(who)) for who in (people.stewards[1], third))  # type: ignore[misc]
    )
    text: Any = current_text()
    told["refused of two signatures"] = at_once(
        lambda: sign(made, text.hash, "Ina Invented", by=walk.by(people.lead)),
        lambda: sign(made, text.hash, "Cora Colleague", by=walk.by(people.colleague)),
    )
    told["signatures"], told["grants"] = Signature.objects.count(), Grant.objects.count()
    told["moves"] = list(made.steps.values_list("name", flat=True))
    told["log holds"] = verify().broken is None
    return told
