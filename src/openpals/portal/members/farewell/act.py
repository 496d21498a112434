"""Leaving, coming back, asking for deletion, taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ...common.access.actor import Actor, ActorKind
from ...common.jobs.models import Job
from ...common.jobs.start import start_job
from ...common.mail.letter import letter
from .forgetting import forget
from .models import HOLD, Closing, Deletion


def leave(account: Any, *, by: Actor, request: Any) -> Closing:
    """Closes the account: nobody can log in, no letter is sent; data and consents stay. A letter says how to return."""
    with transaction.atomic():
        closing: Closing | None = Closing.objects.filter(account=account).first()
        if closing is None:
            closing = Closing(account=account)
            closing.write(by=by, action="farewell.leave", why="asked for it")
        set_open(account, False)
        transaction.on_commit(lambda: letter("farewell/left", account.email, {"closing": closing}, request).send())
    return closing


def come_back(closing: Closing, *, by: Actor) -> None:
    """Opens a closed account again; its holder then logs in as ever."""
    with transaction.atomic():
        set_open(closing.account, True)
        closing.remove(by=by, action="farewell.return", why="followed the link of the letter")


def set_open(account: Any, is_open: bool) -> None:
    """Whether the account can log in."""
    get_user_model()._default_manager.filter(pk=account.pk).update(is_active=is_open)


def ask_deletion(account: Any, *, by: Actor, request: Any) -> Deletion:
    """Has the account deleted once the hold is over. A second press changes nothing."""
    with transaction.atomic():
        get_user_model()._default_manager.select_for_update(of=("self",)).get(pk=account.pk)
        there: Deletion | None = Deletion.objects.filter(account=account).first()
        if there is not None:
            return there
        deletion = Deletion(account=account, due_at=timezone.now() + HOLD)
        deletion.write(by=by, action="farewell.delete", why="asked for it")
        start_job(
            delete_when_due,
            _("Deletion of an account"),
            {"deletion": deletion.pk},
            by=by,
            why="waits until it is due",
            wait=HOLD,
        )
        context = {"minutes": int(HOLD.total_seconds() // 60)}
        transaction.on_commit(lambda: letter("farewell/deleting", account.email, context, request).send())
    return deletion


def take_back(deletion: Deletion, *, by: Actor) -> None:
    """Keeps the account after all."""
    deletion.remove(by=by, action="farewell.keep", why="asked for it")


def delete_when_due(job: Job, deletion: int) -> None:
    """The job: deletes the account unless that was taken back."""
    due = Deletion.objects.filter(pk=deletion).values_list("account_id", flat=True).first()
    if due is not None:
        forget(due, by=Actor(ActorKind.JOB), why="the hold is over")
