"""What a person may do next to a project: the permission table and the table of states, asked together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ...common.access.actor import Actor
from ...common.access.decide import decide
from ..agreement.signing import unsigned
from ..proposals.models import Proposal
from ..proposals.states import BEFORE_GRANT, BY_NAME, OPEN_TO_CHANGE, State
from ..review.reviewing import open_questions, waited_for


@dataclass(frozen=True)
class Offer:
    """A link to a route in certain states, for whoever may do ``action``; ``quiet``: not what is waited for."""

    route: str
    action: str
    states: tuple[State, ...]
    words: Any
    quiet: bool = False


OFFERS = (
    Offer("answers", "proposal.edit", (State.QUESTIONS,), _("Answer the questions")),
    Offer("preview", "proposal.submit", OPEN_TO_CHANGE, _("Look at it and send it")),
    Offer("team", "proposal.invite", (*BEFORE_GRANT, State.GRANTED), _("The team"), True),
    Offer("documents", "proposal.edit", (*OPEN_TO_CHANGE, State.CONDITIONS), _("Documents"), True),
    Offer("check", "review.begin", BY_NAME["begin_review"].sources, _("It is complete: name two reviewers")),
    Offer("check", "review.begin", (State.REVIEW,), _("Name other reviewers"), True),
    Offer("opinion", "review.write", (State.REVIEW,), _("Write your opinion")),
    Offer("ask", "review.ask", (State.CHECK, State.REVIEW), _("Ask the applicant"), True),
    Offer("decide", "decision.propose", BY_NAME["propose"].sources, _("Write the decision")),
    Offer("confirm", "decision.confirm", BY_NAME["approve"].sources, _("Confirm the decision")),
    Offer("conditions", "proposal.meet", BY_NAME["meet"].sources, _("Meet the conditions")),
    Offer("proof", "decision.prove", BY_NAME["met"].sources, _("Look at the conditions")),
    Offer("sign", "agreement.sign", (State.AGREEMENT, State.GRANTED), _("Read and sign the agreement")),
    Offer("change", "proposal.follow", (State.GRANTED, State.CLOSING), _("Change or renew the project"), True),
    Offer("withdraw", "proposal.withdraw", BEFORE_GRANT, _("Withdraw the project"), True),
)


def offers(actor: Actor, proposal: Proposal) -> list[Offer]:
    """The links for this person and this project now."""
    return [
        one
        for one in OFFERS
        if proposal.state in one.states
        and decide(actor, one.action, proposal).allowed
        and _wanted(one, actor, proposal)
    ]


def _wanted(offer: Offer, actor: Actor, proposal: Proposal) -> bool:
    """Whether it is not done already."""
    if offer.route == "opinion":
        return actor.account_id in {one.pk for one in waited_for(proposal)}
    if offer.route == "sign":
        return actor.account_id in {row.account_id for row in unsigned(proposal)}
    if offer.route == "answers":
        return bool(open_questions(proposal).exists())
    return True
