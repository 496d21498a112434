"""Grants by which a caregiver acts in a member's journal, invitations to them, and what becomes of a profile after a
death."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from ...common.audit.record import Record
from .parts import PARTS

# So long an invitation can be accepted.
OPEN_DAYS = 14


class Granted(Record):
    """What may be granted: the same for an invitation and for the grant that is made of it."""

    may_read = models.BooleanField(default=True)
    may_write_for = models.BooleanField(default=False)  # types what the member says
    may_answer_for = models.BooleanField(default=False)  # says it in the member's place
    closed_mood = models.BooleanField(default=True)
    closed_sexual = models.BooleanField(default=True)
    closed_ending_life = models.BooleanField(default=True)
    closed_notes = models.BooleanField(default=True)
    may_speak_after = models.BooleanField(default=False)  # says, after the member's death, what becomes of the profile

    class Meta:
        """A base only."""

        abstract = True

    def closed(self) -> frozenset[str]:
        """The parts this caregiver does not see."""
        return frozenset(part for part in PARTS if getattr(self, f"closed_{part}"))

    def granted(self) -> dict[str, bool]:
        """All of what is granted, by column."""
        return {field.attname: getattr(self, field.attname) for field in Granted._meta.local_fields}


class CareGrant(Granted):
    """What one caregiver may do in one member's journal. Parts are closed unless the member opens them."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="care_given_by")
    caregiver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cares_for")
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


def _closes_at() -> datetime:
    return timezone.now() + timedelta(days=OPEN_DAYS)


class Invitation(Granted):
    """An invitation by letter. Its id stands in the letter and nowhere else; the address it went to is not kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField()
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    called = models.CharField(max_length=80)  # as the member calls them
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    closes_at = models.DateTimeField(default=_closes_at, editable=False)

    OWNER: ClassVar[str] = "member_id"

    class Meta:
        """One a press."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["member", "key"], name="care_invitation_key")
        ]

    def __str__(self) -> str:
        """A word: it names nobody."""
        return "invitation"


KEEP, CLOSE = "keep", "close"


class Remembrance(Record):
    """What a relative told of a member's death, and what is to become of the profile.

    ``settled_at`` is empty while a moderator has not looked. The id stands in the letter to the member's own address,
    by which they can say that it is not so.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="remembrance")
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    died_on = models.DateField(null=True)
    wish = models.CharField(max_length=5, choices=((KEEP, KEEP), (CLOSE, CLOSE)))
    told_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)

    OWNER: ClassVar[str] = "member_id"

    def __str__(self) -> str:
        """A word: it names nobody."""
        return "remembrance"
