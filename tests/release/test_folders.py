"""Folders that appear whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from openpals.release.folders import TargetRefused, whole_folder


def test_empty_folder_is_taken(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with whole_folder(out) as work:
        (work / "file").write_text("whole")
        assert list(out.iterdir()) == []
    assert (out / "file").read_text() == "whole"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(("kind", "words"), [("folder", "is not empty"), ("file", "exists already")])
def test_what_holds_anything_is_refused(tmp_path: Path, kind: str, words: str) -> None:
    out = tmp_path / "out"
    if kind == "folder":
        out.mkdir()
        (out / "file").write_text("mine")
    else:
        out.write_text("mine")
    with pytest.raises(TargetRefused, match=words), whole_folder(out):
        pass
    assert (out / "file" if kind == "folder" else out).read_text() == "mine"


def test_failure_leaves_nothing(tmp_path: Path) -> None:
    def fail_halfway() -> None:
        with whole_folder(tmp_path / "out") as work:
            (work / "file").write_text("half")
            raise ValueError("half")

    with pytest.raises(ValueError, match="half"):
        fail_halfway()
    assert list(tmp_path.iterdir()) == []
