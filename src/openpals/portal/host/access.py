"""Roles and permissions of the host's site."""

from __future__ import annotations

from ..common.access.foundation import FOUNDATION
from ..common.access.table import ADMINISTRATOR, AccessTable, Role

CONTRIBUTOR = Role("contributor", "contributor")
RESEARCHER = Role("researcher", "researcher")
STEWARD = Role("steward", "steward", second_factor=True)
REVIEWER = Role("reviewer", "reviewer", second_factor=True)

TABLE = AccessTable(roles=(CONTRIBUTOR, RESEARCHER, REVIEWER, STEWARD, ADMINISTRATOR), permissions=FOUNDATION)
