"""What is known of a job beside the task library's own row."""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class State(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(models.Model):
    """One job. Its arguments stand in the library's row and are ids only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.UUIDField(null=True, editable=False)  # the library's row of the latest attempt
    function = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    title = models.CharField(max_length=120)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    once = models.CharField(max_length=120, null=True, unique=True)  # two requests for the same thing are one job
    state = models.CharField(max_length=16, default=State.WAITING.value)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)  # the kind of an error, never its message
    made_at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(null=True)  # when its worker last gave a sign of life

    OWNER: ClassVar[str] = "owner_id"

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-made_at"]
        indexes: ClassVar = [models.Index(fields=["state", "heard_at"], name="jobs_state")]

    def __str__(self) -> str:
        """Its title."""
        return self.title

    @property
    def percent(self) -> int:
        """How much is done, of a hundred."""
        return min(100, 100 * self.done // self.total) if self.total else 0


class Heartbeat(models.Model):
    """When a worker was last seen; the site is ready only while one is."""

    worker = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        """The worker."""
        return self.worker
