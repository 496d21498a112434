"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Its label is its name."""

    name = "openpals.portal.members.intake"
    label = "intake"
