"""Closed accounts."""

from __future__ import annotations

from typing import Any

from openpals.portal.common.access.actor import Actor, ActorKind
from openpals.portal.members.farewell.models import Closing

from ...specimens import Specimen, owned


def closings(mine: Any, other: Any) -> list[Specimen]:
    found = []
    for account in (mine, other):
        closing = Closing.objects.filter(account=account).first()
        if closing is None:
            closing = Closing(account=account)
            closing.write(by=Actor(ActorKind.ACCOUNT, account.pk), action="farewell.leave", why="for a test")
        found.append(owned(closing, account == mine))
    return found


MAKERS = {"closing": closings}
NO_PAGE = {"keep_account": "takes a POST and goes on", "log_in_again": "takes a POST and goes on"}
