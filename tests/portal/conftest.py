"""Fixtures of the portal's tests, which run for one site and one database at a time (`make test-portal`)."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Without a site's settings there is nothing to test here; of the two sites' own tests, only this site's run."""
    settings = os.environ.get("DJANGO_SETTINGS_MODULE", "")
    if not settings.startswith("tests.portal.settings."):
        return True
    other = {"members": "host", "host": "members"}[settings.rsplit(".", 1)[1]]
    return True if collection_path.name == other and collection_path.parent.name == "portal" else None


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
