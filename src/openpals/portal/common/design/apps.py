"""The app of the design system."""

from __future__ import annotations

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """Holds templates and static files."""

    name = "openpals.portal.common.design"
    label = "design"
