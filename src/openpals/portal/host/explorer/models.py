"""Cohorts that people kept, and the questions of a day."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from ...common.audit.record import Record
from ..catalogue.models import Release


class KeptCohort(Record):
    """A cohort by its bands, on one release: never a number, which the release tells again whenever it is asked."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    bands = models.JSONField()  # dimension -> codes of bands, as the question has them in its one form
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    OWNER: ClassVar[str] = "owner_id"

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        """The name that its owner gave it."""
        return self.name

    @property
    def address(self) -> str:
        """Where its numbers are."""
        return f"{reverse('explorer', args=[self.release.version])}?{urlencode(self.bands, doseq=True)}"


class Asked(models.Model):
    """A question that somebody asked on a day, as a keyed hash: for the day's budget, and gone after it."""

    day = models.DateField()
    caller = models.CharField(max_length=20)  # an account's number, or nothing
    question = models.CharField(max_length=64)

    class Meta:
        """A question is paid for once a day."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "caller", "question"], name="explorer_asked_once")
        ]

    def __str__(self) -> str:
        """The day only."""
        return str(self.day)
