"""What every page of a journal has: whose it is, who is answering, and a key for what will be sent."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ....common.access.actor import Actor
from ....common.access.decide import decide
from ..models import Journal, Kept


def actor_in(request: HttpRequest) -> Actor:
    """Who acts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def journal_in(request: HttpRequest) -> Journal:
    """The journal of the address, which the middleware has fetched and decided on."""
    target: Any = request.target  # type: ignore[attr-defined]
    journal: Journal = target if isinstance(target, Journal) else target.owner.journal
    return journal


def entry_in(request: HttpRequest) -> Any:
    """The entry of the address."""
    target: Kept = request.target  # type: ignore[attr-defined]
    return target


def key_in(request: HttpRequest) -> uuid.UUID:
    """The key that came back with a form; a new one where none, or nothing like one, came."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def may(request: HttpRequest, action: str) -> bool:
    """Whether the actor may do it to this journal."""
    return decide(actor_in(request), action, journal_in(request)).allowed


def journal_page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page of a journal, by one of its templates or that of another app; in another's journal it says whose."""
    journal = journal_in(request)
    own = journal.owner_id == actor_in(request).account_id
    common = {"journal": journal, "own": own, "whose": None if own else journal.owner, "key": uuid.uuid4()}
    name = template if "/" in template else f"journal/{template}.html"
    return render(request, name, {**common, **context}, status=status)
