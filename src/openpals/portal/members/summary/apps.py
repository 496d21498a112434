"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class SummaryConfig(AppConfig):
    """Its label is its name."""

    name = "openpals.portal.members.summary"
    label = "summary"
