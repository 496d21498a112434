"""Fixtures of the portal's tests, which run for one site and one database at a time (`make test-portal`)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

# Tests with servers, workers and a browser take longest; these two runs meet both sites and both databases.
WITH_PROCESSES = {("members", "sqlite"), ("host", "postgresql")}


def with_processes() -> bool:
    """Whether this run has the tests with processes and a browser."""
    site = os.environ.get("DJANGO_SETTINGS_MODULE", "").rsplit(".", 1)[-1]
    return (site, os.environ.get("OPENPALS_TEST_DATABASE", "sqlite")) in WITH_PROCESSES


def pytest_configure(config: pytest.Config) -> None:
    """All processes of a run write the pages that axe saw into one file."""
    if not hasattr(config, "workerinput"):
        os.environ["AXE_SEEN"] = tempfile.mkstemp(prefix="openpals-axe-")[1]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fails a run of all tests in which a page was not shown to axe."""
    config = session.config
    if hasattr(config, "workerinput"):
        return
    kept = Path(os.environ.pop("AXE_SEEN"))
    seen = set(kept.read_text().split())
    kept.unlink()
    chosen = config.option.keyword or config.option.markexpr or config.args != ["tests/portal"]
    if chosen or config.option.collectonly or not with_processes():
        return
    from openpals.portal.common.access.routes import routes

    from .specimens import no_page

    excused = set(no_page())
    wrong = [f"no test shows this page to axe: {name}" for name in sorted(set(routes()) - seen - excused)]
    wrong += [f"excused from axe, but no route: {name}" for name in sorted(excused - set(routes()))]
    if wrong:
        config.get_terminal_writer().line("\n" + "\n".join(wrong), red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(tryfirst=True)
def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Without a site's settings there is nothing to test here; of the two sites' own tests, only this site's run."""
    here = Path(__file__).parent
    if collection_path.parent not in (here, here / "browser") or not collection_path.is_dir():
        return None
    settings = os.environ.get("DJANGO_SETTINGS_MODULE", "")
    if not settings.startswith("tests.portal.settings."):
        return True
    site = settings.rsplit(".", 1)[1]
    if collection_path.name in ("browser", "processes"):
        return not with_processes() or None
    return True if collection_path.name == {"members": "host", "host": "members"}[site] else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that the processes of a run end at about the same time."""

    def turn(item: pytest.Item) -> int:
        parts = item.path.parts
        return 0 if "browser" in parts else 1 if "processes" in parts else 2

    items.sort(key=turn)


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
