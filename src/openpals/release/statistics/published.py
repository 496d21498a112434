"""The statistics of a release as they were published: what the members' site is to be given."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ...model.refused import Refused
from ..folders import TargetRefused
from ..manifest import read_manifest
from .reading import FILE, FOLDER, read_reference
from .reference import Reference

KIND = "release"


class NoStatistics(Refused):
    """A release has no reference statistics, or not those that were published; the message says why."""


def published(release: Path) -> tuple[bytes, Reference]:
    """The file's bytes, as the release's manifest has them, and what they say.

    Raises NotAFolderOfOurs, NoStatistics or ReferenceRefused.
    """
    manifest = read_manifest(release, KIND)
    name = f"{FOLDER}/{FILE}"
    listed = manifest["files"].get(name)
    if listed is None:
        told = manifest.get("statistics")
        because = told["because"] if isinstance(told, dict) and "because" in told else "It was built without them."
        raise NoStatistics(f"{release} has no reference statistics. {because}")
    try:
        content = (release / name).read_bytes()
    except OSError as error:
        raise NoStatistics(f"{release / name} cannot be read: {error.strerror}. Fetch the release again.") from error
    if hashlib.sha256(content).hexdigest() != listed["sha256"]:
        raise NoStatistics(f"{release / name} is not what was published: do not use it, fetch the release again.")
    return content, read_reference(content)


def export_statistics(content: bytes, out: Path) -> None:
    """Writes the file for the members' site; nothing is overwritten. Raises TargetRefused."""
    try:
        with out.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise TargetRefused(
            f"{out} exists already. Nothing is overwritten: name another file, or remove it."
        ) from error
    except OSError as error:
        raise TargetRefused(
            f"{out} cannot be written: {error.strerror}. Name a file in a folder that is there."
        ) from error
