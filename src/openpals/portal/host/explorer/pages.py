"""The explorer: a form that is an address, and its answer as a page, JSON, CSV and pictures."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ....model.refused import Refused
from ....privacy.counting.cohort import Cohort
from ....privacy.counting.dimension import Dimension
from ....privacy.counting.ledger import BudgetSpent
from ....privacy.counting.question import QuestionRefused, ask
from ...common.access.decide import visible
from ...common.access.request import DecidedRequest
from ...common.design.chart import Chart, course_chart
from ...common.design.paging import part_of
from ..catalogue.pages import newest
from .ask import NotCounted, cohort_of, conditions, counter_of
from .models import KeptCohort

HIGHEST_TOTAL = 48

UNREADABLE, TOO_MANY = 422, 429


@dataclass(frozen=True)
class Choice:
    """A dimension as the form shows it: bands as (code, label, whether it is asked for)."""

    name: str
    label: str
    bands: tuple[tuple[str, str, bool], ...]

    @property
    def chosen(self) -> list[str]:
        """The labels of what is asked for."""
        return [label for _, label, asked in self.bands if asked]


@require_safe
def newest_page(request: HttpRequest) -> HttpResponse:
    """To the release that was published last."""
    release = newest()
    if release is None:
        return render(request, "explorer/nothing.html")
    return redirect("explorer", version=release.version)


@require_safe
def explorer(request: DecidedRequest, version: str) -> HttpResponse:
    """The form, and what is told of the people it asks for."""
    release = request.target
    try:
        dimensions = counter_of(release).cube.dimensions
    except NotCounted as refused:
        return render(request, "explorer/nothing.html", {"why": str(refused)})
    context: dict[str, Any] = {
        "release": release,
        "choices": _choices(dimensions, conditions(request.GET)),
        "query": request.GET.urlencode(),
        "most": counter_of(release).policy.dimensions_together,
    }
    try:
        found = cohort_of(request, release)
    except (QuestionRefused, BudgetSpent) as refused:
        context["refused"] = str(refused)
        return render(request, "explorer/explorer.html", context, status=_status(refused))
    address = urlencode(dict(found.total.question.where), doseq=True)
    context |= {
        "found": found,
        "tables": [(one.label, table) for one, (_, table) in zip(dimensions, found.tables, strict=True)],
        "course": course_picture(found),
        "survival": survival_picture(found),
        "address": f"{reverse('explorer', args=[version])}?{address}"
        if address
        else reverse("explorer", args=[version]),
        "query": address,
    }
    return render(request, "explorer/explorer.html", context)


def _choices(dimensions: tuple[Dimension, ...], asked: Any) -> list[Choice]:
    return [
        Choice(one.name, one.label, tuple((code, label, code in asked.get(one.name, ())) for code, label in one.bands))
        for one in dimensions
    ]


def _status(refused: Refused) -> int:
    return TOO_MANY if isinstance(refused, BudgetSpent) else UNREADABLE


def course_picture(found: Cohort) -> Chart | None:
    """The mean total by months; None where nothing is told."""
    if not found.course:
        return None
    points = [(float(point.month), point.mean) for point in found.course]
    return course_chart(points, title=_("ALSFRS-R total"), across=_("months"), up=_("mean total"), top=HIGHEST_TOTAL)


def survival_picture(found: Cohort) -> Chart | None:
    """The share alive by months; None where nothing is told."""
    if not found.survival:
        return None
    points = [(float(point.month), float(point.percent)) for point in found.survival]
    return course_chart(points, title=_("Alive"), across=_("months"), up=_("per cent alive"), top=100)


def _machine(form: Callable[[Cohort], HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that gives the answer in one form, or says in JSON why there is none."""

    @require_safe
    def view(request: DecidedRequest, version: str) -> HttpResponse:
        try:
            return form(cohort_of(request, request.target))
        except (QuestionRefused, BudgetSpent) as refused:
            return _json({"error": str(refused)}, _status(refused))
        except NotCounted as refused:
            return _json({"error": str(refused)}, 404)

    return view


def _json(data: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(
        json.dumps(data, ensure_ascii=False, sort_keys=True), content_type="application/json", status=status
    )


def _as_csv(found: Cohort) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="cohort.csv"'}
    return HttpResponse(found.as_csv(), content_type="text/csv; charset=utf-8", headers=headers)


def _as_picture(picture: Callable[[Cohort], Chart | None]) -> Callable[[Cohort], HttpResponse]:
    def answer(found: Cohort) -> HttpResponse:
        chart = picture(found)
        if chart is None:
            raise Http404
        return HttpResponse(
            render_to_string("explorer/picture.svg", {"chart": chart, "version": found.total.version}),
            content_type="image/svg+xml",
        )

    return answer


as_json = _machine(lambda found: _json(found.as_data()))
as_csv = _machine(_as_csv)
course_svg = _machine(_as_picture(course_picture))
survival_svg = _machine(_as_picture(survival_picture))


class KeepForm(forms.Form):
    """The name of a cohort that is kept."""

    name = forms.CharField(label=gettext_lazy("Name"), help_text=gettext_lazy("Only you see it."), max_length=80)


@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: DecidedRequest, version: str) -> HttpResponse:
    """Keeps the cohort that the address asks for."""
    release, actor = request.target, request.actor
    form = KeepForm(request.POST if request.method == "POST" else None)
    try:
        counter = counter_of(release)
        question = ask(counter.cube.dimensions, counter.policy, conditions(request.GET))
    except (QuestionRefused, NotCounted) as refused:
        return render(request, "explorer/nothing.html", {"why": str(refused)}, status=UNREADABLE)
    if request.method == "POST" and form.is_valid():
        row = KeptCohort(
            owner_id=request.actor.holder_id,
            release=release,
            name=form.cleaned_data["name"],
            bands={name: list(bands) for name, bands in question.where},
        )
        row.write(by=actor, action="release.keep_cohort", why="asked for it")
        messages.success(request, _("The cohort is kept. You can attach it to a proposal."))
        return redirect("cohorts")
    context = {"form": form, "title": _("Keep this cohort"), "button": _("Keep it")}
    return render(request, "openpals/form_page.html", context, status=UNREADABLE if form.is_bound else 200)


@require_safe
def cohorts(request: DecidedRequest) -> HttpResponse:
    """The cohorts that the actor kept, in parts."""
    rows = visible(request.actor, "cohort.see", KeptCohort.objects.select_related("release"))
    part = part_of(rows, "pk", request.GET.get("after"), newest_first=True)
    return render(request, "explorer/cohorts.html", {"part": part})


def fetch(pk: int) -> KeptCohort:
    """The kept cohort of that number, or Http404."""
    row: KeptCohort = get_object_or_404(KeptCohort, pk=pk)
    return row


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: DecidedRequest, pk: int) -> HttpResponse:
    """Removes a kept cohort, once somebody is sure."""
    row = request.target
    if request.method == "POST":
        with transaction.atomic():
            row.remove(by=request.actor, action="cohort.remove", why="asked for it")
        messages.success(request, _("The cohort is removed."))
        return redirect("cohorts")
    context = {"form": forms.Form(), "title": _("Remove the cohort “%s”?") % row.name, "button": _("Remove it")}
    return render(request, "openpals/form_page.html", context)
