"""Courses of treatment, what was taken of them, and how the member judges them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .entry import Entry, Kept, coded

KINDS = (
    ("drug", _("Drug")),
    ("supplement", _("Supplement")),
    ("equipment", _("Equipment")),
    ("procedure", _("Procedure")),
    ("therapy", _("Therapy")),
)


def _dose() -> models.DecimalField[Any, Any]:
    return models.DecimalField(max_digits=10, decimal_places=3, null=True, blank=True)


class Treatment(Kept):
    """One course: a treatment of the vocabulary or in own words, its dose, what it is for, from when until when."""

    kind = models.CharField(max_length=12, choices=KINDS)
    code = models.CharField(max_length=60, blank=True)
    words = models.CharField(max_length=120, blank=True)
    mapped_code = models.CharField(max_length=60, blank=True)
    mapping = models.CharField(max_length=40, blank=True)
    purpose = coded(60)
    purpose_words = models.CharField(max_length=120, blank=True)
    dose = _dose()
    dose_unit = coded(20)
    doses_per_day = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    start_day = models.DateField(null=True, blank=True)
    stop_day = models.DateField(null=True, blank=True)
    stop_reason = coded(20)

    class Meta(Kept.Meta):
        """Named; stopped after it began."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["owner", "key"], name="journal_treatment_key"),
            models.CheckConstraint(condition=~Q(code="", words=""), name="journal_treatment_said"),
            models.CheckConstraint(
                condition=Q(start_day=None) | Q(stop_day=None) | Q(stop_day__gte=F("start_day")),
                name="journal_treatment_stops_after_it_starts",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["owner", "start_day"], name="journal_treatment_start")]


class TreatmentReport(Entry):
    """What was taken of a course on a day: dose, and how well the plan was kept to. Doses a day of 0: not taken."""

    treatment = models.ForeignKey(Treatment, on_delete=models.CASCADE, related_name="reports")
    doses_per_day = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    dose = _dose()
    dose_unit = coded(20)
    adherence = coded(20)


class Evaluation(Entry):
    """How a course goes, judged for the purpose it then had."""

    treatment = models.ForeignKey(Treatment, on_delete=models.CASCADE, related_name="evaluations")
    purpose = coded(60)
    effectiveness = coded(20)
    side_effects = coded(20)
    main_side_effect = coded(60)
    main_side_effect_severity = models.PositiveSmallIntegerField(null=True, blank=True)
    burden = coded(20)
    adherence = coded(20)
    cost_band = coded(20)
    advice = models.TextField(blank=True, max_length=4000)

    class Meta(Entry.Meta):
        """A side effect is at least mild."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["owner", "key"], name="journal_evaluation_key"),
            models.CheckConstraint(
                condition=Q(main_side_effect_severity=None)
                | Q(main_side_effect_severity__gte=1, main_side_effect_severity__lte=3),
                name="journal_side_effect_1_to_3",
            ),
        ]
