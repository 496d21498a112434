"""Permissions about consent: a person's own, and nobody else's."""

from __future__ import annotations

from ...common.access.foundation import LOG_IN_FIRST
from ...common.access.table import HOLDER, Permission, to

PERMISSIONS = (
    Permission("consent.say", "say yes or no to each use of their own data", to(HOLDER), refusal=LOG_IN_FIRST),
)
