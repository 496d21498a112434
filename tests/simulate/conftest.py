from __future__ import annotations

from functools import partial

import pytest
from tests.simulate.made import Made, made

from openpals.simulate import write_members, write_trials


@pytest.fixture(scope="session")
def trials(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("trials"), partial(write_trials, people=1500, defects=True))


@pytest.fixture(scope="session")
def members(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(
        tmp_path_factory.mktemp("members"), partial(write_members, members=600, als=200, people=1000, defects=True)
    )
