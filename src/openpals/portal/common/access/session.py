"""Who acts in a request."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from .actor import VISITOR, Actor, ActorKind
from .decide import access_table


def actor_of(request: HttpRequest) -> Actor:
    """The actor of the request's session; roles are read anew each time, so that one taken away is gone at once."""
    account: Any = request.user
    if not account.is_authenticated or not account.is_active:
        return VISITOR
    names = getattr(account, "held_roles", None)
    if names is None:  # logged in within this request, so not read by the backend
        names = account.appointments.filter(ended_at=None).values_list("role", flat=True)
    by_role = access_table().by_role
    return Actor(
        ActorKind.ACCOUNT,
        account.pk,
        frozenset(by_role[name] for name in names if name in by_role),
        opened_with_second_factor(request),
    )


def opened_with_second_factor(request: HttpRequest) -> bool:
    """Whether the session was opened, or opened again, with a passkey, an app's code or a recovery code."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)
