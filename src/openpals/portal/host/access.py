"""Roles and permissions of the host's site."""

from __future__ import annotations

from ..common.access.foundation import FOUNDATION
from ..common.access.table import ADMINISTRATOR, AccessTable
from .agreement.access import PERMISSIONS as AGREEMENT
from .catalogue.access import PERMISSIONS as CATALOGUE
from .explorer.access import PERMISSIONS as EXPLORER
from .grants.access import PERMISSIONS as GRANTS
from .institutions.access import PERMISSIONS as INSTITUTIONS
from .proposals.access import PERMISSIONS as PROPOSALS
from .review.access import PERMISSIONS as REVIEW
from .roles import CONTRIBUTOR, RESEARCHER, REVIEWER, STEWARD

TABLE = AccessTable(
    roles=(CONTRIBUTOR, RESEARCHER, REVIEWER, STEWARD, ADMINISTRATOR),
    permissions=(*FOUNDATION, *CATALOGUE, *EXPLORER, *INSTITUTIONS, *PROPOSALS, *REVIEW, *AGREEMENT, *GRANTS),
)
