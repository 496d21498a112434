"""Who may say where they work."""

from __future__ import annotations

from ...common.access.foundation import LOG_IN_FIRST
from ...common.access.table import HOLDER, Permission, to

PERMISSIONS = (
    Permission(
        "institution.declare", "say which institution they work for; it stays", to(HOLDER), refusal=LOG_IN_FIRST
    ),
)
