"""The catalogue's app."""

from __future__ import annotations

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Holds the table of releases."""

    name = "openpals.portal.host.catalogue"
    label = "catalogue"
