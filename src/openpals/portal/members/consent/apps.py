"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """Its label is its name."""

    name = "openpals.portal.members.consent"
    label = "consent"
