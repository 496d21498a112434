"""Who reviews what, their opinions, questions to applicants, decisions."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...common.audit.record import Record
from ..catalogue.models import Release
from ..proposals.models import Proposal, Revision

# How many review each proposal.
REVIEWERS = 2


class Assignment(Record):
    """A reviewer has a proposal to judge, until ``ended_at``."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    OWNER: ClassVar[str] = "reviewer_id"

    class Meta:
        """Nobody twice."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["proposal", "reviewer"], condition=Q(ended_at=None), name="review_assigned_once"
            )
        ]

    def __str__(self) -> str:
        """Which project."""
        return f"Review of project {self.proposal_id}"


class Advice(StrEnum):
    """What a reviewer advises."""

    APPROVE = "approve"
    CONDITIONS = "conditions"
    DECLINE = "decline"


ADVICE = (
    (Advice.APPROVE.value, _("Approve")),
    (Advice.CONDITIONS.value, _("Approve, with conditions")),
    (Advice.DECLINE.value, _("Decline")),
)


class Opinion(Record):
    """What a reviewer wrote about a revision: once, for good. Another revision needs another opinion."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="opinions")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    advice = models.CharField(max_length=16, choices=ADVICE)
    words = models.TextField(max_length=10_000)
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    OWNER: ClassVar[str] = "reviewer_id"

    class Meta:
        """One a reviewer and revision."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["revision", "reviewer"], name="review_one_opinion")]

    def __str__(self) -> str:
        """What is advised."""
        return str(dict(ADVICE)[self.advice])


class Question(Record):
    """Asked of the applicant about a revision, and the answer."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="questions")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(max_length=5_000)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    answer = models.TextField(max_length=10_000, blank=True)

    OWNER: ClassVar[str] = "proposal__applicant_id"

    class Meta:
        """In order."""

        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        """Which project."""
        return f"Question on project {self.proposal_id}"


class Decision(Record):
    """What one steward proposes and another confirms. It says which release, and for how many months."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="decisions")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=16, choices=ADVICE)
    words = models.TextField(max_length=5_000)
    conditions = models.TextField(max_length=5_000, blank=True)
    release = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="+")  # none: the newest
    months = models.PositiveSmallIntegerField(default=12)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    returned_why = models.TextField(max_length=2_000, blank=True)
    met = models.TextField(max_length=10_000, blank=True)  # how the applicant says the conditions are met
    not_met = models.TextField(max_length=2_000, blank=True)  # what a steward says is still missing

    OWNER: ClassVar[str] = "proposal__applicant_id"

    class Meta:
        """In order; two people, and conditions exactly where they are spoken of, whatever code says."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="review_two_people", condition=~Q(confirmed_by=F("proposed_by"))),
            models.CheckConstraint(
                name="review_confirmed_or_returned", condition=Q(confirmed_at=None) | Q(returned_at=None)
            ),
            models.CheckConstraint(
                name="review_conditions_are_said",
                condition=Q(outcome=Advice.CONDITIONS.value) & ~Q(conditions="")
                | ~Q(outcome=Advice.CONDITIONS.value) & Q(conditions=""),
            ),
        ]

    def __str__(self) -> str:
        """What was decided."""
        return str(dict(ADVICE)[self.outcome])
