"""The releases that this site knows."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ...common.audit.record import Record
from .states import State


class Release(Record):
    """A built release, by the folder it lies in and the SHA-256 of its manifest, which names every file's.

    ``registered_by`` and ``signed_off_by`` are two people; either is empty once that account is gone. What was once
    published keeps its row, and its page, for good.
    """

    version = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    folder = models.CharField(max_length=1000)
    manifest_sha256 = models.CharField(max_length=64)
    synthetic = models.BooleanField()
    state = models.CharField(max_length=16, choices=[(one.value, one.value) for one in State])
    registered_at = models.DateTimeField(default=timezone.now)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField(null=True)
    signed_off_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    retracted_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # why it was retracted; everybody reads it

    OWNER: ClassVar[str] = "registered_by_id"

    class Meta:
        """Newest first. States and days agree, and nobody signs off what they registered, whatever code says."""

        ordering: ClassVar = ["-registered_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="catalogue_two_people", condition=~Q(signed_off_by=F("registered_by"))),
            models.CheckConstraint(
                name="catalogue_state_and_days",
                condition=(
                    Q(state=State.REGISTERED.value, published_at=None, retracted_at=None, reason="")
                    | Q(state=State.PUBLISHED.value, published_at__isnull=False, retracted_at=None, reason="")
                    | Q(state=State.RETRACTED.value, published_at__isnull=False, retracted_at__isnull=False)
                    & ~Q(reason="")
                ),
            ),
        ]

    def __str__(self) -> str:
        """Title and version."""
        return f"{self.title} {self.version}"
