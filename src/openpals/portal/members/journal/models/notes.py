"""Notes in a member's own words, with a photo if they like."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from ...care.parts import NOTES
from .entry import Entry


class Note(Entry):
    """A note of a day."""

    text = models.TextField(blank=True, max_length=20_000)

    PARTS: ClassVar = {NOTES: Q(pk__isnull=False)}


class Photo(models.Model):
    """A note's photo, drawn anew from the sent file without what else stood in it.

    It stands in the database, so that it is saved, backed up and deleted with its note.
    """

    note = models.OneToOneField(Note, on_delete=models.CASCADE, related_name="photo")
    data = models.BinaryField()  # JPEG
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    described = models.CharField(max_length=200, blank=True)  # for those who do not see it

    OWNER: ClassVar[str] = "note__owner_id"
    PARTS: ClassVar = {NOTES: Q(pk__isnull=False)}

    objects: ClassVar[Any] = models.Manager()

    def __str__(self) -> str:
        """Its number: no word of it."""
        return f"photo {self.pk}"
