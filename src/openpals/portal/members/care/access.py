"""Permissions about grants of care. Its pages add theirs here."""

from __future__ import annotations

from ...common.access.table import Permission

PERMISSIONS: tuple[Permission, ...] = ()
