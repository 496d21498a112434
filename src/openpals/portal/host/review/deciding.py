"""Decisions: one steward writes, another confirms; conditions are met and looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from ....model.refused import Refused
from ...common.access.actor import Actor
from ..catalogue.models import Release
from ..proposals.drafting import latest
from ..proposals.models import Proposal
from ..proposals.moving import moving
from .models import Advice, Decision

DEFAULT_MONTHS = 12

# The move that confirming a decision makes.
CONFIRMING = {Advice.APPROVE: "approve", Advice.CONDITIONS: "impose", Advice.DECLINE: "decline"}


class DecisionRefused(Refused):
    """A decision that cannot be taken so."""


@dataclass(frozen=True)
class Draft:
    """What a steward proposes. ``release``: None for the newest; ``months`` from 1 to 24."""

    outcome: Advice
    words: str
    conditions: str = ""
    release: Release | None = None
    months: int = DEFAULT_MONTHS


def open_decision(proposal: Proposal) -> Decision | None:
    """The decision that waits for its second signature."""
    found: Decision | None = proposal.decisions.filter(confirmed_at=None, returned_at=None).last()
    return found


def standing_decision(proposal: Proposal) -> Decision | None:
    """The decision that both stewards signed."""
    found: Decision | None = proposal.decisions.filter(confirmed_at__isnull=False).last()
    return found


def propose(proposal: Proposal, draft: Draft, *, by: Actor) -> Decision:
    """A steward writes the decision. Raises DecisionRefused when conditions are promised and not said; NotNow."""
    if (draft.outcome is Advice.CONDITIONS) != bool(draft.conditions.strip()):
        raise DecisionRefused("Say the conditions if there are any, and leave them empty if there are none.")
    with moving(proposal, "propose", by=by, action="decision.propose", why="wrote the decision") as row:
        made = Decision(
            proposal=row,
            revision=latest(row),
            outcome=draft.outcome,
            words=draft.words,
            conditions=draft.conditions.strip(),
            release=draft.release,
            months=draft.months,
            proposed_by_id=by.account_id,
        )
        made.write(by=by, action="decision.propose", why="wrote the decision")
    return made


def confirm(proposal: Proposal, seen: int, *, by: Actor) -> Decision:
    """A second steward confirms the decision with the key ``seen``, the one their page showed.

    Raises DecisionRefused when it is not the open one, or is their own; NotNow.
    """
    decision = _open(proposal, seen, by)
    outcome = Advice(decision.outcome)
    with moving(proposal, CONFIRMING[outcome], by=by, action="decision.confirm", why="confirmed the decision"):
        fresh = _open(proposal, seen, by)
        fresh.confirmed_by_id, fresh.confirmed_at = by.account_id, timezone.now()
        fresh.write(by=by, action="decision.confirm", why="confirmed it", fields=("confirmed_by", "confirmed_at"))
    return fresh


def send_back(proposal: Proposal, seen: int, why: str, *, by: Actor) -> None:
    """A second steward does not confirm; the decision is written anew."""
    with moving(proposal, "reconsider", by=by, action="decision.confirm", why="did not confirm"):
        decision = _open(proposal, seen, by)
        decision.returned_at, decision.returned_why = timezone.now(), why
        decision.write(by=by, action="decision.confirm", why="did not confirm", fields=("returned_at", "returned_why"))


def _open(proposal: Proposal, seen: int, by: Actor) -> Decision:
    decision = open_decision(proposal)
    if decision is None or decision.pk != seen:
        raise DecisionRefused("The decision changed after you opened this page. Read it again.")
    if decision.proposed_by_id is None or decision.proposed_by_id == by.account_id:
        raise DecisionRefused("Nobody confirms their own decision. Another steward does.")
    return decision


def meet(proposal: Proposal, words: str, *, by: Actor) -> None:
    """The applicant says how the conditions are met."""
    with moving(proposal, "meet", by=by, action="proposal.meet", why="says the conditions are met") as row:
        decision: Any = standing_decision(row)
        decision.met = words
        decision.write(by=by, action="proposal.meet", why="says the conditions are met", fields=("met",))


def find_met(proposal: Proposal, *, by: Actor) -> None:
    """A steward finds the conditions met."""
    with moving(proposal, "met", by=by, action="decision.prove", why="found the conditions met"):
        pass


def find_not_met(proposal: Proposal, words: str, *, by: Actor) -> None:
    """A steward says what is still missing."""
    with moving(proposal, "not_met", by=by, action="decision.prove", why="found the conditions not met") as row:
        decision: Any = standing_decision(row)
        decision.not_met = words
        decision.write(by=by, action="decision.prove", why="found the conditions not met", fields=("not_met",))
