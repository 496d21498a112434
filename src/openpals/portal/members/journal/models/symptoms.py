"""Symptoms a member follows, and how bad each was on a day."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from .....model.vocabulary import vocabulary
from ...care.parts import SYMPTOMS
from .entry import Entry, Kept

# None, mild, moderate, severe: the model's codes, each at its grade from 0 to 3.
SEVERITIES = vocabulary("severity").codes


class TrackedSymptom(Kept):
    """A symptom of the vocabulary, or one in the member's own words, kept as said; a moderator may map these later."""

    concept = models.CharField(max_length=60, blank=True)
    words = models.CharField(max_length=120, blank=True)
    mapped_concept = models.CharField(max_length=60, blank=True)
    mapping = models.CharField(max_length=40, blank=True)  # version of the vocabulary it was mapped to
    mapped_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    mapped_at = models.DateTimeField(null=True)
    stopped_on = models.DateField(null=True)  # asked no more from this day

    PARTS: ClassVar = {
        part: Q(concept__in=concepts) | Q(mapped_concept__in=concepts) for part, concepts in SYMPTOMS.items()
    }

    class Meta(Kept.Meta):
        """Followed once; of the vocabulary or in own words."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["owner", "key"], name="journal_trackedsymptom_key"),
            models.UniqueConstraint(fields=["owner", "concept"], condition=~Q(concept=""), name="journal_concept_once"),
            models.UniqueConstraint("owner", Lower("words"), condition=Q(concept=""), name="journal_words_once"),
            models.CheckConstraint(condition=~Q(concept="", words=""), name="journal_symptom_said"),
        ]
        indexes: ClassVar = [  # a moderator's list
            models.Index(fields=["id"], condition=Q(concept="", mapped_concept=""), name="journal_symptom_unmapped")
        ]

    @property
    def code(self) -> str:
        """The vocabulary's code: as chosen, or as mapped; empty while nobody has mapped the words."""
        return self.concept or self.mapped_concept


class SymptomReport(Entry):
    """How bad one symptom was on one day. A later press on the same day takes its place; the first is kept."""

    symptom = models.ForeignKey(TrackedSymptom, on_delete=models.CASCADE, related_name="reports", db_index=False)
    severity = models.PositiveSmallIntegerField()
    attributed_to = models.CharField(max_length=20, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    PARTS: ClassVar = {
        part: Q(symptom__concept__in=concepts) | Q(symptom__mapped_concept__in=concepts)
        for part, concepts in SYMPTOMS.items()
    }

    class Meta(Entry.Meta):
        """One a day."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["owner", "key"], name="journal_symptomreport_key"),
            models.UniqueConstraint(fields=["symptom", "day"], name="journal_symptom_day_once"),
            models.CheckConstraint(condition=Q(severity__gte=0, severity__lte=3), name="journal_severity_0_to_3"),
        ]
