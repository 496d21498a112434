"""Permissions about leaving and deleting: one's own account, and nobody else's."""

from __future__ import annotations

from ...common.access.foundation import LOG_IN_FIRST
from ...common.access.table import ANYBODYS, ANYONE, HOLDER, Permission, to

PERMISSIONS = (
    Permission("farewell.choose", "leave, or have their own account deleted", to(HOLDER), refusal=LOG_IN_FIRST),
    Permission(
        "closing.open",
        "open an account again, with the link of the letter that was sent on leaving",
        to(ANYONE, relation=ANYBODYS),
    ),
)
