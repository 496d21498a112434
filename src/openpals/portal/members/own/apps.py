"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class OwnConfig(AppConfig):
    """It keeps no table."""

    name = "openpals.portal.members.own"
    label = "own"
