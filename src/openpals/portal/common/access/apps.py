"""The app that checks every route's declaration and listens to log-ins."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register


class AccessConfig(AppConfig):
    """Registers the check, and what a log-in sets off."""

    name = "openpals.portal.common.access"
    label = "access"

    def ready(self) -> None:
        """Every management command and every start checks the routes; every log-in does what was kept."""
        register(check_routes)
        from .kept import listen

        listen()


def check_routes(**_: object) -> list[CheckMessage]:
    """One error a broken route."""
    from .routes import RouteRefused, routes

    try:
        routes()
    except RouteRefused as refused:
        return [Error(str(refused), id="openpals.E001")]
    return []
