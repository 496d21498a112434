"""The explorer's app."""

from __future__ import annotations

from django.apps import AppConfig


class ExplorerConfig(AppConfig):
    """Holds kept cohorts, and which questions were asked today."""

    name = "openpals.portal.host.explorer"
    label = "explorer"
