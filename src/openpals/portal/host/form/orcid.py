"""ORCID identifiers."""

from __future__ import annotations

import re

SHAPE = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", re.ASCII)


def check_digit(first_15: str) -> str:
    """The last character of an ORCID, by ISO 7064 MOD 11-2 over its first 15 digits."""
    total = 0
    for digit in first_15:
        total = (total + int(digit)) * 2
    result = (12 - total % 11) % 11
    return "X" if result == 10 else str(result)


def is_orcid(text: str) -> bool:
    """Whether the text is an ORCID of the right shape and check digit, as 0000-0002-1825-0097."""
    digits = text.replace("-", "")
    return SHAPE.fullmatch(text) is not None and check_digit(digits[:15]) == digits[15]
