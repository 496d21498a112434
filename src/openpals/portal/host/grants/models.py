"""Grants, and the statements with which they are closed."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ...common.audit.record import Record
from ..catalogue.models import Release
from ..proposals.models import Proposal
from ..review.models import Decision


class Ending(StrEnum):
    """Why a grant ended."""

    TIME = "its last day passed"
    CLOSED = "the lead investigator closed it"
    REVOKED = "a steward ended it"
    REPLACED = "an amendment or a renewal took its place"


class Grant(Record):
    """Access of one project to one release (none named: the newest), from ``begins_at`` until before ``ends_at``.

    Whether it lives is looked at with every request; no job is needed for it to end.
    """

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="grant")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="+")
    begins_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=64, blank=True, choices=[(one.value, one.value) for one in Ending])
    reason = models.CharField(max_length=300, blank=True)

    OWNER: ClassVar[str] = "proposal__applicant_id"

    class Meta:
        """By end; who ended it and why are said together, whatever code says."""

        ordering: ClassVar = ["ends_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="grants_ends_after_it_begins", condition=Q(ends_at__gt=F("begins_at"))),
            models.CheckConstraint(
                name="grants_ended_with_a_reason",
                condition=Q(ended_at=None, ending="") | Q(ended_at__isnull=False) & ~Q(ending=""),
            ),
        ]

    def __str__(self) -> str:
        """Which project's."""
        return f"Grant of project {self.proposal_id}"


class Closing(Record):
    """The statement that all copies are destroyed."""

    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, related_name="closing")
    typed_name = models.CharField(max_length=200)
    words = models.TextField(max_length=5_000)
    publications = models.TextField(max_length=5_000, blank=True)
    said_at = models.DateTimeField(default=timezone.now, editable=False)

    OWNER: ClassVar[str] = "grant__proposal__applicant_id"

    def __str__(self) -> str:
        """Of which grant."""
        return f"Statement on {self.grant}"
