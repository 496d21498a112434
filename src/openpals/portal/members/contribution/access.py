"""Permissions about contributions: a person sees what was shared of theirs."""

from __future__ import annotations

from ...common.access.foundation import LOG_IN_FIRST
from ...common.access.table import HOLDER, Permission, to

PERMISSIONS = (
    Permission("contribution.see", "see what of theirs was shared, and when", to(HOLDER), refusal=LOG_IN_FIRST),
)
