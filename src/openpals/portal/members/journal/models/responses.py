"""Answers to the questions of an instrument."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ...care.parts import MOOD
from .entry import Entry

MOOD_INSTRUMENTS = ("feeling-now",)


class Response(Entry):
    """One time of answering an instrument; ``day`` is the day it began. Partial ones are kept."""

    instrument = models.CharField(max_length=40)
    wording = models.CharField(max_length=60)  # the version of the words that were shown
    finished_at = models.DateTimeField(null=True)

    PARTS: ClassVar = {MOOD: Q(instrument__in=MOOD_INSTRUMENTS)}

    class Meta(Entry.Meta):
        """The latest of an instrument is found at once."""

        indexes: ClassVar = [
            models.Index(fields=["owner", "day"], name="journal_response_day"),
            models.Index(fields=["owner", "instrument", "-day"], name="journal_response_latest"),
        ]


class Answer(models.Model):
    """The answer to one item, saved when it is pressed. Of two devices the last press stands; the other is kept."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers", db_index=False)
    item = models.CharField(max_length=40)
    value = models.SmallIntegerField()
    carried = models.BooleanField(default=False)  # taken from last time by "nothing has changed"
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    OWNER: ClassVar[str] = "response__owner_id"

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        """Once an item."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "item"], name="journal_answer_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="journal_answer_not_negative"),
        ]

    def __str__(self) -> str:
        """Its item: no value."""
        return f"answer to {self.item}"
