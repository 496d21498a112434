"""Fixtures of the host's tests: a built release, and the same published by two stewards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.portal.host.released import release_folder

from openpals.privacy.counting.policy import CountPolicy


@pytest.fixture(scope="session")
def folder() -> Path:
    """A built release; never to be changed by a test."""
    return release_folder()


@pytest.fixture
def stewards(build_account: Any) -> tuple[Any, Any]:
    """Two of them."""
    return build_account("steward", name="Sara"), build_account("steward", name="Stan")


@pytest.fixture
def publish_release(stewards: tuple[Any, Any], actor: Any) -> Callable[[Path], Any]:
    """Registers a folder as one steward and signs it off as the other, as a site does."""
    from openpals.portal.host.catalogue.steps import publish, register

    def run(built: Path) -> Any:
        release = register(built, by=actor(stewards[0]))
        publish(release, by=actor(stewards[1]))
        release.refresh_from_db()
        return release

    return run


@pytest.fixture
def published(publish_release: Callable[[Path], Any], folder: Path) -> Any:
    """The built release, published."""
    return publish_release(folder)


@pytest.fixture
def use_policy(settings: Any) -> Iterator[Callable[[CountPolicy], None]]:
    """Lets the site count under another policy."""
    from openpals.portal.host.catalogue import shelf
    from openpals.portal.host.explorer import ask

    def use(policy: CountPolicy) -> None:
        settings.OPENPALS_ENVIRONMENT = replace(settings.OPENPALS_ENVIRONMENT, policy=policy)
        shelf._read.cache_clear()
        ask._counter.cache_clear()

    yield use
    shelf._read.cache_clear()
    ask._counter.cache_clear()
