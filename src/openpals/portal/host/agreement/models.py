"""Texts of the agreement, and signatures. Triggers of the database refuse any change to either."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.db import models
from django.utils import timezone

from ...common.audit.record import Record


class AgreementText(Record):
    """A version of the terms, known by the SHA-256 of its text. The newest is the one that counts."""

    number = models.PositiveIntegerField(unique=True)
    hash = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    published_at = models.DateTimeField(default=timezone.now, editable=False)

    OWNER: ClassVar[str] = "pk"

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        """Number and the hash's beginning."""
        return f"Version {self.number} ({self.hash[:12]})"


class Signature(Record):
    """Somebody signed a text for a project. It refers to nothing by key, so that it outlives account and project."""

    text_hash = models.CharField(max_length=64)
    proposal_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    full_name = models.CharField(max_length=200)  # as on the team
    typed_name = models.CharField(max_length=200)
    institution = models.CharField(max_length=200)
    signed_at = models.DateTimeField(default=timezone.now, editable=False)

    OWNER: ClassVar[str] = "account_id"

    class Meta:
        """Each text once a person and project."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["text_hash", "proposal_id", "account_id"], name="agreement_signed_once")
        ]

    def __str__(self) -> str:
        """Which text."""
        return f"Signature under {self.text_hash[:12]}"


def hash_of(text: str) -> str:
    """SHA-256 of the text as it is kept: one kind of line break, nothing around it."""
    return hashlib.sha256(plain(text).encode()).hexdigest()


def plain(text: str) -> str:
    """The text as it is kept."""
    return text.replace("\r\n", "\n").replace("\x00", "").strip() + "\n"


def current_text() -> AgreementText | None:
    """The version that counts now; None before the first was published."""
    found: AgreementText | None = AgreementText.objects.order_by("-number").first()
    return found
