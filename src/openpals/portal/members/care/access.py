"""Permissions about grants of care, invitations, and what happens after a death."""

from __future__ import annotations

from ...common.access.foundation import LOG_IN_FIRST
from ...common.access.table import ANYBODYS, ANYONE, HOLDER, OWN, Permission, to
from .relations import AS_CAREGIVER

PERMISSIONS: tuple[Permission, ...] = (
    Permission("care.team", "see who helps them, and invite somebody", to(HOLDER), refusal=LOG_IN_FIRST),
    Permission("care.list", "list the people they care for", to(HOLDER), refusal=LOG_IN_FIRST),
    Permission("care.change", "change or end what somebody may do in their journal", to(HOLDER, relation=OWN)),
    Permission("care.leave", "stop caring for somebody", to(HOLDER, relation=AS_CAREGIVER)),
    Permission("care.tell", "tell that the person they cared for has died", to(HOLDER, relation=AS_CAREGIVER)),
    Permission("invitation.answer", "accept an invitation, with the link of the letter", to(HOLDER, relation=ANYBODYS)),
    Permission("invitation.cancel", "take an invitation back", to(HOLDER, relation=OWN)),
    Permission(
        "remembrance.undo",
        "say that they are alive, with the link of the letter that tells them so",
        to(ANYONE, relation=ANYBODYS),
    ),
)
