"""Taking away an account with all that is its own, in one transaction.

What refers to the account by a foreign key goes with it. What does not refer to it, yet tells of it, is taken away by
the receivers of ``forgetting``: here those of sessions, counted attempts and histories of other people; a feature that
keeps anything of the kind connects one of its own.
"""

from __future__ import annotations

import hashlib
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.dispatch import Signal
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from ...common.access.actor import Actor
from ...common.audit.append import append
from ...common.jobs.models import Job, State
from ..journal.models import Journal, Revision
from .kept import keep_consents
from .models import Deletion

# Sent with ``account`` and ``emails`` before the account's row goes, in the same transaction.
forgetting = Signal()

# Columns of other people's rows that say who typed or mapped them, as a history of changes keeps them.
_WHO = ("author_id", "mapped_by_id")


def forget(account_id: int, *, by: Actor, why: str) -> None:
    """Takes the account away if its deletion is due. What was taken back, or is not due yet, stays."""
    with transaction.atomic():
        due = Deletion.objects.select_for_update(of=("self",)).filter(account_id=account_id).first()
        if due is None or due.due_at > timezone.now():
            return
        account: Any = get_user_model()._default_manager.get(pk=account_id)
        emails = _addresses(account)
        append(by=by, action="account.delete", target=account, why=why)
        for email in emails:
            keep_consents(account_id, email)
        forgetting.send(sender=None, account=account, emails=emails)
        account.delete()


def _addresses(account: Any) -> list[str]:
    kept = EmailAddress.objects.filter(user_id=account.pk).values_list("email", flat=True)
    return sorted({email.lower() for email in (account.email, *kept)})


def forget_sessions(sender: Any, account: Any, emails: list[str], **more: Any) -> None:
    """Ends every session of the account, those in which somebody began to log in with its address, and those that keep
    a press on a page of its journal."""
    words = {*emails, str(account.pk)}
    words |= {str(pk) for pk in Journal.objects.filter(owner_id=account.pk).values_list("pk", flat=True)}
    gone = []
    for session in Session.objects.iterator(chunk_size=2_000):
        if _mentions(session.get_decoded(), words):
            gone.append(session.pk)
    Session.objects.filter(pk__in=gone).delete()


def _mentions(value: Any, words: set[str]) -> bool:
    if isinstance(value, dict):
        return any(_mentions(one, words) for one in (*value, *value.values()))
    if isinstance(value, list | tuple):
        return any(_mentions(one, words) for one in value)
    text = str(value).lower()
    return text in words or any(part in words for part in text.split("/"))


def forget_attempts(sender: Any, account: Any, emails: list[str], **more: Any) -> None:
    """Attempts that were counted under the account's number, or under a hash of its address."""
    hashes = [hashlib.sha256(form.encode()).hexdigest() for email in emails for form in (email, email.lower())]
    endings = [f"%:user:{account.pk}", f"%:user:{account.pk}:lock", *(f"%{digest}%" for digest in set(hashes))]
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    with connection.cursor() as cursor:
        for ending in endings:
            cursor.execute(f"DELETE FROM {table} WHERE cache_key LIKE %s", [ending])


def forget_jobs(sender: Any, account: Any, **more: Any) -> None:
    """The task library's rows of the account's jobs, save the one that is at work."""
    tasks = (
        Job.objects.filter(owner_id=account.pk)
        .exclude(state=State.RUNNING)
        .exclude(task=None)
        .values_list("task", flat=True)
    )
    DBTaskResult.objects.filter(pk__in=list(tasks)).delete()


def forget_in_histories(sender: Any, account: Any, **more: Any) -> None:
    """The number in what other people's entries were before the account changed them."""
    for name in _WHO:
        rows = Revision.objects.filter(**{f"before__{name}": account.pk}).exclude(owner_id=account.pk)
        for row in rows.iterator(chunk_size=2_000):
            row.before[name] = None
            row.save(update_fields=["before"])
