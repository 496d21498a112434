"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class CareConfig(AppConfig):
    """Its label is its name."""

    name = "openpals.portal.members.care"
    label = "care"
