"""Checks the whole chain, and against a head that was kept elsewhere, whether its end was cut off."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.encoding import force_bytes

from ....model.refused import Refused
from .chain import HASHED, Break, as_values, first_break
from .models import Event


class HeadRefused(Refused):
    """A kept head cannot be read, or was not signed with this site's key."""


@dataclass(frozen=True)
class Verified:
    """How many events hold, the hash of the last good one, and the first break, if any."""

    events: int
    head: str
    broken: Break | None


def verify(kept: Path | None = None) -> Verified:
    """Walks all events; with ``kept``, a file that ``write_head`` made, also sees events cut off at the end."""
    rows = Event.objects.order_by("sequence").values_list(*HASHED, "hash").iterator(chunk_size=5_000)
    count, head, broken = first_break(as_values(rows))
    if broken is None and kept is not None:
        number, hash_ = read_head(kept)
        found = Event.objects.filter(sequence=number).values_list("hash", flat=True).first() if number else head
        if number > count:
            broken = Break(
                count + 1, f"the log ended at event {number} when the head was kept, and ends at {count} now"
            )
        elif number and found != hash_:
            broken = Break(number, f"event {number} is not the one that was there when the head was kept")
    return Verified(count, head, broken)


def write_head(path: Path) -> int:
    """Writes number and hash of the last event, signed; to be kept where the database's keeper cannot write."""
    last = Event.objects.order_by("-sequence").values_list("sequence", "hash").first()
    number, hash_ = last or (0, "")
    path.write_text(json.dumps({"sequence": number, "hash": hash_, "signature": _sign(number, hash_)}) + "\n", "utf-8")
    return int(number)


def read_head(path: Path) -> tuple[int, str]:
    """Number and hash out of a kept head. Raises HeadRefused."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        number, hash_, signature = int(kept["sequence"]), str(kept["hash"]), str(kept["signature"])
    except (ValueError, KeyError, TypeError) as error:
        raise HeadRefused(f"{path} is no head of an audit log. Give a file made by `openpals audit head`.") from error
    if not hmac.compare_digest(signature, _sign(number, hash_)):
        raise HeadRefused(f"{path} was not signed with this site's key. Give a head of this site.")
    return number, hash_


def _sign(number: int, hash_: str) -> str:
    key = hashlib.sha256(b"openpals audit head\0" + force_bytes(settings.SECRET_KEY)).digest()
    return hmac.new(key, f"{number}:{hash_}".encode(), hashlib.sha256).hexdigest()
