"""Is a release what was built, and how do two releases differ."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .build import KIND
from .manifest import Difference, differences, read_json, read_manifest
from .tiers import KIND as OPEN_TABLES
from .twin import ITSELF


def verify_release(folder: Path) -> list[Difference]:
    """Every file that is not as the manifest says; empty when all are. Raises NotAFolderOfOurs.

    ``folder``: a release, or its twin or its open tables wherever they were copied.
    """
    return differences(folder, read_manifest(folder, KIND, OPEN_TABLES))


def describe_release(folder: Path) -> dict[str, Any]:
    """Tables, rows, people, per dataset; quality and risk in brief. Raises NotAFolderOfOurs.

    A synthetic twin is described like any release, but has no quality and no risk of its own.
    """
    manifest = read_manifest(folder, KIND)
    if manifest.get("twin") == ITSELF:
        return {**{name: value for name, value in manifest.items() if name != "files"}, "quality": {}, "risk": {}}
    quality = read_json(folder / "quality.json")["datasets"]
    brief = {
        name: {
            total: sum(file[total] for file in report["files"])
            for total in ("read", "kept", "merged", "rejected", "out_of_scope", "rows_with_losses")
        }
        for name, report in quality.items()
    }
    return {
        **{name: value for name, value in manifest.items() if name != "files"},
        "quality": brief,
        "risk": read_json(folder / "risk.json"),
    }


def compare_releases(old: Path, new: Path) -> dict[str, Any]:
    """What changed: datasets come and gone, people and rows by table, versions, risk; [old, new] pairs."""
    before, after = describe_release(old), describe_release(new)
    datasets = {
        name: {dataset["dataset"]: dataset["people"] for dataset in side["datasets"]}
        for name, side in (("old", before), ("new", after))
    }
    return {
        "versions": _pairs(
            before["versions"] | {"release": before["version"]},
            after["versions"] | {"release": after["version"]},
        ),
        "people": [before["people"], after["people"]],
        "datasets": _pairs(datasets["old"], datasets["new"]),
        "rows": _pairs(before["rows"], after["rows"]),
        "risk": _pairs(
            {k: v for k, v in before["risk"].items() if isinstance(v, int | float)},
            {k: v for k, v in after["risk"].items() if isinstance(v, int | float)},
        ),
    }


def _pairs(old: dict[str, Any], new: dict[str, Any]) -> dict[str, list[Any]]:
    """Names whose values differ -> [old, new]; None where a side lacks the name."""
    return {
        name: [old.get(name), new.get(name)]
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    }
