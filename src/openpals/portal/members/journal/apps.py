"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Its label is its name."""

    name = "openpals.portal.members.journal"
    label = "journal"
