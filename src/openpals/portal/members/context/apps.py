"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class ContextConfig(AppConfig):
    """Its label is its name."""

    name = "openpals.portal.members.context"
    label = "context"
