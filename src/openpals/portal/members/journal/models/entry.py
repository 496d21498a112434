"""What every row of a journal has: whose it is, who typed it, and a key against writing it twice."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .....model.vocabulary import vocabulary

# Who said it: the person, somebody typing the person's words, somebody in the person's place, a clinician.
PERSON = "person"
RESPONDENTS: tuple[tuple[str, str], ...] = tuple((term.code, term.label) for term in vocabulary("respondent").terms)


def coded(length: int = 40, **options: Any) -> models.CharField[str, str]:
    """A column for a code of one of the model's vocabularies; empty where nothing was said."""
    return models.CharField(max_length=length, blank=True, **options)


class Kept(models.Model):
    """A row of a member's journal. Write it with ``keep``: its changes are kept in `Revision`.

    ``key`` is drawn when a form is shown and comes back with it: the same press sent twice finds its row.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_by = models.CharField(max_length=24, choices=RESPONDENTS, default=PERSON)

    OWNER: ClassVar[str] = "owner_id"
    # Part that can be closed to a caregiver -> the rows that belong to it.
    PARTS: ClassVar[Mapping[str, Q]] = {}

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        """One row a press; the index also finds all rows of an owner."""

        abstract = True
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["owner", "key"], name="%(app_label)s_%(class)s_key")
        ]

    def __str__(self) -> str:
        """Its kind and number: no value."""
        return f"{self._meta.model_name} {self.pk}"


class Entry(Kept):
    """A row that belongs to a day."""

    day = models.DateField()

    class Meta(Kept.Meta):
        """Found by owner and day."""

        abstract = True
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["owner", "day"], name="%(app_label)s_%(class)s_day"),
        ]
