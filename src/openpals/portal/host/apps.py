"""The host's site as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Its label is its name."""

    name = "openpals.portal.host"
    label = "host"
