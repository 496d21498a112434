"""Roles and permissions of the host's site."""

from __future__ import annotations

from ..common.access.foundation import FOUNDATION
from ..common.access.table import ADMINISTRATOR, AccessTable
from .catalogue.access import PERMISSIONS as CATALOGUE
from .explorer.access import PERMISSIONS as EXPLORER
from .roles import CONTRIBUTOR, RESEARCHER, REVIEWER, STEWARD

TABLE = AccessTable(
    roles=(CONTRIBUTOR, RESEARCHER, REVIEWER, STEWARD, ADMINISTRATOR),
    permissions=(*FOUNDATION, *CATALOGUE, *EXPLORER),
)
