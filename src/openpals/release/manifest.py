"""The manifest: what a deposit or release holds, with the SHA-256 of each file, as canonical JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..model.refused import Refused

MANIFEST = "manifest.json"
FORMAT = 1


class NotAFolderOfOurs(Refused):
    """A folder is no deposit or release, or one that this version cannot read; the message says why."""


@dataclass(frozen=True)
class Difference:
    """One file that is not as its manifest says."""

    file: str
    what: str  # "changed", "missing" or "added"


def as_json(value: Any) -> str:
    """JSON that is the same text for the same value: sorted keys, two-space indent, a final newline."""
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def write_json(path: Path, value: Any) -> None:
    """A file of such JSON."""
    path.write_text(as_json(value), "utf-8")


def read_json(path: Path) -> Any:
    """A JSON file of ours."""
    return json.loads(path.read_text("utf-8"))


def sha256(path: Path) -> str:
    """The file's SHA-256, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def seal(folder: Path, kind: str, facts: Mapping[str, Any]) -> None:
    """Writes the manifest: ``facts`` and every file in the folder with size and SHA-256."""
    files = {
        name: {"bytes": path.stat().st_size, "sha256": sha256(path)} for name, path in sorted(_files(folder).items())
    }
    write_json(folder / MANIFEST, {**facts, "kind": kind, "format": FORMAT, "files": files})


def read_manifest(folder: Path, kind: str, *others: str) -> dict[str, Any]:
    """The manifest of a folder of a kind, such as a deposit, or of one of the others. Raises NotAFolderOfOurs."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise NotAFolderOfOurs(f"{folder} is no {kind}: it has no readable {MANIFEST}.") from error
    if not isinstance(manifest, dict) or manifest.get("kind") not in (kind, *others):
        raise NotAFolderOfOurs(f"{folder} is no {kind}: its {MANIFEST} says otherwise.")
    if manifest.get("format") != FORMAT:
        raise NotAFolderOfOurs(f"{folder} has format {manifest.get('format')}; this version reads {FORMAT}.")
    return manifest


def differences(folder: Path, manifest: Mapping[str, Any]) -> list[Difference]:
    """Each file that changed, is missing, or was added, compared with the manifest."""
    listed = manifest["files"]
    found = _files(folder)
    changed = [
        Difference(name, "missing" if name not in found else "changed")
        for name, facts in listed.items()
        if name not in found or found[name].stat().st_size != facts["bytes"] or sha256(found[name]) != facts["sha256"]
    ]
    return sorted(
        [*changed, *(Difference(name, "added") for name in found if name not in listed)],
        key=lambda difference: difference.file,
    )


def _files(folder: Path) -> dict[str, Path]:
    """Every file but the folder's own manifest; the manifests of folders within are files like others."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path for name, path in files.items() if name != MANIFEST}
