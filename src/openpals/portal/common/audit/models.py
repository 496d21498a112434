"""The table of events. Nothing refers to it and it refers to nothing, so that it never keeps live data alive; beside
it, under which names it speaks of accounts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One thing done, read or refused. Triggers of the database refuse any change to a row."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=32)  # text, as it is hashed: ISO 8601, UTC, microseconds
    actor = models.CharField(max_length=64)
    action = models.CharField(max_length=64)
    outcome = models.CharField(max_length=16)
    target_type = models.CharField(max_length=64)
    target_id = models.CharField(max_length=64)
    why = models.CharField(max_length=300)
    fields = models.CharField(max_length=300)  # names of what changed, never values
    request_id = models.CharField(max_length=36)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        """In the order of the chain."""

        ordering: ClassVar = ["sequence"]
        indexes: ClassVar = [
            models.Index(fields=["target_type", "target_id"], name="audit_target"),
            models.Index(fields=["actor"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        """What happened, without who or to whom."""
        return f"{self.sequence} {self.action} {self.outcome}"


class Alias(models.Model):
    """The name of one account in the log. It goes with the account."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    name = models.CharField(max_length=16, unique=True)

    objects: ClassVar[Any] = models.Manager()

    def __str__(self) -> str:
        """The alias."""
        return self.name
