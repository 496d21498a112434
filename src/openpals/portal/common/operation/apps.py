"""The app of operation."""

from __future__ import annotations

from django.apps import AppConfig


class OperationConfig(AppConfig):
    """Keeps the site's stamp: which site a database belongs to."""

    name = "openpals.portal.common.operation"
    label = "operation"
