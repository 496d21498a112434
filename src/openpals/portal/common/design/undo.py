"""A confirmation with a way back: what was just done can be undone by one press, for as long as its page is shown."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest

KIND = "undo"


@dataclass(frozen=True)
class WayBack:
    """Where the undoing is posted to, and what it is told by the field `what`: an id, never a value."""

    address: str
    what: str


def confirm_with_undo(request: HttpRequest, words: str, way: WayBack) -> None:
    """Says on the next page that something was done, with a button that undoes it."""
    told = {"kind": KIND, "address": way.address, "what": way.what}
    messages.success(request, words, extra_tags=json.dumps(told))


def way_back(extra_tags: str | None) -> WayBack | None:
    """The way back that a message carries, if it is such a confirmation."""
    if not extra_tags or not extra_tags.startswith("{"):
        return None
    told = json.loads(extra_tags)
    return WayBack(told["address"], told["what"]) if told.get("kind") == KIND else None
