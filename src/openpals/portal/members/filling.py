"""What the demonstration's members have written: years of entries, drawn by the simulator."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ...simulate.members import write_members


def fill_journals(accounts: Mapping[str, Any], material: Path | None) -> None:
    """Gives the invented members, and a hundred more, journals. ``material`` is not needed."""
    from .contribution.load import load

    with TemporaryDirectory(prefix="openpals-journals-") as folder:
        write_members(Path(folder) / "synthetic", members=120, als=60, people=160, trials=6)
        load(Path(folder) / "synthetic")
