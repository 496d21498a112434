"""A member's profile: what does not change from day to day, and who may see which section of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..journal.models.entry import Kept, coded

# How well a day is known. A month is kept as its first day, a year as the first of January.
PRECISIONS = (("day", _("The day")), ("month", _("The month")), ("year", _("The year")))

SECTIONS = (
    ("about", _("Sex, year of birth and country")),
    ("diagnosis", _("Diagnosis and how it began")),
    ("family", _("Family and genes")),
    ("equipment", _("Equipment")),
    ("course", _("Abilities, symptoms and measurements")),
    ("treatments", _("Treatments")),
)

ONLY_ME, CARE_TEAM, MEMBERS, PUBLIC = "only_me", "my_care_team", "members", "public"
AUDIENCES = (
    (ONLY_ME, _("Only me")),
    (CARE_TEAM, _("My care team")),
    (MEMBERS, _("All members")),
    (PUBLIC, _("Everybody")),
)


class Profile(Kept):
    """One a member; what was not said is empty. Codes are those of the model's vocabularies."""

    diagnosis = coded(20)
    diagnosis_date = models.DateField(null=True, blank=True)
    diagnosis_precision = models.CharField(max_length=5, blank=True, choices=PRECISIONS)
    onset_site = coded(30)
    onset_date = models.DateField(null=True, blank=True)
    onset_precision = models.CharField(max_length=5, blank=True, choices=PRECISIONS)
    sex = coded(10)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    country = coded(2)
    gene = coded(20)
    family_history = coded(10)  # yes, no or unknown; who, stands in `Relative`
    died_on = models.DateField(null=True, blank=True)

    class Meta(Kept.Meta):
        """One a member; the disease begins before it is found."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["owner"], name="profile_once"),
            models.CheckConstraint(
                condition=Q(diagnosis_date=None) | Q(diagnosis_precision__in=["day", "month", "year"]),
                name="profile_diagnosis_precision_said",
            ),
            models.CheckConstraint(
                condition=Q(onset_date=None) | Q(onset_precision__in=["day", "month", "year"]),
                name="profile_onset_precision_said",
            ),
        ]


class SectionVisibility(models.Model):
    """Who sees one section; a section without a row is seen by its owner only."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    section = models.CharField(max_length=12, choices=SECTIONS)
    seen_by = models.CharField(max_length=12, choices=AUDIENCES)

    OWNER: ClassVar[str] = "owner_id"

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        """One a section; who may be looked for is found by section."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "section"], name="profile_section_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["section", "seen_by"], condition=~Q(seen_by="only_me"), name="profile_seen_by")
        ]

    def __str__(self) -> str:
        """The section."""
        return self.section


class Relative(Kept):
    """A blood relative who had a disease of the nerves."""

    relative = models.CharField(max_length=30)
    disease = models.CharField(max_length=30)


class Equipment(Kept):
    """A device, from when until when."""

    equipment = models.CharField(max_length=30)
    start_day = models.DateField(null=True, blank=True)
    stop_day = models.DateField(null=True, blank=True)

    class Meta(Kept.Meta):
        """Stopped after it began."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["owner", "key"], name="profile_equipment_key"),
            models.CheckConstraint(
                condition=Q(start_day=None) | Q(stop_day=None) | Q(stop_day__gte=F("start_day")),
                name="profile_equipment_stops_after_it_starts",
            ),
        ]
