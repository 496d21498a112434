"""The audit log's app."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Holds the table of events."""

    name = "openpals.portal.common.audit"
    label = "audit"
