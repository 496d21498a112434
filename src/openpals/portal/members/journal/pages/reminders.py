"""Reminders: how often, later, and pause all, on one page; and whether points are shown."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ....common.access.request import DecidedRequest
from ..models import Reminder
from ..models.reminders import WHAT
from ..reminders import choose, later
from .place import journal_in, journal_page

RHYTHMS = (
    ("", gettext_lazy("Not at all")),
    ("1", gettext_lazy("Every day")),
    ("7", gettext_lazy("Every week")),
    ("14", gettext_lazy("Every two weeks")),
    ("30", gettext_lazy("Every month")),
    ("90", gettext_lazy("Every three months")),
)


class RemindersForm(forms.Form):
    """How often to remind of each thing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for what, words in WHAT:
            self.fields[what] = forms.ChoiceField(label=words, choices=RHYTHMS, required=False)

    def rhythms(self) -> dict[str, int | None]:
        """Days by thing; None: not at all."""
        return {what: int(days) if days else None for what, days in self.cleaned_data.items()}


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: DecidedRequest, journal: UUID) -> HttpResponse:
    """The page."""
    whose = journal_in(request)
    there = dict(Reminder.objects.filter(owner_id=whose.owner_id).values_list("what", "every_days"))
    form = RemindersForm(request.POST if "save" in request.POST else None, initial=there)
    if "pause" in request.POST or "go-on" in request.POST:
        whose.reminders_paused = "pause" in request.POST
        whose.save(update_fields=["reminders_paused"])
        messages.success(request, _("All reminders are paused.") if whose.reminders_paused else _("Reminders go on."))
        return redirect("reminders", journal=whose.pk)
    if "later" in request.POST:
        later(whose.owner_id)
        messages.success(request, _("We will remind you later."))
        return redirect("journal", journal=whose.pk)
    if form.is_bound and form.is_valid():
        choose(whose.owner_id, form.rhythms())
        messages.success(request, _("Saved."))
        return redirect("reminders", journal=whose.pk)
    return journal_page(request, "reminders", 422 if form.is_bound else 200, form=form, any=bool(there))


@require_POST
def points(request: DecidedRequest, journal: UUID) -> HttpResponse:
    """Shows or hides the points everywhere."""
    whose = journal_in(request)
    whose.score_hidden = "hide" in request.POST
    whose.save(update_fields=["score_hidden"])
    messages.success(request, _("Points are hidden.") if whose.score_hidden else _("Points are shown."))
    return redirect("journal", journal=whose.pk)
