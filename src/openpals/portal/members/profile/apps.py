"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class ProfileConfig(AppConfig):
    """Its label is its name."""

    name = "openpals.portal.members.profile"
    label = "profile"
