"""Reference statistics that were loaded, and who wants to see their course beside them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from ...common.audit.record import Record


class Publication(Record):
    """The reference statistics of one release, as its file has them. The last one loaded is shown; all are kept."""

    version = models.CharField(max_length=2000)
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.TextField()
    loaded_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        """The release's version."""
        return self.version


EVERYONE, SAME_SITE = "everyone", "same_site"


class ContextChoice(models.Model):
    """Whether a member wants to see the context, and whose. Without a row: no."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    shown = models.BooleanField(default=False)
    beside = models.CharField(max_length=12, choices=((EVERYONE, EVERYONE), (SAME_SITE, SAME_SITE)), default=EVERYONE)

    OWNER: ClassVar[str] = "owner_id"

    objects: ClassVar[Any] = models.Manager()

    def __str__(self) -> str:
        """Its number."""
        return f"choice {self.pk}"
