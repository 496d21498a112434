"""What a member wants to be reminded of by letter, and how often."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

WHAT = (
    ("alsfrs-r", _("Your abilities (ALSFRS-R)")),
    ("symptoms", _("Your symptoms")),
    ("feeling", _("How you feel")),
    ("treatments", _("Your treatments")),
    ("measurements", _("Weight and breathing")),
)


class Reminder(models.Model):
    """One thing, every so many days, next on a day. `Journal.reminders_paused` silences them all."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    what = models.CharField(max_length=16, choices=WHAT)
    every_days = models.PositiveSmallIntegerField()
    next_on = models.DateField()

    OWNER: ClassVar[str] = "owner_id"

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        """One a thing; those due are found at once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "what"], name="journal_reminder_once"),
            models.CheckConstraint(condition=Q(every_days__gte=1, every_days__lte=366), name="journal_reminder_rhythm"),
        ]
        indexes: ClassVar = [models.Index(fields=["next_on"], name="journal_reminder_due")]

    def __str__(self) -> str:
        """Its number."""
        return f"reminder {self.pk}"
