"""How a member feels, on one day."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from .....model.instruments import instruments
from ...care.parts import MOOD
from .entry import Entry

# The instrument and its item, as the export writes them.
INSTRUMENT, ITEM = "feeling-now", "feeling"

# The five answers, from the worst to the best, as the model declares them.
FEELINGS = tuple((option["score"], option["label"]) for option in instruments()[INSTRUMENT]["options"])


class Feeling(Entry):
    """From 1, very bad, to 5, very good; the last press of a day stands."""

    value = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True, max_length=4000)

    PARTS: ClassVar = {MOOD: Q(pk__isnull=False)}

    class Meta(Entry.Meta):
        """One a day."""

        indexes: ClassVar[list[Any]] = []
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["owner", "key"], name="journal_feeling_key"),
            models.UniqueConstraint(fields=["owner", "day"], name="journal_feeling_once_a_day"),
            models.CheckConstraint(condition=Q(value__gte=1, value__lte=5), name="journal_feeling_1_to_5"),
        ]
