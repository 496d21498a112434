"""The desk's app."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Holds pages only."""

    name = "openpals.portal.host.desk"
    label = "desk"
