"""Grants, invitations and what relatives told, in every relation to the acting account."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth import get_user_model

from openpals.portal.common.access.actor import Actor, ActorKind
from openpals.portal.members.care.models import CareGrant, Invitation, Remembrance
from openpals.portal.members.care.relations import AS_CAREGIVER

from ...specimens import Specimen, owned


def by(account_id: int) -> Actor:
    return Actor(ActorKind.ACCOUNT, account_id)


def grants(mine: Any, other: Any) -> list[Specimen]:
    """One's own; one in which one is the caregiver; one of others. A third person is the member or the caregiver."""
    people = get_user_model()._default_manager
    address = f"third-{mine.pk}@example.org"
    third = people.filter(email=address).first() or people.create_account(address)
    found = []
    for member, caregiver in ((mine, other), (third, mine), (other, third)):
        grant = CareGrant.objects.filter(member=member, caregiver=caregiver, ended_at=None).first()
        if grant is None:
            grant = CareGrant(member=member, caregiver=caregiver)
            grant.write(by=by(member.pk), action="care.give", why="for a test")
        found.append(owned(grant, member == mine, *([AS_CAREGIVER] if caregiver == mine else [])))
    return found


def invitations(mine: Any, other: Any) -> list[Specimen]:
    found = []
    for member in (mine, other):
        invitation = Invitation(member=member, called="a friend", key=uuid.uuid4())
        invitation.write(by=by(member.pk), action="invitation.send", why="for a test")
        found.append(owned(invitation, member == mine))
    return found


def remembrances(mine: Any, other: Any) -> list[Specimen]:
    found = []
    for member, teller in ((mine, other), (other, mine)):
        told = Remembrance.objects.filter(member=member).first()
        if told is None:
            told = Remembrance(member=member, told_by=teller, wish="keep")
            told.write(by=by(teller.pk), action="remembrance.tell", why="for a test")
        found.append(owned(told, member == mine))
    return found


MAKERS = {"care": grants, "invitation": invitations, "remembrance": remembrances}
NO_PAGE = {
    "end_care": "takes a POST and goes on",
    "leave_care": "takes a POST and goes on",
    "cancel_invitation": "takes a POST and goes on",
}
