"""What an entry was before it was changed or deleted. Goes with the member's account, as the entries do."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

CHANGED, DELETED = "changed", "deleted"


class Revision(models.Model):
    """One change of one entry: ``kind`` is its model's label, ``before`` the changed values as they were."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    entry = models.BigIntegerField()
    what = models.CharField(max_length=8, choices=((CHANGED, CHANGED), (DELETED, DELETED)))
    before = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    OWNER: ClassVar[str] = "owner_id"

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        """Found by the entry; in order of time."""

        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["owner", "kind", "entry"], name="journal_revision_entry")]

    def __str__(self) -> str:
        """What was done, without a value."""
        return f"{self.kind} {self.entry} {self.what}"
