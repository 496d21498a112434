"""Entries that are written by a form: adding, changing, deleting, each the same for all kinds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ....common.access.request import DecidedRequest
from ..answering import respondent
from ..forms import EntryForm
from ..help_lines import help_lines
from ..keep import add, change, remove
from ..kinds import Kind, real_kind
from ..models import Kept
from ..said import past
from .place import entry_in, journal_in, journal_page, key_in

View = Callable[..., HttpResponse]


def adding(kind: Kind) -> View:
    """The page that adds an entry of a kind."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def add_page(request: DecidedRequest, journal: UUID) -> HttpResponse:
        whose = journal_in(request)
        form = bound(kind, request, initial=kind.form.offered(whose))
        if request.method == "POST" and form.is_valid():
            made(form, request)
            messages.success(request, _("Saved."))
            return redirect(kind.back, journal=whose.pk)
        return entry_page(request, kind, form)

    return add_page


def changing(kind: Kind) -> View:
    """The page that changes an entry of a kind, with its history."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def change_page(request: DecidedRequest, journal: UUID, key: UUID) -> HttpResponse:
        row: Kept = entry_in(request)
        real = real_kind(kind, row)
        form = bound(real, request, instance=row)
        if request.method == "POST" and form.is_valid() and changed(form, request):
            messages.success(request, _("Saved."))
            return redirect(real.back, journal=journal)
        return entry_page(
            request,
            real,
            form,
            history=past(row, form),
            delete_at=reverse(f"delete_{real.slug}", kwargs={"journal": journal, "key": key}),
        )

    return change_page


def deleting(kind: Kind) -> View:
    """The page that asks whether an entry is to be deleted."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def delete_page(request: DecidedRequest, journal: UUID, key: UUID) -> HttpResponse:
        if request.method == "POST":
            remove(entry_in(request), by=request.actor)
            messages.success(request, _("The entry was deleted."))
            return redirect(kind.back, journal=journal)
        return journal_page(
            request, "delete", title=kind.title, back_to=reverse(kind.back, kwargs={"journal": journal})
        )

    return delete_page


def bound(kind: Kind, request: DecidedRequest, **kwargs: Any) -> EntryForm:
    """The kind's form: with what was sent, or as it is first shown."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    return kind.form(journal_in(request), *sent, **kwargs)


def made(form: EntryForm, request: DecidedRequest, **more: Any) -> Any:
    """Saves a new entry out of a form that is valid; the same press sent again gives the same entry."""
    whose, row = journal_in(request), form.save(commit=False)
    row.owner_id, row.key, row.answered_by = whose.owner_id, key_in(request), respondent(request, whose)
    for name, value in more.items():
        setattr(row, name, value)
    saved = add(row, by=request.actor)
    form.attach(saved)
    return saved


def changed(form: EntryForm, request: DecidedRequest) -> bool:
    """Saves what a valid form changes; False, with a word in the form, where another entry has that day."""
    try:
        with transaction.atomic():
            change(form.instance, by=request.actor, **form.values())
            form.attach(form.instance)
    except IntegrityError:
        form.add_error("day", _("There is an entry of that day already. Change that one, or choose another day."))
        return False
    return True


def entry_page(request: DecidedRequest, kind: Kind, form: EntryForm, **context: Any) -> HttpResponse:
    """The form as a page; with what was sent, its key comes back too, so that sending it again is the same press."""
    whose = journal_in(request)
    common: dict[str, Any] = {
        "form": form,
        "title": kind.title,
        "button": _("Save"),
        "help_lines": help_lines(whose.owner_id) if kind.free_text else [],
        "back_to": reverse(kind.back, kwargs={"journal": whose.pk}),
        "sent_key": key_in(request) if form.is_bound else None,
    }
    return journal_page(request, "form", 422 if form.is_bound else 200, **{**common, **context})
