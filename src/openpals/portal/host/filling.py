"""What the demonstration's host shows: the release that was built before, registered by one steward, signed off by
another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any


def fill_catalogue(accounts: Mapping[str, Any], material: Path | None) -> None:
    """Registers and publishes the newest release in ``material``; without it, the catalogue stays empty."""
    from .catalogue.steps import command_of, publish, register

    built = sorted((material / "releases").iterdir()) if material else []
    if built:
        release = register(built[-1], by=command_of(accounts["sara"]))
        publish(release, by=command_of(accounts["stan"]))
