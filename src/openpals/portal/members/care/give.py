"""Inviting somebody to care, accepting, changing and ending it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ....model.refused import Refused
from ...common.access.actor import Actor
from ...common.accounts.models import appoint
from ...common.mail.letter import letter
from .models import CareGrant, Invitation


class InvitationRefused(Refused):
    """An invitation cannot be accepted; the message says why, for the person."""


def invite(
    member: Any, email: str, called: str, granted: dict[str, bool], key: UUID, *, by: Actor, request: Any
) -> None:
    """Sends an invitation. The same press sent twice sends one letter."""
    invitation = Invitation(member=member, called=called, key=key, **granted)
    try:
        with transaction.atomic():
            invitation.write(by=by, action="invitation.send", why="asked somebody to help")
            message = letter("care/invited", email, {"invitation": invitation, "member": member}, request)
            transaction.on_commit(message.send)
    except IntegrityError:
        if not Invitation.objects.filter(member=member, key=key).exists():
            raise


def accept(invitation: Invitation, account: Any, *, by: Actor) -> CareGrant:
    """Makes the grant that was offered and ends the invitation; of a grant that is there, what it allows is replaced.
    Raises InvitationRefused for one that is too old, or that one has sent to oneself."""
    if invitation.closes_at < timezone.now():
        raise InvitationRefused(_("This invitation is too old. Ask for a new one."))
    if invitation.member_id == account.pk:
        raise InvitationRefused(
            _("This invitation is from you. The person you invited must log in to their own account.")
        )
    with transaction.atomic():
        grant: CareGrant = CareGrant.objects.filter(
            member_id=invitation.member_id, caregiver=account, ended_at=None
        ).first() or CareGrant(member_id=invitation.member_id, caregiver=account)
        for name, value in invitation.granted().items():
            setattr(grant, name, value)
        grant.write(by=by, action="care.accept", why="accepted an invitation")
        appoint(account, "caregiver", by=by, why="accepted an invitation")
        invitation.remove(by=by, action="invitation.accept", why="accepted")
    return grant


def change_grant(grant: CareGrant, granted: dict[str, bool], *, by: Actor) -> None:
    """Changes what a caregiver may do, from now on."""
    changed = tuple(name for name, value in granted.items() if getattr(grant, name) != value)
    for name in changed:
        setattr(grant, name, granted[name])
    if changed:
        grant.write(by=by, action="care.change", why="asked for it", fields=changed)


def end(grant: CareGrant, *, by: Actor, why: str) -> None:
    """Ends a grant: from the next request on the caregiver sees nothing. A second press changes nothing."""
    if grant.ended_at is None:
        grant.ended_at = timezone.now()
        grant.write(by=by, action="care.end", why=why, fields=("ended_at",))
