"""How one event hangs on the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# What the first event hangs on.
GENESIS = "0" * 64

# The fields that are hashed, in this order.
HASHED = (
    "sequence",
    "at",
    "actor",
    "action",
    "outcome",
    "target_type",
    "target_id",
    "why",
    "fields",
    "request_id",
    "previous",
)

Values = dict[str, object]


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold, and what that means."""

    sequence: int
    meaning: str


def link(values: Values) -> str:
    """SHA-256 of an event's fields, of which ``previous`` is the hash of the event before."""
    text = json.dumps([values[name] for name in HASHED], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(events: Iterable[Values]) -> tuple[int, str, Break | None]:
    """Walks the events in order. Gives how many held, the last good hash, and the first break, if any."""
    count, last = 0, GENESIS
    for values in events:
        number = int(str(values["sequence"]))
        if number != count + 1:
            return count, last, Break(number, f"event {count + 1} is missing: it was deleted, or another was inserted")
        if values["previous"] != last:
            return (
                count,
                last,
                Break(number, f"event {number} does not hang on event {count}: one of them was replaced"),
            )
        if link(values) != values["hash"]:
            return count, last, Break(number, f"event {number} was edited after it was written")
        count, last = number, str(values["hash"])
    return count, last, None


def as_values(rows: Iterable[tuple[object, ...]]) -> Iterator[Values]:
    """Rows of the table, fields in the order of ``HASHED`` and the hash last, as values by name."""
    names = (*HASHED, "hash")
    for row in rows:
        yield dict(zip(names, row, strict=True))
