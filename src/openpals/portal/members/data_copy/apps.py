"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class DataCopyConfig(AppConfig):
    """Its label is its name."""

    name = "openpals.portal.members.data_copy"
    label = "data_copy"
