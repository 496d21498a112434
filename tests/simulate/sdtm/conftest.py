from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from tests.simulate.sdtm.made import study, trial

from openpals.simulate.sdtm import Study, write_sdtm
from openpals.simulate.sdtm.datasets import datasets


@pytest.fixture(scope="session")
def tables() -> dict[str, pa.Table]:
    """PRO-ACT's tables of one small trial."""
    return trial()


@pytest.fixture(scope="session")
def trial_study(tables: dict[str, pa.Table]) -> Study:
    return study(tables["DEMOGRAPHICS"]["subject_id"].to_pylist())


@pytest.fixture(scope="session")
def made(tables: dict[str, pa.Table], trial_study: Study) -> dict[str, pa.Table]:
    """Its SDTM datasets."""
    return dict(datasets(tables, trial_study))


@pytest.fixture(scope="session")
def written(tables: dict[str, pa.Table], trial_study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its files in both formats."""
    folder = tmp_path_factory.mktemp("sdtm")
    write_sdtm(folder, tables, trial_study)
    return folder
