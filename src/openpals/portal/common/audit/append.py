"""Adding an event: in the caller's transaction, after the last one, with who and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum

from django.db import connection, transaction
from django.db.models import Model

from ....model.refused import Refused
from ..access.actor import Actor
from ..operation.logs import request_id
from .alias import label, target_name
from .chain import GENESIS, link
from .models import Event

# The lock under which PostgreSQL's writers take turns; any number that nothing else of the site uses.
LOCK = 0x0A0D17


class Outcome(StrEnum):
    """What became of it."""

    DONE = "done"
    READ = "read"
    REFUSED = "refused"
    FAILED = "failed"


class Unexplained(Refused):
    """Somebody tried to write without a reason, or outside a transaction."""


@contextmanager
def own_transaction() -> Iterator[None]:
    """A transaction for an event that stands alone: a read, a refusal."""
    with transaction.atomic():
        yield


def append(
    *,
    by: Actor,
    action: str,
    target: Model | None,
    why: str,
    outcome: Outcome = Outcome.DONE,
    fields: Sequence[str] = (),
) -> Event:
    """Adds an event after the last; ``fields`` are names of what changed, never values.

    It stands or falls with the caller's transaction, so that nothing happens unrecorded and nothing is recorded that
    did not happen. Raises Unexplained without a transaction or a reason.
    """
    if not connection.in_atomic_block:
        raise Unexplained("An event belongs into the transaction of what it tells of. Open one around both.")
    if not why.strip():
        raise Unexplained(f"{action}: say why. Nothing was written.")
    _take_turn()
    last = Event.objects.order_by("-sequence").values_list("sequence", "hash").first()
    number, previous = last or (0, GENESIS)
    values: dict[str, object] = {
        "sequence": number + 1,
        "at": datetime.now(UTC).isoformat(timespec="microseconds"),
        "actor": label(by),
        "action": action,
        "outcome": str(outcome),
        "target_type": target._meta.label_lower if target is not None else "",
        "target_id": target_name(target) if target is not None else "",
        "why": why.strip()[:300],
        "fields": " ".join(sorted(fields))[:300],
        "request_id": request_id.get(),
        "previous": previous,
    }
    return Event.objects.create(**values, hash=link(values))


def _take_turn() -> None:
    """Lets one transaction at a time read the last event. SQLite's own write lock does it there."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
