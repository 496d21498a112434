"""The one way in which a proposal changes its state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from ...common.access.actor import Actor
from .models import Proposal, Step
from .states import State, not_now, target_of

# Sent within the move's transaction, with the ``step``.
moved = Signal()


@contextmanager
def holding(proposal: Proposal, *states: State) -> Iterator[Proposal]:
    """A transaction in which nobody else writes to the proposal; gives it as it is now.

    Raises NotNow unless it is in one of the states.
    """
    with transaction.atomic():
        row = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if row.state not in states:
            raise not_now(row.state)
        yield row


@contextmanager
def moving(proposal: Proposal, name: str, *, by: Actor, action: str, why: str) -> Iterator[Proposal]:
    """Makes the move ``name`` after what is done within, in one transaction. Raises NotNow, before anything is done,
    when the proposal is not where the move starts."""
    with transaction.atomic():
        row = Proposal.objects.select_for_update().get(pk=proposal.pk)
        source, target = row.state, target_of(name, row.state)
        yield row
        row.state, row.since = target.value, timezone.now()
        row.write(by=by, action=action, why=why, fields=("state", "since"))
        step = Step(proposal=row, name=name, source=source, target=target.value)
        step.write(by=by, action=action, why=why)
        moved.send(Proposal, step=step, by=by)
