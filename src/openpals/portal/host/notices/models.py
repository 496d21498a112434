"""Which letters were sent."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Notice(models.Model):
    """A letter that was sent, by a key that names its occasion and its reader's number: none is sent twice."""

    key = models.CharField(max_length=120, primary_key=True)
    sent_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        """The key."""
        return self.key
