"""What was measured: weight and other signs, vital capacity, laboratory values."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .entry import Entry, coded

SIGN, VITAL_CAPACITY, LAB = "sign", "vital_capacity", "lab"
KINDS = ((SIGN, _("Weight and other signs")), (VITAL_CAPACITY, _("Vital capacity")), (LAB, _("Laboratory value")))


class Measurement(Entry):
    """One value in the unit it was given in. ``code`` is a vital sign (`weight`), a manoeuvre (`fvc`, `svc`) or an
    analyte (`creatinine`); a vital capacity has litres in ``value``, percent of the predicted one, or both."""

    kind = models.CharField(max_length=16, choices=KINDS)
    code = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    percent_predicted = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    position = coded(12)
    measured_by = coded(20)
    specimen = coded(20)

    class Meta(Entry.Meta):
        """There is a value; the latest of a kind is found at once."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["owner", "key"], name="journal_measurement_key"),
            models.CheckConstraint(
                condition=~Q(value=None, percent_predicted=None), name="journal_measurement_has_a_value"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner", "day"], name="journal_measurement_day"),
            models.Index(fields=["owner", "code", "-day"], name="journal_measurement_latest"),
        ]
