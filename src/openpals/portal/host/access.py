"""Roles and permissions of the host's site."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from ..common.access.foundation import FOUNDATION
from ..common.access.table import ADMINISTRATOR, AccessTable, Role

CONTRIBUTOR = Role("contributor", _("contributor"))
RESEARCHER = Role("researcher", _("researcher"))
STEWARD = Role("steward", _("steward"), second_factor=True)
REVIEWER = Role("reviewer", _("reviewer"), second_factor=True)

TABLE = AccessTable(roles=(CONTRIBUTOR, RESEARCHER, REVIEWER, STEWARD, ADMINISTRATOR), permissions=FOUNDATION)
