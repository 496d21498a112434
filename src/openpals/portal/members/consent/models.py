"""What members agreed to. Rows are only added; the last one of a purpose is what holds."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from ....model.refused import Refused
from ...common.access.actor import Actor
from ...common.audit.record import Record
from .purposes import PURPOSES


class ConsentFixed(Refused):
    """Somebody tried to change a consent that was given. A change is a new row."""


class ConsentChange(Record):
    """A yes or a no to one purpose, in the words of the text with that hash."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    purpose = models.CharField(max_length=16, choices=[(purpose, purpose) for purpose in PURPOSES])
    given = models.BooleanField()
    text = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    OWNER: ClassVar[str] = "owner_id"

    class Meta:
        """In the order of time; the last one of a person and purpose is found at once."""

        ordering: ClassVar = ["pk"]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["owner", "purpose", "-id"], name="consent_latest"),
            models.Index(fields=["purpose", "owner"], condition=models.Q(given=True), name="consent_given"),
        ]

    def __str__(self) -> str:
        """The purpose: not what was said."""
        return f"consent to {self.purpose}"

    def write(self, *, by: Actor, action: str, why: str, fields: tuple[str, ...] = ()) -> None:
        """Adds the row. Raises ConsentFixed for one that is there already."""
        if self.pk is not None:
            raise ConsentFixed("A consent is never edited. Write the change as a new row.")
        super().write(by=by, action=action, why=why, fields=fields)
