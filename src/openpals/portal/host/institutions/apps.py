"""The institutions' app."""

from __future__ import annotations

from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    """Holds institutions, and who belongs to which."""

    name = "openpals.portal.host.institutions"
    label = "institutions"
