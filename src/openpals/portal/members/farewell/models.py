"""Accounts that were closed, those that wait to be deleted, and what the law wants kept of consents."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from ...common.audit.record import Record

# So long a deletion can be taken back.
HOLD = timedelta(minutes=30)


class Closing(Record):
    """An account whose member has left. The id stands in a letter, and opens the account again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    OWNER: ClassVar[str] = "account_id"

    def __str__(self) -> str:
        """Its kind: it names nobody."""
        return "closed account"


class Deletion(Record):
    """An account that is deleted once ``due_at`` has passed, unless the row is taken away before."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(editable=False)

    OWNER: ClassVar[str] = "account_id"

    def __str__(self) -> str:
        """Its number: it names nobody."""
        return f"deletion {self.pk}"


class KeptConsent(models.Model):
    """What a deleted account said of one purpose, and when. ``person`` is a keyed hash of an e-mail address: whoever
    names the address can have it checked; nobody can read the address out of it."""

    person = models.CharField(max_length=64, db_index=True)
    purpose = models.CharField(max_length=16)
    given = models.BooleanField()
    text = models.CharField(max_length=64)
    at = models.DateTimeField()

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        """In the order of time."""

        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        """Its number: it names nobody."""
        return f"kept consent {self.pk}"
