"""The profile's pages: its sections, relatives, equipment, and who sees what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ...common.access.request import DecidedRequest
from ..journal.answering import respondent
from ..journal.keep import add, change
from ..journal.kinds import Kind
from ..journal.pages.place import journal_in, journal_page, may
from ..journal.said import label_of, past
from .forms import AboutForm, DiagnosisForm, EquipmentForm, FamilyForm, ProfileForm, RelativeForm, VisibilityForm
from .models import AUDIENCES, ONLY_ME, SECTIONS, Equipment, Profile, Relative, SectionVisibility
from .words import COUNTRY_NAMES, ONSET_SITES, PROFILE_GENES

EQUIPMENT = Kind("equipment", Equipment, EquipmentForm, gettext_lazy("Equipment"), "equipment", action="profile")
RELATIVE = Kind("relatives", Relative, RelativeForm, gettext_lazy("A relative"), "profile", action="profile")


@dataclass(frozen=True)
class Section:
    """A part of the profile that is asked by one form."""

    name: str
    title: Any
    form: type[ProfileForm]


FORMS = (
    Section("about", gettext_lazy("About you"), AboutForm),
    Section("diagnosis", gettext_lazy("Diagnosis and how it began"), DiagnosisForm),
    Section("family", gettext_lazy("Family and genes"), FamilyForm),
)


@require_safe
def profile(request: DecidedRequest, journal: UUID) -> HttpResponse:
    """What the profile says, section by section."""
    whose = journal_in(request)
    row = Profile.objects.filter(owner_id=whose.owner_id).first() or Profile(owner_id=whose.owner_id)
    seen = _seen(whose.owner_id)
    relatives = Relative.objects.filter(owner_id=whose.owner_id).order_by("pk")
    return journal_page(
        request,
        "profile/profile.html",
        sections=[(one, _lines(row, one.name), dict(AUDIENCES)[seen[one.name]]) for one in FORMS],
        relatives=[
            (one, label_of("relative", one.relative), label_of("family_disease", one.disease)) for one in relatives
        ],
        shows=may(request, "profile.show"),
        writes=may(request, "profile.write"),
    )


def section_page(section: Section) -> Callable[..., HttpResponse]:
    """The page that fills in a section."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def page(request: DecidedRequest, journal: UUID) -> HttpResponse:
        whose, actor = journal_in(request), request.actor
        there = Profile.objects.filter(owner_id=whose.owner_id)
        row = there.first()
        shown = row or Profile(owner_id=whose.owner_id, answered_by=respondent(request, whose))
        form = section.form(whose, request.POST if request.method == "POST" else None, instance=shown)
        if request.method == "POST" and form.is_valid():
            values = form.values()
            kept = row or add(Profile(owner_id=whose.owner_id, answered_by=shown.answered_by), by=actor, same=there)
            change(kept, by=actor, **values)
            messages.success(request, _("Saved."))
            return redirect("profile", journal=whose.pk)
        return journal_page(
            request,
            "form",
            422 if form.is_bound else 200,
            form=form,
            title=section.title,
            button=_("Save"),
            back_to=reverse("profile", kwargs={"journal": whose.pk}),
            history=past(row, form) if row else [],
        )

    return page


@require_safe
def equipment(request: DecidedRequest, journal: UUID) -> HttpResponse:
    """All equipment, what is in use first."""
    whose = journal_in(request)
    rows = Equipment.objects.filter(owner_id=whose.owner_id).order_by("-pk")
    lines = [(row, label_of("equipment", row.equipment)) for row in rows]
    return journal_page(
        request,
        "profile/equipment.html",
        used=[one for one in lines if one[0].stop_day is None],
        past=[one for one in lines if one[0].stop_day is not None],
        writes=may(request, "profile.write"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def visibility(request: DecidedRequest, journal: UUID) -> HttpResponse:
    """Who sees each section; nobody but oneself until one says otherwise."""
    whose = journal_in(request)
    form = VisibilityForm(request.POST if request.method == "POST" else None, initial=_seen(whose.owner_id))
    if request.method == "POST" and form.is_valid():
        for section, seen_by in form.cleaned_data.items():
            row = SectionVisibility.objects.update_or_create
            row(owner_id=whose.owner_id, section=section, defaults={"seen_by": seen_by})
        messages.success(request, _("Saved."))
        return redirect("profile", journal=whose.pk)
    return journal_page(
        request,
        "form",
        422 if form.is_bound else 200,
        form=form,
        title=_("Who sees what"),
        about=_("Only you see anything until you choose otherwise here. You can change it at any time."),
        button=_("Save"),
        back_to=reverse("profile", kwargs={"journal": whose.pk}),
    )


def _seen(owner_id: int) -> dict[str, str]:
    chosen = dict(SectionVisibility.objects.filter(owner_id=owner_id).values_list("section", "seen_by"))
    return {section: chosen.get(section, ONLY_ME) for section, _words in SECTIONS}


def _lines(row: Profile, section: str) -> list[tuple[Any, Any]]:
    """Label and value of what the section says; nothing where nothing is said."""
    lines: dict[str, list[tuple[Any, Any]]] = {
        "about": [
            (_("Sex"), label_of("sex", row.sex)),
            (_("Year of birth"), row.birth_year),
            (_("Country"), COUNTRY_NAMES.get(row.country)),
        ],
        "diagnosis": [
            (_("Diagnosis"), label_of("condition", row.diagnosis)),
            (_("Where it began"), dict(ONSET_SITES).get(row.onset_site)),
            (_("When it began"), _rough(row.onset_date, row.onset_precision)),
            (_("When a doctor named it"), _rough(row.diagnosis_date, row.diagnosis_precision)),
        ],
        "family": [
            (_("Gene"), dict(PROFILE_GENES).get(row.gene)),
            (_("In the family"), label_of("yes_no_unknown", row.family_history)),
        ],
    }
    return [(label, value) for label, value in lines[section] if value]


def _rough(day: Any, precision: str) -> str:
    return date_format(day, {"day": "j F Y", "month": "F Y", "year": "Y"}[precision]) if day else ""
