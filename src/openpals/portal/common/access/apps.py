"""The app that checks every route's declaration."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register


class AccessConfig(AppConfig):
    """Registers the check."""

    name = "openpals.portal.common.access"
    label = "access"

    def ready(self) -> None:
        """Every management command and every start checks the routes."""
        register(check_routes)


def check_routes(**_: object) -> list[CheckMessage]:
    """One error a broken route."""
    from .routes import RouteRefused, routes

    try:
        routes()
    except RouteRefused as refused:
        return [Error(str(refused), id="openpals.E001")]
    return []
