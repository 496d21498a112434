"""Sending a table, looking at what was understood, and bringing it in."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ....model.vocabulary import vocabulary
from ...common.access.request import DecidedRequest
from ..profile.models import Profile
from . import columns as c
from .bring import bring
from .models import DMY, KG, LB, MDY, WAITS, YMD, Draft
from .read import MOST_BYTES, TableRefused, Understood, decode, read_table

# Shown on the page; the rest is counted.
MOST_SHOWN = 100
# The file and the fields about it.
LARGEST_BODY = MOST_BYTES + 2**16

_WHAT = {
    c.TOTAL: gettext_lazy("ALSFRS-R total"),
    c.ITEM: gettext_lazy("Answers of the ALSFRS-R"),
    c.WEIGHT: gettext_lazy("Weight"),
    c.CAPACITY: gettext_lazy("Vital capacity"),
    c.SYMPTOM: gettext_lazy("Symptoms"),
}


class TableForm(forms.Form):
    """The file, and what a file cannot say of itself."""

    file = forms.FileField(
        label=gettext_lazy("Your table, as a CSV file"),
        help_text=gettext_lazy(
            "One line a day. The first line has headings, for instance: Date, ALSFRS-R, Weight, Cramps."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )
    day_order = forms.ChoiceField(
        label=gettext_lazy("How are the days written?"),
        choices=(
            (YMD, gettext_lazy("Year first: 2026-03-27")),
            (DMY, gettext_lazy("Day first: 27.3.2026 or 27/03/2026")),
            (MDY, gettext_lazy("Month first: 3/27/2026")),
        ),
        widget=forms.RadioSelect,
    )
    weight_unit = forms.ChoiceField(
        label=gettext_lazy("If there are weights: in what?"),
        choices=((KG, gettext_lazy("Kilograms")), (LB, gettext_lazy("Pounds"))),
        widget=forms.RadioSelect,
        initial=KG,
    )

    def clean_file(self) -> str:
        """The text of the file."""
        try:
            return decode(self.cleaned_data["file"].read(MOST_BYTES + 1))
        except TableRefused as refused:
            raise forms.ValidationError(str(refused)) from refused


def fetch(pk: UUID) -> Draft:
    """A table that waits, or Http404."""
    return get_object_or_404(Draft, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: DecidedRequest) -> HttpResponse:
    """Takes a file; what is in it is shown before anything is saved."""
    post = request.method == "POST"
    form = TableForm(request.POST if post else None, request.FILES if post else None)
    if post and form.is_valid():
        given = form.cleaned_data
        draft = Draft(
            owner_id=request.actor.holder_id,
            text=given["file"],
            day_order=given["day_order"],
            weight_unit=given["weight_unit"],
        )
        try:
            _read(draft)
        except TableRefused as refused:
            form.add_error("file", str(refused))
        else:
            Draft.objects.filter(owner_id=request.actor.holder_id, made_at__lt=timezone.now() - WAITS).delete()
            draft.save()
            return redirect("draft", pk=draft.pk)
    return render(request, "intake/send.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: DecidedRequest, pk: UUID) -> HttpResponse:
    """What was understood and what was not; a press brings it in or throws it away."""
    waiting: Draft = request.target
    if request.method == "POST":
        if request.POST.get("answer") == "bring":
            with transaction.atomic():
                new, there = bring(waiting.owner_id, _read(waiting).facts, by=request.actor)
                waiting.delete()
            told = _("%(new)d entries are new. %(there)d were there already and stay as they were.")
            messages.success(request, told % {"new": new, "there": there})
        else:
            waiting.delete()
            messages.success(request, _("Nothing was brought in."))
        return redirect("my_data")
    return render(request, "intake/preview.html", _shown(_read(waiting)))


def _read(waiting: Draft) -> Understood:
    born = Profile.objects.filter(owner_id=waiting.owner_id).values_list("birth_year", flat=True).first()
    return read_table(waiting.text, waiting.day_order, waiting.weight_unit, timezone.localdate(), born)


def _shown(told: Understood) -> dict[str, Any]:
    counts = Counter(fact.kind for fact in told.facts)
    days = [fact.day for fact in told.facts]
    return {
        "counts": [(_WHAT[kind], counts[kind]) for kind in _WHAT if counts[kind]],
        "first": min(days, default=None),
        "last": max(days, default=None),
        "facts": [
            {"fact": fact, "what": _name(fact.kind, fact.code), "value": f"{fact.value.normalize():f}"}
            for fact in told.facts[:MOST_SHOWN]
        ],
        "more_facts": max(0, len(told.facts) - MOST_SHOWN),
        "problems": told.problems[:MOST_SHOWN],
        "more_problems": max(0, len(told.problems) - MOST_SHOWN),
        "unknown": told.unknown,
        "lines": told.lines,
    }


def _name(kind: str, code: str) -> str:
    if kind == c.SYMPTOM:
        return vocabulary("symptom").term(code).label
    return code.replace("_", " ") if kind == c.ITEM else code.upper() if kind == c.CAPACITY else str(_WHAT[kind])
