"""Institutions, and who belongs to which."""

from __future__ import annotations

import unicodedata
from typing import ClassVar

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from ...common.access.actor import Actor
from ...common.audit.record import Record

LONGEST_NAME = 200


class Institution(Record):
    """An institution by its name; ``key`` is the name without case, accents, marks and doubled spaces, so that two
    spellings of one name are one institution."""

    name = models.CharField(max_length=LONGEST_NAME)
    key = models.CharField(max_length=LONGEST_NAME, unique=True)

    OWNER: ClassVar[str] = "pk"

    class Meta:
        """By name."""

        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        """Its name as first given."""
        return self.name


class Affiliation(Record):
    """An account says that it belongs to an institution. It is never taken back: one that was left counts as well,
    since who worked there may know those who ask."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="affiliations")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="affiliations")
    declared_at = models.DateTimeField(default=timezone.now)

    OWNER: ClassVar[str] = "account_id"

    class Meta:
        """Said once."""

        ordering: ClassVar = ["declared_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "institution"], name="institutions_declared_once")
        ]

    def __str__(self) -> str:
        """Which institution."""
        return str(self.institution)


def key_of(name: str) -> str:
    """The name with nothing left but letters and digits, without case and accents."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))
    words = "".join(sign if sign.isalnum() else " " for sign in plain).split()
    return " ".join(word for word in words if word != "the")[:LONGEST_NAME]


def institution_named(name: str, *, by: Actor) -> Institution:
    """The institution of that name; the first who names it makes it."""
    key = key_of(name) or name.strip()[:LONGEST_NAME]
    there: Institution | None = Institution.objects.filter(key=key).first()
    if there is not None:
        return there
    made = Institution(name=" ".join(name.split())[:LONGEST_NAME], key=key)
    try:
        with transaction.atomic():
            made.write(by=by, action="institution.declare", why="named for the first time")
    except IntegrityError:  # somebody else named it at the same time
        return Institution.objects.get(key=key)
    return made


def declare(account_id: int, name: str, *, by: Actor) -> Institution:
    """The account belongs to the institution of that name, from now on."""
    institution = institution_named(name, by=by)
    if not Affiliation.objects.filter(account=account_id, institution=institution).exists():
        row = Affiliation(account_id=account_id, institution=institution)
        row.write(by=by, action="institution.declare", why="said where they work")
    return institution
