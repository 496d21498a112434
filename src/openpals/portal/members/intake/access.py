"""Permissions about bringing in one's own history."""

from __future__ import annotations

from ...common.access.foundation import LOG_IN_FIRST
from ...common.access.table import HOLDER, OWN, Permission, to

PERMISSIONS = (
    Permission("intake.send", "send a table of their own history", to(HOLDER), refusal=LOG_IN_FIRST),
    Permission("draft.bring", "look at a table they sent, and bring it in", to(HOLDER, relation=OWN)),
)
