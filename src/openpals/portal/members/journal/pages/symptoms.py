"""Symptoms: how bad each is on a day, a month of one on a page, and which are followed."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from .....model.vocabulary import normal_form, vocabulary
from ....common.access.decide import decide, visible
from ....common.access.request import DecidedRequest
from ...care.parts import ENDING_LIFE, part_of_symptom
from ..answering import respondent
from ..days import birth_year, day_field, latest_day, parsed_day, refuse_impossible, today
from ..help_lines import help_lines
from ..models import Journal, SymptomReport, TrackedSymptom
from ..symptoms import USUAL, follow, found, name_of, report, report_days, stop, with_last
from .place import entry_in, journal_in, journal_page

SEVERITIES = tuple(enumerate(term.label for term in vocabulary("severity").terms))
NOT_SAID = ("", gettext_lazy("No answer"))


class SymptomsForm(forms.Form):
    """A day and the severity of each symptom that is followed; what has no answer is not touched."""

    day = day_field(gettext_lazy("Day"))

    def __init__(self, followed: list[Any], born: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.followed, self.born = followed, born
        for symptom in followed:
            last = _("Last time: %(severity)s") % {"severity": _word(symptom.last)} if symptom.last is not None else ""
            self.fields[f"s{symptom.pk}"] = forms.ChoiceField(
                label=name_of(symptom),
                help_text=last,
                choices=SEVERITIES,
                required=False,
                initial=symptom.now,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": gettext_lazy("Choose none, mild, moderate or severe.")},
            )

    def clean_day(self) -> dt.date:
        """A day that has been."""
        day: dt.date = self.cleaned_data["day"]
        refuse_impossible(day, self.born)
        return day

    def said(self) -> dict[int, int]:
        """Severity by the symptom's number."""
        given = {one.pk: self.cleaned_data.get(f"s{one.pk}") for one in self.followed}
        return {number: int(value) for number, value in given.items() if value not in (None, "")}


@require_http_methods(["GET", "HEAD", "POST"])
def symptoms(request: DecidedRequest, journal: UUID) -> HttpResponse:
    """All followed symptoms on one day; or, by one press, as they were last time."""
    whose = journal_in(request)
    asked = parsed_day(request.POST.get("day") or request.GET.get("day") or "", today())
    followed = with_last(_open_to(request, whose), min(asked, latest_day()))
    born = birth_year(whose.owner_id)
    form = SymptomsForm(followed, born, request.POST if request.method == "POST" else None, initial={"day": asked})
    if request.method == "POST" and form.is_valid():
        said = form.said()
        if "same" in request.POST:
            said = {one.pk: one.last for one in followed if one.last is not None} | said
        day = form.cleaned_data["day"]
        report(whose.owner_id, day, said, answered_by=respondent(request, whose), by=request.actor)
        messages.success(request, _("Your symptoms were saved."))
        return redirect("journal", journal=whose.pk)
    return journal_page(
        request,
        "symptoms",
        422 if form.is_bound else 200,
        form=form,
        followed=[(one, name_of(one)) for one in followed],
        again=any(one.last is not None for one in followed),
        help_lines=_lines_if(whose, any(part_of_symptom(one.code) == ENDING_LIFE for one in followed)),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: DecidedRequest, journal: UUID) -> HttpResponse:
    """Which symptoms to follow: the usual ones, any of the vocabulary, or one's own words."""
    whose = journal_in(request)
    if request.method == "POST":
        return _follow(request, whose)
    words = " ".join(request.GET.get("words", "").split())[:120]
    rows = _open_to(request, whose).filter(stopped_on=None)
    there = {row.concept for row in rows}
    likely = [term for term in found(words) if term.code not in there and _may_write(request, term.code)]
    rest = [term for term in vocabulary("symptom").terms if term.code not in there and _may_write(request, term.code)]
    return journal_page(
        request,
        "choose",
        words=words,
        likely=likely,
        exact=any(normal_form(words) in map(normal_form, (term.label, *term.also)) for term in likely),
        usual=[term for term in USUAL if term in rest],
        rest=rest,
        followed=[(row, name_of(row)) for row in rows.order_by("pk")],
    )


def _follow(request: DecidedRequest, whose: Journal) -> HttpResponse:
    who: dict[str, Any] = {"answered_by": respondent(request, whose), "by": request.actor}
    concept, words = request.POST.get("concept", ""), " ".join(request.POST.get("words", "").split())
    if "usual" in request.POST:
        for term in USUAL:
            if _may_write(request, term.code):
                follow(whose.owner_id, concept=term.code, **who)
        messages.success(request, _("These symptoms will be asked from now on. You can take out any of them."))
    elif concept in vocabulary("symptom").codes and _may_write(request, concept):
        follow(whose.owner_id, concept=concept, **who)
        messages.success(request, _("This symptom will be asked from now on."))
    elif words and len(words) <= 120:
        follow(whose.owner_id, words=words, **who)
        messages.success(request, _("Your words were kept as you wrote them. They will be asked from now on."))
    else:
        messages.error(request, _("Choose a symptom, or write it in up to 120 letters."))
        return redirect("choose_symptoms", journal=whose.pk)
    return redirect("symptoms", journal=whose.pk)


@require_POST
def stop_following(request: DecidedRequest, journal: UUID, key: UUID) -> HttpResponse:
    """Asks for a symptom no more."""
    stop(entry_in(request), today(), by=request.actor)
    messages.success(request, _("This symptom will not be asked any more. What you said of it is kept."))
    return redirect("choose_symptoms", journal=journal_in(request).pk)


class MonthForm(forms.Form):
    """A severity for each day of a month that has been, and one for all days left empty."""

    def __init__(self, days: list[dt.date], there: Mapping[dt.date, int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days, choices = days, [NOT_SAID, *SEVERITIES]
        self.fields["fill"] = forms.ChoiceField(label=_("All days without an answer"), choices=choices, required=False)
        for day in days:
            self.fields[f"d{day.day}"] = forms.ChoiceField(
                label=f"{day:%-d} {_(f'{day:%B}')}", choices=choices, required=False, initial=there.get(day, "")
            )

    def said(self) -> dict[dt.date, int | None]:
        """Severity by day; None where no answer was left or taken away."""
        fill = self.cleaned_data.get("fill", "")
        given = {day: self.cleaned_data.get(f"d{day.day}") or fill for day in self.days}
        return {day: int(value) if value else None for day, value in given.items()}


@require_http_methods(["GET", "HEAD", "POST"])
def month(request: DecidedRequest, journal: UUID, key: UUID) -> HttpResponse:
    """One symptom, a month on a page."""
    symptom: TrackedSymptom = entry_in(request)
    first = _month_asked(request.GET.get("month", ""), birth_year(symptom.owner_id))
    length = calendar.monthrange(first.year, first.month)[1]
    days = [day for day in (first + dt.timedelta(days=n) for n in range(length)) if day <= latest_day()]
    rows = SymptomReport.objects.filter(symptom=symptom, day__in=days)
    form = MonthForm(days, dict(rows.values_list("day", "severity")), request.POST or None)
    if request.method == "POST" and form.is_valid():
        whose = journal_in(request)
        report_days(symptom, form.said(), answered_by=respondent(request, whose), by=request.actor)
        messages.success(request, _("The month was saved."))
        return redirect("symptoms", journal=whose.pk)
    after = first + dt.timedelta(days=length)
    return journal_page(
        request,
        "month",
        422 if form.is_bound else 200,
        form=form,
        symptom=symptom,
        name=name_of(symptom),
        first=first,
        before=f"{first - dt.timedelta(days=1):%Y-%m}",
        after=f"{after:%Y-%m}" if after <= latest_day() else "",
        help_lines=_lines_if(journal_in(request), part_of_symptom(symptom.code) == ENDING_LIFE),
    )


def _month_asked(text: str, born: int) -> dt.date:
    first = parsed_day(f"{text}-01", today().replace(day=1))
    try:
        refuse_impossible(first, born)
    except ValidationError:
        return today().replace(day=1)
    return first


def _open_to(request: DecidedRequest, whose: Journal) -> QuerySet[TrackedSymptom]:
    rows: QuerySet[TrackedSymptom] = TrackedSymptom.objects.filter(owner_id=whose.owner_id)
    return visible(request.actor, "journal.write", rows)


def _may_write(request: DecidedRequest, concept: str) -> bool:
    part = part_of_symptom(concept)
    return part is None or decide(request.actor, f"{part}.write", journal_in(request)).allowed


def _word(severity: int) -> str:
    return dict(SEVERITIES)[severity].lower()


def _lines_if(whose: Journal, needed: bool) -> list[str]:
    return help_lines(whose.owner_id) if needed else []
