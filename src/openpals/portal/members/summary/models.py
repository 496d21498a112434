"""Links by which a member shows a summary to somebody without an account."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from ...common.audit.record import Record


class Share(Record):
    """What a link shows, and until when. The link's secret is not here, only its hash; ``key`` is the press's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    token_hash = models.CharField(max_length=64, unique=True)
    first_day = models.DateField()
    last_day = models.DateField()
    sections = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    openings = models.PositiveIntegerField(default=0, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)

    OWNER: ClassVar[str] = "owner_id"

    class Meta:
        """One a press; it ends after it was made, and shows days in their order."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "key"], name="summary_share_key"),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="summary_share_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="summary_share_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        """Its number: neither whose it is nor how to open it."""
        return f"share {self.pk}"

    @property
    def opens(self) -> bool:
        """Whether the link opens it now."""
        return self.withdrawn_at is None and self.expires_at > timezone.now()
