"""The roles of the host's site."""

from __future__ import annotations

from ..common.access.table import Role

CONTRIBUTOR = Role("contributor", "contributor")
RESEARCHER = Role("researcher", "researcher")
STEWARD = Role("steward", "steward", second_factor=True)
REVIEWER = Role("reviewer", "reviewer", second_factor=True)
