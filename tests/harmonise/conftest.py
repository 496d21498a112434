from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.contributions import Cases, Made

from openpals.engine import Engine


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share a deposit run in one process, so that it is made once."""
    for item in items:
        if "made" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="module")
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The deposit of a module's ``CASES``."""
    cases: Cases = request.module.CASES
    return cases.deposit(tmp_path_factory.mktemp(request.path.stem))


@pytest.fixture
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(tmp_path_factory.mktemp("engine"), threads=1) as engine:
        yield engine
