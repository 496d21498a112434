from __future__ import annotations

from typing import Any

import pytest

from openpals.portal.common.operation import serve as serving
from openpals.portal.common.operation.serve import NotServed, serve
from openpals.portal.common.operation.start import NotReady, refuse_if_broken

pytestmark = pytest.mark.django_db


def test_site_is_not_served_to_other_machines_without_https() -> None:
    with pytest.raises(NotServed, match="https://"):
        serve("host", "0.0.0.0", 8000, 1)


def test_site_with_debug_is_not_served_to_other_machines(settings: Any) -> None:
    settings.DEBUG = True
    with pytest.raises(NotServed, match="OPENPALS_DEBUG"):
        serve("host", "192.0.2.1", 8000, 1)


def test_site_is_not_served_on_another_sites_database(monkeypatch: pytest.MonkeyPatch) -> None:
    from openpals.portal.common.operation.models import Stamp

    Stamp.objects.create(site="another")
    with pytest.raises(NotServed, match="belongs to the site another"):
        serve("host", "127.0.0.1", 8000, 1)


def test_site_is_not_served_before_its_migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "database_problem", lambda: "2 migrations are waiting. Run: openpals portal migrate x")
    with pytest.raises(NotServed, match="portal migrate"):
        serve("host", "127.0.0.1", 8000, 1)


def test_broken_route_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    from openpals.portal.common.access import routes as routing
    from openpals.portal.common.access.routes import RouteRefused

    refuse_if_broken()

    def broken() -> None:
        raise RouteRefused("/open/ declares no action")

    monkeypatch.setattr(routing, "routes", broken)
    with pytest.raises(NotReady, match="/open/ declares no action"):
        refuse_if_broken()
