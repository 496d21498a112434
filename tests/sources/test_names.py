"""R20: files and columns are found under every name that their releases gave them."""

from __future__ import annotations

from pathlib import Path

import pytest

from openpals.model.layout_reader import built_in
from openpals.sources.names import match_columns, match_files


@pytest.mark.parametrize("name", ["alsfrs.csv", "PROACT_ALSFRS.csv", "F_PROACT_ALSFRS.csv"])
def test_r20_file_is_found_under_the_names_of_2016_2022_and_2026(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    (tmp_path / "PROACT_ALSHISTORY.csv").touch()

    assert match_files(tmp_path, built_in("proact").sources["ALSFRS"].files) == [tmp_path / name]


@pytest.mark.parametrize("header", ["subject_normal", "Subject_Normal", "SUBJECT NORMAL"])
def test_r20_column_is_found_in_any_case(header: str) -> None:
    assert match_columns([header], ["subject_normal"]) == {"subject_normal": header}


def test_r20_exact_column_wins_over_a_similar_one() -> None:
    assert match_columns(["AGE", "Age"], ["Age"]) == {"Age": "Age"}
