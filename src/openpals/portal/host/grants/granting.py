"""Grants begin when everybody has signed, and end by time, by closing, by revocation, by replacement."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from ....model.refused import Refused
from ...common.access.actor import Actor
from ..agreement.signing import unsigned
from ..catalogue.models import Release
from ..catalogue.states import State as ReleaseState
from ..proposals.models import Proposal, team
from ..proposals.moving import holding, moving
from ..proposals.states import State
from ..review.deciding import standing_decision
from .models import Closing, Ending, Grant


class GrantRefused(Refused):
    """A grant that cannot be given, or a statement that cannot be taken."""


def end_after(begin: datetime, months: int) -> datetime:
    """The moment, at midnight UTC, before which a grant of so many months lives: its last day is a whole day, and
    clocks that change with the season do not move it."""
    month = begin.month - 1 + months
    year, month = begin.year + month // 12, month % 12 + 1
    day = min(begin.day, monthrange(year, month)[1])
    return datetime(year, month, day, tzinfo=UTC) + timedelta(days=1)


def grant_if_signed(proposal: Proposal, *, by: Actor) -> Grant | None:
    """Begins the grant once two stewards decided and everybody on the team has signed; what the proposal follows ends.

    ``by`` is whose act was the last that was wanted; the decision says who gave it.
    """
    with transaction.atomic():
        row = Proposal.objects.select_for_update().get(pk=proposal.pk)
        decision = standing_decision(row)
        if row.state != State.AGREEMENT or decision is None or unsigned(row) or not team(row).exists():
            return None
        with moving(row, "grant", by=by, action="grant.begin", why="everybody has signed"):
            now = timezone.now()
            made = Grant(
                proposal=row,
                decision=decision,
                release=decision.release,
                begins_at=now,
                ends_at=end_after(now.astimezone(UTC), decision.months),
            )
            made.write(by=by, action="grant.begin", why="two stewards decided, everybody signed")
        if row.follows is not None:
            _replace(row.follows, by=by)
    return made


def grant_when_signed(sender: Any, *, proposal: Proposal, by: Actor, **_: Any) -> None:
    """What listens to signatures, and to people leaving a team."""
    grant_if_signed(proposal, by=by)


def _replace(proposal: Proposal, *, by: Actor) -> None:
    with moving(proposal, "replace", by=by, action="grant.begin", why="what follows it was granted") as row:
        old = Grant.objects.get(proposal=row)
        if old.ended_at is None:
            _end(old, Ending.REPLACED, "", by=by, action="grant.begin")


def _end(grant: Grant, ending: Ending, reason: str, *, by: Actor, action: str) -> None:
    grant.ended_at, grant.ending, grant.reason = timezone.now(), ending.value, reason
    grant.write(by=by, action=action, why=reason or ending.value, fields=("ended_at", "ending", "reason"))


def end(grant: Grant, ending: Ending, reason: str, *, by: Actor, action: str) -> None:
    """Ends a grant; the lead is then asked for the statement of destruction. Raises NotNow when it ended already."""
    with moving(grant.proposal, "end", by=by, action=action, why=reason or ending.value) as row:
        _end(Grant.objects.get(proposal=row), ending, reason, by=by, action=action)


def end_passed(*, by: Actor) -> int:
    """Says of each grant whose last day passed that it ended; gives how many. They were of no use from that moment."""
    passed = Grant.objects.filter(ended_at=None, ends_at__lte=timezone.now()).select_related("proposal")
    for grant in passed:
        end(grant, Ending.TIME, "", by=by, action="grant.end")
    return len(passed)


def close(grant: Grant, typed_name: str, words: str, publications: str, *, by: Actor) -> Closing:
    """The lead says that all copies are destroyed; a grant that still lives ends with it. Raises GrantRefused for
    another name than the lead's, NotNow when it is closed already."""
    with holding(grant.proposal, State.GRANTED, State.CLOSING) as row:
        lead: Any = team(row).filter(account=by.account_id).first()
        if lead is None or " ".join(typed_name.casefold().split()) != " ".join(lead.full_name.casefold().split()):
            raise GrantRefused("Type your name as it stands on the team.")
        if row.state == State.GRANTED:
            end(grant, Ending.CLOSED, "", by=by, action="grant.close")
        made = Closing(grant=grant, typed_name=typed_name, words=words, publications=publications)
        with moving(row, "close", by=by, action="grant.close", why="all copies are destroyed"):
            made.write(by=by, action="grant.close", why="said that all copies are destroyed")
    return made


def revoke(grant: Grant, reason: str, *, by: Actor) -> None:
    """A steward ends the grant at once. One is enough: it takes access away and gives none."""
    end(grant, Ending.REVOKED, reason, by=by, action="grant.revoke")


def release_of(grant: Grant) -> Release | None:
    """The release that the grant opens now: the one it names, or the newest published; None if there is none."""
    published = Release.objects.filter(state=ReleaseState.PUBLISHED.value)
    if grant.release_id is not None:
        found: Release | None = published.filter(pk=grant.release_id).first()
    else:
        found = published.order_by("-published_at", "-pk").first()
    return found
