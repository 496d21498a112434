"""Verifying, describing and comparing releases."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.release.conftest import HOST_KEY, PEOPLE

from openpals.privacy.policy import default_policy
from openpals.release.build import build_release
from openpals.release.manifest import Difference, NotAFolderOfOurs
from openpals.release.verify import compare_releases, describe_release, verify_release


@pytest.fixture
def copy(release: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(release, tmp_path / "copy"))


def test_release_as_built_has_no_differences(release: Path) -> None:
    assert verify_release(release) == []


def test_every_flipped_byte_is_found(copy: Path) -> None:
    path = copy / "tables" / "alsfrs.parquet"
    whole = path.read_bytes()
    for position in range(0, len(whole), max(1, len(whole) // 50)):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 0x40]) + whole[position + 1 :])
        assert verify_release(copy) == [Difference("tables/alsfrs.parquet", "changed")]


def test_missing_and_added_files_are_named(copy: Path) -> None:
    (copy / "dictionary.md").unlink()
    (copy / "tables" / "extra.parquet").write_bytes(b"")

    assert verify_release(copy) == [
        Difference("dictionary.md", "missing"),
        Difference("tables/extra.parquet", "added"),
    ]


@pytest.mark.parametrize("content", [None, "", "[]", '{"kind": "deposit"}', '{"kind": "release", "format": 99}'])
def test_folder_that_is_no_release_is_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)

    with pytest.raises(NotAFolderOfOurs, match=str(tmp_path)):
        verify_release(tmp_path)


def test_description_counts_people_and_rows_by_dataset(release: Path) -> None:
    facts = describe_release(release)

    assert facts["people"] == PEOPLE + 20
    assert facts["rows"]["alsfrs"] == PEOPLE * 4
    assert {dataset["dataset"]: dataset["people"] for dataset in facts["datasets"]} == {
        "members": 20,
        "trial": PEOPLE,
    }
    assert facts["quality"]["trial"]["read"] == PEOPLE + PEOPLE * 4
    assert facts["risk"]["threshold"] == 11


def test_comparison_names_what_changed(release: Path, deposits: list[Path], tmp_path: Path) -> None:
    build_release(deposits[:1], tmp_path / "smaller", "2026.2", HOST_KEY, default_policy(), lambda _: None)

    changes = compare_releases(release, tmp_path / "smaller")

    assert changes["people"] == [PEOPLE + 20, PEOPLE]
    assert changes["datasets"] == {"members": [20, None]}
    assert changes["rows"]["symptom_report"] == [200, None]
    assert changes["versions"] == {"release": ["2026.1", "2026.2"]}
