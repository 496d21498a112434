"""Permissions about a member's profile and equipment."""

from __future__ import annotations

from ...common.access.table import HOLDER, OWN, Permission, to
from ..care.relations import CARED_FOR, WRITTEN_FOR

PERMISSIONS = (
    Permission(
        "profile.read",
        "read a profile with diagnosis, onset, family and equipment",
        (*to(HOLDER, relation=OWN), *to(HOLDER, relation=CARED_FOR)),
        personal=True,
    ),
    Permission(
        "profile.write",
        "fill in a profile and its equipment",
        (*to(HOLDER, relation=OWN), *to(HOLDER, relation=WRITTEN_FOR)),
    ),
    Permission("profile.show", "choose who sees which section of a profile", to(HOLDER, relation=OWN)),
)
