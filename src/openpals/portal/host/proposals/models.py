"""Proposals with their people, documents, frozen revisions and history."""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...common.audit.record import Record
from ..form.spec import Purpose
from ..institutions.models import Institution
from .states import STAGES, Stage, State


class Proposal(Record):
    """A Research Proposal Form and all that becomes of it. An amendment or a renewal is a proposal that ``follows``
    the one it changes."""

    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    purpose = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Purpose])
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followers")
    state = models.CharField(
        max_length=16, choices=[(one.value, one.value) for one in State], default=State.DRAFT.value
    )
    since = models.DateTimeField(default=timezone.now)
    form_version = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    OWNER: ClassVar[str] = "applicant_id"

    class Meta:
        """Oldest first, as they wait."""

        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["state", "since"], name="proposals_waiting")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="proposals_new_follows_nothing",
                condition=Q(purpose=Purpose.NEW.value, follows=None)
                | ~Q(purpose=Purpose.NEW.value) & Q(follows__isnull=False),
            )
        ]

    def __str__(self) -> str:
        """Its number; never its title, which its people have not made public."""
        return f"Project {self.pk}"

    @property
    def title(self) -> str:
        """As given in the form, for people who may see it."""
        given = self.answers.get("title")
        return given if isinstance(given, str) and given else "Without a title"

    @property
    def stage(self) -> Stage:
        """The state in words."""
        return STAGES[State(self.state)]


class Revision(Record):
    """The answers as they were sent, for good. Opinions and decisions are about a revision."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    form_version = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    people = models.JSONField()  # names of who was on the project
    documents = models.JSONField()  # SHA-256 by name of file
    sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField(default=timezone.now, editable=False)

    OWNER: ClassVar[str] = "proposal__applicant_id"

    class Meta:
        """In order."""

        ordering: ClassVar = ["proposal", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["proposal", "number"], name="proposals_revision_once")]

    def __str__(self) -> str:
        """Which one."""
        return f"Revision {self.number} of project {self.proposal_id}"


class Step(Record):
    """One move that was made."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="steps")
    name = models.CharField(max_length=16)
    source = models.CharField(max_length=16)
    target = models.CharField(max_length=16)
    at = models.DateTimeField(default=timezone.now, editable=False)

    OWNER: ClassVar[str] = "proposal__applicant_id"

    class Meta:
        """In order."""

        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        """From where to where."""
        return f"{self.source} → {self.target}"

    @property
    def stage(self) -> Stage:
        """Where it led, in words."""
        return STAGES[State(self.target)]


class Standing(StrEnum):
    """How somebody stands to a project's team."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LEFT = "left"
    REMOVED = "removed"


class Member(Record):
    """Somebody on a project's team, or invited to it. An invitation is for whoever has confirmed that address; it
    carries no secret, so that a letter that was passed on opens nothing."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="members")
    email = models.EmailField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    full_name = models.CharField(max_length=200, blank=True)
    institution = models.ForeignKey(Institution, null=True, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Standing])
    changed_at = models.DateTimeField(default=timezone.now)

    OWNER: ClassVar[str] = "account_id"

    class Meta:
        """Each address once a project."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "email"], name="proposals_invited_once"),
            models.CheckConstraint(
                name="proposals_on_the_team_with_a_name",
                condition=~Q(standing=Standing.ACCEPTED.value) | ~Q(full_name="") & Q(institution__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Name or word."""
        return self.full_name or "Somebody invited"


class Party(Record):
    """An institution that has part in a project."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="parties")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")

    OWNER: ClassVar[str] = "proposal__applicant_id"

    class Meta:
        """Once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "institution"], name="proposals_party_once")
        ]

    def __str__(self) -> str:
        """The institution."""
        return str(self.institution)


class Interest(Record):
    """A steward or reviewer says that they have an interest in a project; they see it no more."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="interests")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    declared_at = models.DateTimeField(default=timezone.now)

    OWNER: ClassVar[str] = "account_id"

    class Meta:
        """Said once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "account"], name="proposals_interest_once")
        ]

    def __str__(self) -> str:
        """Which project."""
        return f"Interest in project {self.proposal_id}"


PAPERS = (
    ("ethics", _("Letter of the ethics board")),
    ("protocol", _("Protocol")),
    ("cv", _("Curriculum vitae")),
    ("proof", _("How a condition is met")),
    ("other", _("Something else")),
)


class Document(Record):
    """An uploaded PDF; its bytes stand in ``Content``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="documents")
    paper = models.CharField(max_length=16, choices=PAPERS)
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True)  # what a revision lists is kept, and no longer shown to the team

    OWNER: ClassVar[str] = "proposal__applicant_id"

    class Meta:
        """Oldest first."""

        ordering: ClassVar = ["uploaded_at", "pk"]

    def __str__(self) -> str:
        """Its kind."""
        return str(dict(PAPERS)[self.paper])


def team(proposal: Proposal) -> Any:
    """The rows of who is on the team now."""
    return proposal.members.filter(standing=Standing.ACCEPTED.value)


class Content(models.Model):
    """A document's bytes: in the database, so that a backup holds them and no address of a file reaches them."""

    document = models.OneToOneField(Document, primary_key=True, on_delete=models.PROTECT, related_name="content")
    data = models.BinaryField()

    def __str__(self) -> str:
        """Whose."""
        return f"Bytes of {self.document_id}"
