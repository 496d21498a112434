"""Who is told of what, by jobs, so that no page waits for a mail server. Letters name a project by its number only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from ...common.access.actor import Actor, ActorKind
from ...common.jobs.models import Job
from ...common.jobs.start import start_job
from ...common.mail.letter import letter
from ..agreement.signing import unsigned
from ..models import Account
from ..proposals.models import Member, Proposal, Standing, Step
from ..proposals.states import STAGES, State, Turn
from ..review.deciding import open_decision
from ..review.reviewing import waited_for
from ..roles import STEWARD
from ..standing import judged_as_steward
from .models import Notice

# Letters are nobody's jobs: they would fill the list of whoever caused them.
SITE = Actor(ActorKind.JOB)


def move_made(sender: Any, *, step: Step, **_: Any) -> None:
    """Starts the job that tells of a move."""
    start_job(tell_of_move, "Letters about a project", {"step": step.pk}, by=SITE, why="a project moved on")


def invitation_sent(sender: Any, *, member: Member, **_: Any) -> None:
    """Starts the job that sends an invitation."""
    start_job(tell_invited, "Letter of invitation", {"member": member.pk}, by=SITE, why="somebody was invited")


def tell_of_move(job: Job, step: int) -> None:
    """Tells whose turn it is now, and the lead of every move."""
    made = Step.objects.select_related("proposal__applicant").get(pk=step)
    proposal = made.proposal
    if proposal.state != made.target:
        return  # it has moved on, which is told by a letter of its own
    stage = STAGES[State(made.target)]
    waiting = people_of_turn(proposal)
    for account in waiting:
        send(f"step {step} {account.pk}", account.email, "turn", project_context(proposal))
    lead = proposal.applicant
    if lead is not None and lead.pk not in {account.pk for account in waiting}:
        context = {**project_context(proposal), "stage": _(stage.title), "turn": _(stage.turn), "told": _(stage.told)}
        send(f"step {step} {lead.pk}", lead.email, "moved", context)


def tell_invited(job: Job, member: int) -> None:
    """Sends the invitation, if it is still open."""
    row = Member.objects.get(pk=member)
    if row.standing == Standing.INVITED:
        context = {"address": address("invitation", row.pk), "number": row.proposal_id}
        send(f"invited {member} {row.changed_at:%Y%m%d%H%M%S}", row.email, "invited", context)


def people_of_turn(proposal: Proposal) -> list[Any]:
    """The accounts for whom the proposal waits."""
    turn = proposal.stage.turn
    if turn is Turn.LEAD:
        return [proposal.applicant] if proposal.applicant else []
    if turn is Turn.TEAM:
        return [member.account for member in unsigned(proposal) if member.account]
    if turn is Turn.REVIEWERS:
        return waited_for(proposal)
    if turn in (Turn.STEWARD, Turn.SECOND_STEWARD):
        decision = open_decision(proposal)
        writer = decision.proposed_by_id if decision else None
        return [one for one in stewards_of(proposal) if one.pk != writer]
    return []


def stewards_of(proposal: Proposal) -> list[Any]:
    """The stewards who may judge the proposal."""
    holders = Account.objects.filter(appointments__role=STEWARD.name, appointments__ended_at=None, is_active=True)
    return [one for one in holders.order_by("pk") if judged_as_steward(one.pk).filter(pk=proposal.pk).exists()]


def project_context(proposal: Proposal) -> dict[str, Any]:
    """What letters about a project know of it: its number and where its page is."""
    return {"number": proposal.pk, "address": address("project", proposal.pk)}


def address(route: str, pk: int) -> str:
    """A page's whole address, from the site's own configuration and never from a request."""
    return f"{settings.OPENPALS_ENVIRONMENT.origin.geturl().rstrip('/')}{reverse(route, args=[pk])}"


def send(key: str, to: str, template: str, context: dict[str, Any]) -> bool:
    """Sends a letter unless it was sent under that key; whether it was. If sending fails, it counts as not sent."""
    with transaction.atomic():
        _, new = Notice.objects.get_or_create(key=key)
        if new:
            letter(f"notices/{template}", to, context, None, settings.DEFAULT_FROM_EMAIL).send()
    return new
