"""A table that was sent and not yet brought in."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

# A preview waits for so long.
WAITS = timedelta(days=7)

YMD, DMY, MDY = "ymd", "dmy", "mdy"
KG, LB = "kg", "lb"


class Draft(models.Model):
    """The text of a table, with how its days are written; it goes once it is brought in, or with the account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    day_order = models.CharField(max_length=3, choices=((YMD, YMD), (DMY, DMY), (MDY, MDY)))
    weight_unit = models.CharField(max_length=2, choices=((KG, KG), (LB, LB)))
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    OWNER: ClassVar[str] = "owner_id"

    objects: ClassVar[Any] = models.Manager()

    def __str__(self) -> str:
        """A word: it names nobody."""
        return "draft"
