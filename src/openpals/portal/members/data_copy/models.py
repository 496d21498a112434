"""Copies that a worker makes, in parts: whole archives would not fit into memory."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

# A copy can be fetched for so long.
KEPT = timedelta(days=7)


class DataCopy(models.Model):
    """One copy, for one member; it goes with the account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    job = models.UUIDField(null=True, editable=False)
    ready_at = models.DateTimeField(null=True, editable=False)
    bytes = models.PositiveBigIntegerField(default=0)

    OWNER: ClassVar[str] = "owner_id"

    objects: ClassVar[Any] = models.Manager()

    def __str__(self) -> str:
        """A word: it names nobody."""
        return "copy"


class CopyPart(models.Model):
    """A piece of the archive, at most a mebibyte."""

    copy = models.ForeignKey(DataCopy, on_delete=models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        """In order."""

        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["copy", "number"], name="data_copy_part_once")]

    def __str__(self) -> str:
        """Its number."""
        return f"part {self.number}"
