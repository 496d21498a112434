"""Roles and permissions of the members' platform."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from ..common.access.foundation import FOUNDATION
from ..common.access.table import ADMINISTRATOR, AccessTable, Role
from .care.access import PERMISSIONS as CARE
from .context.access import PERMISSIONS as CONTEXT
from .journal.access import PERMISSIONS as JOURNAL
from .profile.access import PERMISSIONS as PROFILE
from .summary.access import PERMISSIONS as SUMMARY

MEMBER = Role("member", _("member"))
CAREGIVER = Role("caregiver", _("caregiver"))
MODERATOR = Role("moderator", _("moderator"), second_factor=True)

TABLE = AccessTable(
    roles=(MEMBER, CAREGIVER, MODERATOR, ADMINISTRATOR),
    permissions=(*FOUNDATION, *JOURNAL, *PROFILE, *CARE, *CONTEXT, *SUMMARY),
)
