"""Grants by which a caregiver acts in a member's journal, until the member ends them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from ...common.audit.record import Record
from .parts import PARTS


class CareGrant(Record):
    """What one caregiver may do in one member's journal. Parts are closed unless the member opens them."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="care_given_by")
    caregiver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cares_for")
    may_read = models.BooleanField(default=True)
    may_write_for = models.BooleanField(default=False)  # types what the member says
    may_answer_for = models.BooleanField(default=False)  # says it in the member's place
    closed_mood = models.BooleanField(default=True)
    closed_sexual = models.BooleanField(default=True)
    closed_ending_life = models.BooleanField(default=True)
    closed_notes = models.BooleanField(default=True)
    began_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    OWNER: ClassVar[str] = "member_id"

    class Meta:
        """One grant at a time for two people, who are two; whoever writes also reads."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["caregiver", "member"], condition=models.Q(ended_at=None), name="care_granted_once"
            ),
            models.CheckConstraint(condition=~models.Q(member=models.F("caregiver")), name="care_for_another"),
            models.CheckConstraint(
                condition=models.Q(may_read=True) | models.Q(may_write_for=False, may_answer_for=False),
                name="care_writes_only_what_it_reads",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("began_at")),
                name="care_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        """Its number: it names nobody."""
        return f"grant {self.pk}"

    def closed(self) -> frozenset[str]:
        """The parts this caregiver does not see."""
        return frozenset(part for part in PARTS if getattr(self, f"closed_{part}"))
