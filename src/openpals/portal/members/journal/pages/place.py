"""What every page of a journal has: whose it is, who is answering, and a key for what will be sent."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from ....common.access.decide import decide
from ....common.access.request import DecidedRequest
from ..models import Journal, Kept


def journal_in(request: DecidedRequest) -> Journal:
    """The journal of the address, which the middleware has fetched and decided on."""
    target: Any = request.target
    journal: Journal = target if isinstance(target, Journal) else target.owner.journal
    return journal


def entry_in(request: DecidedRequest) -> Any:
    """The entry of the address."""
    target: Kept = request.target
    return target


def key_in(request: DecidedRequest) -> uuid.UUID:
    """The key that came back with a form; a new one where none, or nothing like one, came."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def may(request: DecidedRequest, action: str) -> bool:
    """Whether the actor may do it to this journal."""
    return decide(request.actor, action, journal_in(request)).allowed


def journal_page(request: DecidedRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page of a journal, by one of its templates or that of another app; in another's journal it says whose."""
    journal = journal_in(request)
    own = journal.owner_id == request.actor.account_id
    common = {"journal": journal, "own": own, "whose": None if own else journal.owner, "key": uuid.uuid4()}
    name = template if "/" in template else f"journal/{template}.html"
    return render(request, name, {**common, **context}, status=status)
