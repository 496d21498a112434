"""A project's team: inviting, answering, leaving."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from ....model.refused import Refused
from ...common.access.actor import Actor
from ..institutions.models import declare
from .models import Member, Proposal, Standing
from .moving import holding
from .states import BEFORE_GRANT, OPEN_TO_CHANGE, State

MOST_MEMBERS = 30

# Sent within the transaction: with the ``member`` who was invited; with the ``proposal`` whose team somebody left.
invited = Signal()
left = Signal()


class InvitationRefused(Refused):
    """The invitation cannot be sent, or is no longer open."""


def invite(proposal: Proposal, email: str, *, by: Actor) -> Member:
    """Invites whoever has that address; the letter goes out when the transaction is done."""
    address = email.strip().lower()
    with holding(proposal, *OPEN_TO_CHANGE) as row:
        there: Member | None = row.members.filter(email=address).first()
        if there is not None and there.standing in (Standing.INVITED, Standing.ACCEPTED):
            raise InvitationRefused("That address was invited already.")
        if row.members.count() >= MOST_MEMBERS:
            raise InvitationRefused(f"A team has at most {MOST_MEMBERS} people. Ask the stewards if you need more.")
        member = there or Member(proposal=row, email=address)
        member.standing, member.changed_at = Standing.INVITED, timezone.now()
        member.write(by=by, action="proposal.invite", why="wanted on the team")
        invited.send(Member, member=member, by=by)
    return member


def accept(member: Member, account: Any, full_name: str, institution: str, *, by: Actor) -> None:
    """The account joins the team. Raises InvitationRefused when the invitation was used or taken back meanwhile."""
    with holding(member.proposal, *OPEN_TO_CHANGE) as row:
        open_one = _open(member)
        if row.members.filter(account=account, standing=Standing.ACCEPTED.value).exists():
            raise InvitationRefused("You are on this team already, under another address.")
        open_one.account, open_one.full_name = account, full_name
        open_one.institution = declare(account.pk, institution, by=by)
        open_one.standing, open_one.changed_at = Standing.ACCEPTED, timezone.now()
        open_one.write(by=by, action="member.accept", why="joined the team")


def refuse(member: Member, account: Any, *, by: Actor) -> None:
    """The invitation is not taken. Raises InvitationRefused when it is no longer open."""
    with transaction.atomic():
        Proposal.objects.select_for_update().get(pk=member.proposal_id)
        open_one = _open(member)
        open_one.account = account
        _end(open_one, Standing.REFUSED, by=by, action="member.accept", why="did not join")


def leave(member: Member, *, by: Actor) -> None:
    """Somebody leaves the team; access ends with it. The lead cannot leave: they withdraw, or close the grant."""
    _leave(member, Standing.LEFT, by=by, action="member.leave", why="left the team")


def remove(member: Member, *, by: Actor) -> None:
    """The lead takes somebody, or an open invitation, off the team; access ends with it."""
    _leave(member, Standing.REMOVED, by=by, action="member.remove", why="taken off the team")


def _leave(member: Member, standing: Standing, *, by: Actor, action: str, why: str) -> None:
    with holding(member.proposal, *BEFORE_GRANT, State.GRANTED) as proposal:
        row = Member.objects.get(pk=member.pk)
        if row.account_id is not None and row.account_id == proposal.applicant_id:
            raise InvitationRefused("The lead investigator cannot leave. Withdraw the project, or close its grant.")
        if row.standing not in (Standing.INVITED, Standing.ACCEPTED):
            raise InvitationRefused("They are not on the team any more.")
        _end(row, standing, by=by, action=action, why=why)
        left.send(Member, proposal=proposal, by=by)


def _end(member: Member, standing: Standing, *, by: Actor, action: str, why: str) -> None:
    member.standing, member.changed_at = standing, timezone.now()
    member.write(by=by, action=action, why=why)


def _open(member: Member) -> Member:
    row: Member = Member.objects.get(pk=member.pk)
    if row.standing != Standing.INVITED:
        raise InvitationRefused("This invitation is no longer open. Ask the lead investigator for a new one.")
    return row
