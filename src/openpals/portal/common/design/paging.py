"""Long lists in parts, found by the key where the last part ended: as quick at the end of a million rows as at the
beginning, which counting pages is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

SIZE = 50

# The largest key that a database holds.
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Part:
    """Rows, and the key after which the next part begins, if there is one; ``first``: whether it is the beginning."""

    rows: list[Any]
    after: int | None
    first: bool


def is_key(text: str) -> bool:
    """Whether the text is a number that a database's key can be."""
    return text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST)) and int(text) <= LARGEST


def part_of(rows: QuerySet[Any], key: str, asked: str | None, newest_first: bool = False) -> Part:
    """The part of ``rows`` after the key ``asked``; what is no key asks for the beginning.

    Rows may be dictionaries (``values``), which a template reads more quickly than objects.
    """
    after = int(asked) if asked and is_key(asked) else None
    if after is not None:
        rows = rows.filter(**{f"{key}__{'lt' if newest_first else 'gt'}": after})
    found = list(rows.order_by(f"-{key}" if newest_first else key)[: SIZE + 1])
    more = len(found) > SIZE
    found = found[:SIZE]
    return Part(found, _key_of(found[-1], key) if more else None, after is None)


def _key_of(row: Any, key: str) -> int:
    found: int = row[key] if isinstance(row, dict) else getattr(row, key)
    return found
