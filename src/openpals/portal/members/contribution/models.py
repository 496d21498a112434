"""Contributions to the pool, whose data were in each, and the releases made of them."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class Participant(models.Model):
    """Somebody whose data were contributed, under the number by which contributions call them.

    When the account is deleted the number stays without an owner, so that the next contribution can tell the host that
    this one is gone; who it was, nothing tells any more.
    """

    number = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    inside = models.BooleanField(default=True)  # in the latest contribution

    OWNER: ClassVar[str] = "owner_id"

    objects: ClassVar[Any] = models.Manager()

    def __str__(self) -> str:
        """A word: the number is not for pages."""
        return "participant"


class Contribution(models.Model):
    """One contribution that was written: when, of how many people, with how many rows by table."""

    at = models.DateTimeField(default=timezone.now, editable=False)
    extracted = models.DateField()
    dataset = models.CharField(max_length=40)
    people = models.PositiveIntegerField(default=0)
    rows = models.JSONField(default=dict)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        """In the order of time."""

        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        """Its number."""
        return f"contribution {self.pk}"


class Contributed(models.Model):
    """What of one participant was in one contribution: rows by table, no value."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="contributed")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="contributed", db_index=False)
    rows = models.JSONField(default=dict)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        """Once a contribution."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participant", "contribution"], name="contribution_participant_once")
        ]

    def __str__(self) -> str:
        """Its number."""
        return f"contributed {self.pk}"


class PublishedRelease(models.Model):
    """A release of the pool that was made with one of the contributions."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="releases")
    version = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    people = models.PositiveIntegerField()
    told_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        """Told once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contribution", "version"], name="contribution_release_once")
        ]

    def __str__(self) -> str:
        """Its version."""
        return self.version


class Invention(models.Model):
    """Invented members were put into this site from a simulator's folder: what it contributes is synthetic."""

    at = models.DateTimeField(default=timezone.now, editable=False)
    members = models.PositiveIntegerField()

    objects: ClassVar[Any] = models.Manager()

    def __str__(self) -> str:
        """How many."""
        return f"{self.members} invented members"
