"""Roles and permissions of the members' platform."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from ..common.access.foundation import FOUNDATION
from ..common.access.table import ADMINISTRATOR, ANYBODYS, AccessTable, Permission, Role, to
from .care.access import PERMISSIONS as CARE
from .consent.access import PERMISSIONS as CONSENT
from .context.access import PERMISSIONS as CONTEXT
from .contribution.access import PERMISSIONS as CONTRIBUTION
from .data_copy.access import PERMISSIONS as DATA_COPY
from .farewell.access import PERMISSIONS as FAREWELL
from .intake.access import PERMISSIONS as INTAKE
from .journal.access import PERMISSIONS as JOURNAL
from .own.access import PERMISSIONS as OWN
from .profile.access import PERMISSIONS as PROFILE
from .summary.access import PERMISSIONS as SUMMARY

MEMBER = Role("member", _("member"))
CAREGIVER = Role("caregiver", _("caregiver"))
MODERATOR = Role("moderator", _("moderator"), second_factor=True)

# What only a role of this site may do.
MODERATION = (
    Permission("remembrance.list", "list what relatives told of a death", to(MODERATOR), personal=True),
    Permission(
        "remembrance.settle",
        "decide on what a relative told of a death",
        to(MODERATOR, relation=ANYBODYS),
        personal=True,
    ),
)

TABLE = AccessTable(
    roles=(MEMBER, CAREGIVER, MODERATOR, ADMINISTRATOR),
    permissions=(
        *FOUNDATION,
        *JOURNAL,
        *PROFILE,
        *CARE,
        *CONTEXT,
        *SUMMARY,
        *MODERATION,
        *OWN,
        *CONSENT,
        *CONTRIBUTION,
        *DATA_COPY,
        *INTAKE,
        *FAREWELL,
    ),
)
