"""Fixtures of the portal's tests, which run for one site and one database at a time (`make test-portal`)."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

# Tests with servers, workers and a browser take longest; these two runs meet both sites and both databases.
WITH_PROCESSES = {("members", "sqlite"), ("host", "postgresql")}


@pytest.hookimpl(tryfirst=True)
def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Without a site's settings there is nothing to test here; of the two sites' own tests, only this site's run."""
    if collection_path.parent != Path(__file__).parent or not collection_path.is_dir():
        return None
    settings = os.environ.get("DJANGO_SETTINGS_MODULE", "")
    if not settings.startswith("tests.portal.settings."):
        return True
    site = settings.rsplit(".", 1)[1]
    if collection_path.name in ("browser", "processes"):
        return (site, os.environ.get("OPENPALS_TEST_DATABASE", "sqlite")) not in WITH_PROCESSES or None
    return True if collection_path.name == {"members": "host", "host": "members"}[site] else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that the processes of a run end at about the same time."""
    items.sort(key=lambda item: {"browser": 0, "processes": 1}.get(item.path.parent.name, 2))


@pytest.fixture
def build_account(db: None) -> Callable[..., Any]:
    """Makes accounts as the site's keeper would: confirmed, with roles."""
    from openpals.portal.common.accounts.administrator import create_with_roles

    made = iter(range(1, 1000))

    def build(*roles: str, email: str = "", name: str = "", password: str | None = None) -> Any:
        address = email or f"person{next(made)}@example.org"
        return create_with_roles(address, name, list(roles), "for a test", password)

    return build


@pytest.fixture
def log_in(client: Any) -> Callable[..., Any]:
    """Logs an account in, with a second factor unless told otherwise; gives the client."""

    def enter(account: Any, second_factor: bool = True) -> Any:
        client.force_login(account)
        if second_factor:
            session = client.session
            session["account_authentication_methods"] = [{"method": "mfa", "at": 0.0, "type": "webauthn"}]
            session["account_authentication_methods_user"] = str(account.pk)
            session.save()
        return client

    return enter


@pytest.fixture
def actor() -> Callable[..., Any]:
    """The actor that an account is, in a session with or without a second factor."""
    from openpals.portal.common.access.actor import Actor, ActorKind
    from openpals.portal.common.access.decide import access_table

    def make(account: Any, second_factor: bool = True) -> Actor:
        names = account.appointments.filter(ended_at=None).values_list("role", flat=True)
        held = frozenset(access_table().by_role[name] for name in names)
        return Actor(ActorKind.ACCOUNT, account.pk, held, second_factor)

    return make
