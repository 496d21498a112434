"""A real browser, and a site served as in production."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from .browse import Browse
from .site import Served, start, stop

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lets these tests reach this machine."""
    here = Path(__file__).parent
    mine = [item for item in items if here in item.path.parents]
    for item in mine:
        item.add_marker(pytest.mark.local_server)
        item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"]))
        if CHROMIUM is None and "CI" not in os.environ:
            item.add_marker(pytest.mark.skip(reason="there is no Chromium on this machine; CI has one"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one file of tests: while Playwright's loop runs in this process, Django refuses tests with a database."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield made
        made.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """This site, with an administrator."""
    from openpals.portal.common.site import this_site

    more = {}
    if os.environ.get("OPENPALS_TEST_DATABASE") == "postgresql":
        more["OPENPALS_DATABASE_URL"] = fresh_database("browser")
    folder = tmp_path_factory.mktemp("site")
    made, process = start(this_site().name, folder, **more)
    made.command("portal", "createadmin", this_site().name, "--email", "keeper@example.org", "--name", "The keeper")
    yield made
    stop(process)


def fresh_database(name: str) -> str:
    """A new database of that name in the tests' PostgreSQL; gives its URL."""
    import psycopg

    url = os.environ["OPENPALS_DATABASE_URL"]
    whole = f"{name}_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{whole}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{whole}"')
    before, _, query = url.partition("?")
    return f"{before.rsplit('/', 1)[0]}/{whole}" + (f"?{query}" if query else "")


@pytest.fixture
def new_person(browser: Browser, served: Served) -> Iterator[Any]:
    """Opens a browser of its own for a person; what they ask for is passed to the browser."""
    contexts = []

    def come(**options: Any) -> Browse:
        context = browser.new_context(**options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        return Browse(context.new_page(), served.address)

    yield come
    for context in contexts:
        context.close()


@pytest.fixture
def someone(new_person: Any) -> Browse:
    """A person with a usual screen."""
    made: Browse = new_person()
    return made
