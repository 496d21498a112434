"""Lines that listen, shown at once where somebody may write of ending their life. Nothing is sent to anybody."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from ..profile.models import Profile


@cache
def _lines() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath("help_lines.toml").read_text("utf-8"))


def help_lines(owner_id: int) -> list[str]:
    """The line of the member's country, if it is known, and where to find others."""
    country = Profile.objects.filter(owner_id=owner_id).values_list("country", flat=True).first() or ""
    lines = _lines()
    return [lines[code]["words"] for code in (country.lower(), "all") if code in lines]
