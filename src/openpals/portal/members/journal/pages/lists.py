"""What was written, kind by kind, the newest first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ....common.access.decide import visible
from ....common.access.request import DecidedRequest
from ....common.design.paging import part_of
from ..answering import respondent
from ..days import today
from ..help_lines import help_lines
from ..keep import add, change
from ..kinds import EVALUATION, REPORT
from ..models import Evaluation, Feeling, Measurement, Note, Photo, SymptomReport, Treatment, TreatmentReport
from ..models.wellbeing import FEELINGS
from ..said import dose_words, label_of, measured, treatment_name
from ..symptoms import name_of
from .entries import bound, entry_page, made
from .place import entry_in, journal_in, journal_page, key_in, may
from .symptoms import SEVERITIES


@require_safe
def treatments(request: DecidedRequest, journal: UUID) -> HttpResponse:
    """All courses, those that go on first."""
    rows = Treatment.objects.filter(owner_id=journal_in(request).owner_id).order_by("-pk")
    courses = [(row, treatment_name(row), dose_words(row)) for row in rows]
    return journal_page(
        request,
        "treatments",
        going=[one for one in courses if one[0].stop_day is None],
        ended=[one for one in courses if one[0].stop_day is not None],
    )


@require_safe
def treatment(request: DecidedRequest, journal: UUID, key: UUID) -> HttpResponse:
    """One course, what was taken of it and how it was judged."""
    row: Treatment = entry_in(request)
    reports = TreatmentReport.objects.filter(treatment=row).order_by("-day", "-pk")[:50]
    evaluations = Evaluation.objects.filter(treatment=row).order_by("-day", "-pk")[:50]
    return journal_page(
        request,
        "treatment",
        course=row,
        name=treatment_name(row),
        dose=dose_words(row),
        purpose=label_of("purpose", row.purpose),
        stop_reason=label_of("stop_reason", row.stop_reason),
        reports=[(one, dose_words(one), label_of("adherence", one.adherence)) for one in reports],
        evaluations=[(one, label_of("effectiveness", one.effectiveness)) for one in evaluations],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: DecidedRequest, journal: UUID, key: UUID) -> HttpResponse:
    """Says what was taken of a course; the dose of last time is offered."""
    row: Treatment = entry_in(request)
    last = TreatmentReport.objects.filter(treatment=row).order_by("-day", "-pk").first() or row
    offered = {"day": today(), "dose": last.dose, "dose_unit": last.dose_unit, "doses_per_day": last.doses_per_day}
    form = bound(REPORT, request, initial=offered)
    if request.method == "POST" and form.is_valid():
        made(form, request, treatment=row)
        messages.success(request, _("Saved."))
        return redirect("treatment", journal=journal, key=key)
    return entry_page(request, REPORT, form, about=treatment_name(row), back_to=_at(request, row))


@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: DecidedRequest, journal: UUID, key: UUID) -> HttpResponse:
    """Says how a course goes, for what it is for; last time's answers are offered, the advice aside."""
    row: Treatment = entry_in(request)
    last = Evaluation.objects.filter(treatment=row).order_by("-day", "-pk").first()
    fields = EVALUATION.form.base_fields
    offered = {name: getattr(last, name) for name in fields if name not in ("day", "advice")} if last else {}
    form = bound(EVALUATION, request, initial={**offered, "day": today()})
    if request.method == "POST" and form.is_valid():
        made(form, request, treatment=row, purpose=row.purpose)
        messages.success(request, _("Saved."))
        return redirect("treatment", journal=journal, key=key)
    about = treatment_name(row)
    if row.purpose:
        about = _("%(treatment)s, for: %(purpose)s") % {"treatment": about, "purpose": label_of("purpose", row.purpose)}
    return entry_page(request, EVALUATION, form, about=about, back_to=_at(request, row))


@require_safe
def measurements(request: DecidedRequest, journal: UUID) -> HttpResponse:
    """Weight, vital capacity and laboratory values."""
    part = part_of(
        Measurement.objects.filter(owner_id=journal_in(request).owner_id), "pk", request.GET.get("after"), True
    )
    kinds = {"sign": "weight", "vital_capacity": "breathing", "lab": "labs"}
    lines = [(row.day, measured(row), _change(request, kinds[row.kind], row)) for row in part.rows]
    adds = [
        ("add_weight", _("Add a weight")),
        ("add_breathing", _("Add a vital capacity")),
        ("add_labs", _("Add a laboratory value")),
    ]
    return journal_page(
        request, "list", title=_("Weight, breathing and laboratory values"), part=part, lines=lines, adds=adds
    )


@require_safe
def symptom_reports(request: DecidedRequest, journal: UUID) -> HttpResponse:
    """What was said of symptoms."""
    rows: QuerySet[Any] = SymptomReport.objects.filter(owner_id=journal_in(request).owner_id).select_related("symptom")
    part = part_of(visible(request.actor, "journal.read", rows), "pk", request.GET.get("after"), True)
    words = dict(SEVERITIES)
    lines = [
        (row.day, f"{name_of(row.symptom)}: {words[row.severity].lower()}", _change(request, "symptom-reports", row))
        for row in part.rows
    ]
    return journal_page(
        request,
        "list",
        title=_("What you said of your symptoms"),
        part=part,
        lines=lines,
        adds=[("symptoms", _("My symptoms"))],
    )


@require_safe
def feelings(request: DecidedRequest, journal: UUID) -> HttpResponse:
    """How each day felt."""
    part = part_of(Feeling.objects.filter(owner_id=journal_in(request).owner_id), "pk", request.GET.get("after"), True)
    words = dict(FEELINGS)
    lines = [(row.day, words[row.value], _change(request, "feelings", row)) for row in part.rows]
    return journal_page(
        request, "list", title=_("How you felt"), part=part, lines=lines, adds=[("feel", _("How I feel today"))]
    )


@require_safe
def notes(request: DecidedRequest, journal: UUID) -> HttpResponse:
    """Notes with their photos."""
    whose = journal_in(request)
    rows = Note.objects.filter(owner_id=whose.owner_id).select_related("photo").defer("photo__data")
    part = part_of(rows, "pk", request.GET.get("after"), newest_first=True)
    return journal_page(request, "notes", part=part, writes=may(request, "notes.write"))


@require_safe
def photo(request: DecidedRequest, journal: UUID, key: UUID) -> HttpResponse:
    """A note's photo, to whoever may read the note."""
    found = get_object_or_404(Photo, note=entry_in(request).pk)
    return HttpResponse(bytes(found.data), content_type="image/jpeg")


@require_http_methods(["GET", "HEAD", "POST"])
def feel(request: DecidedRequest, journal: UUID) -> HttpResponse:
    """How I feel today, in one press; a later press of the day takes its place."""
    whose = journal_in(request)
    value = request.POST.get("value", "")
    if request.method == "POST" and value in {str(score) for score, _label in FEELINGS}:
        _feel(request, int(value))
        messages.success(request, _("Saved. You can press another one if you meant it otherwise."))
        return redirect("journal", journal=whose.pk)
    if request.method == "POST":
        messages.error(request, _("Choose one of the five buttons."))
    felt = Feeling.objects.filter(owner_id=whose.owner_id, day=today()).first()
    return journal_page(
        request,
        "feel",
        422 if request.method == "POST" else 200,
        felt=felt,
        feelings=FEELINGS,
        help_lines=help_lines(whose.owner_id),
    )


def _feel(request: DecidedRequest, value: int) -> None:
    whose, actor = journal_in(request), request.actor
    rows = Feeling.objects.filter(owner_id=whose.owner_id, day=today())
    there = rows.first()
    if there is None:
        new = Feeling(owner_id=whose.owner_id, key=key_in(request), day=today(), value=value)
        new.answered_by = respondent(request, whose)
        there = add(new, by=actor, same=rows)
    change(there, by=actor, value=value)


def _at(request: DecidedRequest, row: Treatment) -> str:
    return reverse("treatment", kwargs={"journal": journal_in(request).pk, "key": row.key})


def _change(request: DecidedRequest, slug: str, row: Any) -> str:
    return reverse(f"change_{slug}", kwargs={"journal": journal_in(request).pk, "key": row.key})
