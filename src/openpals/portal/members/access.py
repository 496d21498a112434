"""Roles and permissions of the members' platform."""

from __future__ import annotations

from ..common.access.foundation import FOUNDATION
from ..common.access.table import ADMINISTRATOR, AccessTable, Role

MEMBER = Role("member", "member")
CAREGIVER = Role("caregiver", "caregiver")
MODERATOR = Role("moderator", "moderator", second_factor=True)

TABLE = AccessTable(roles=(MEMBER, CAREGIVER, MODERATOR, ADMINISTRATOR), permissions=FOUNDATION)
