"""Folders that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..model.refused import Refused


class TargetRefused(Refused):
    """The folder to write cannot be written; the message says why."""


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A temporary folder beside ``target`` that becomes ``target`` at the end of the block, in one step.

    Killed at any moment it leaves no ``target``, or a whole one. What an earlier killed run left is removed. Raises
    TargetRefused when ``target`` is there already, unless it is an empty folder: nothing is ever overwritten.
    """
    target = target.absolute()
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        what = "is a folder that is not empty" if target.is_dir() else "exists already"
        raise TargetRefused(f"{target} {what}. Nothing is overwritten: name another folder, or remove it.")
    prefix = f".{target.name}.unfinished-"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for left in target.parent.glob(f"{prefix}*"):
            shutil.rmtree(left, ignore_errors=True)
        work = Path(tempfile.mkdtemp(prefix=prefix, dir=target.parent))
    except OSError as error:
        raise TargetRefused(f"{target.parent} cannot be written: {error.strerror}.") from error
    try:
        yield work
        work.chmod(0o755)
        for path in work.rglob("*"):
            _to_disk(path)
        if target.exists():
            target.rmdir()  # not every system renames onto an empty folder
        os.rename(work, target)
        _to_disk(target.parent)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
