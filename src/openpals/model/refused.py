"""What every refusal has in common, so that whoever ends a command need not know the rooms that refuse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class Refused(Exception):
    """Something cannot be done as asked; nothing was written.

    The message says why, and what to do about it. Where several things may be wrong, ``summary`` is what they have in
    common, and ``problems`` says each.
    """

    summary: ClassVar[str] = ""
    problems: Sequence[object] = ()
