"""Saying yes or no, and whose yes holds."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from ...common.access.actor import Actor
from .models import ConsentChange
from .purposes import PURPOSES, same_words


def say(owner_id: int, purpose: str, given: bool, text: str, *, by: Actor, why: str) -> bool:
    """Writes what ``owner_id`` says of a purpose now, under the text with that hash; whether anything was new."""
    with transaction.atomic():
        # Two presses at once take turns, so that one change is one row.
        get_user_model()._default_manager.select_for_update(of=("self",)).get(pk=owner_id)
        last = latest(owner_id, purpose)
        if last is None and not given:
            return False
        if last is not None and last.given == given and (not given or same_words(last.text, text)):
            return False
        change = ConsentChange(owner_id=owner_id, purpose=purpose, given=given, text=text, by_id=by.account_id)
        change.write(by=by, action="consent.say", why=why)
    return True


def latest(owner_id: int, purpose: str) -> ConsentChange | None:
    """The last word of a person on a purpose."""
    found: ConsentChange | None = ConsentChange.objects.filter(owner_id=owner_id, purpose=purpose).last()
    return found


def given_by(purpose: str, owner: str = "owner_id") -> Q:
    """The condition that a row's owner, at the path ``owner``, has a live yes to the purpose."""
    return Q(**{f"{owner}__in": live(purpose)})


def live(purpose: str) -> Any:
    """Numbers of the accounts with a live yes: the last word they said on it."""
    later = ConsentChange.objects.filter(owner_id=OuterRef("owner_id"), purpose=purpose, pk__gt=OuterRef("pk"))
    rows = ConsentChange.objects.filter(~Exists(later), purpose=purpose, given=True)
    return rows.order_by().values("owner_id")


def end_all(owner_id: int, *, by: Actor, why: str) -> None:
    """Says no to every purpose that has a yes."""
    for purpose in PURPOSES:
        last = latest(owner_id, purpose)
        if last is not None:
            say(owner_id, purpose, False, last.text, by=by, why=why)
