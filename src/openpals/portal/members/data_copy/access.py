"""Permissions about copies of one's data: they are made for nobody but their owner."""

from __future__ import annotations

from ...common.access.foundation import LOG_IN_FIRST
from ...common.access.table import HOLDER, OWN, Permission, to

PERMISSIONS = (
    Permission("copy.ask", "take a copy of all their data", to(HOLDER), refusal=LOG_IN_FIRST),
    Permission("copy.fetch", "fetch a copy that was made", to(HOLDER, relation=OWN)),
)
