"""The journal itself: its opaque number in addresses, and how its owner wants it."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class Journal(models.Model):
    """One a member. Its id stands in addresses and says nothing about whose it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="journal")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    score_hidden = models.BooleanField(default=False)
    reminders_paused = models.BooleanField(default=False)

    OWNER: ClassVar[str] = "owner_id"

    objects: ClassVar[Any] = models.Manager()

    def __str__(self) -> str:
        """Its number: no name."""
        return f"journal {self.pk}"


def journal_of(account: Any) -> Journal:
    """An account's journal, made when it is first asked for."""
    journal: Journal = Journal.objects.get_or_create(owner_id=account.pk)[0]
    return journal
