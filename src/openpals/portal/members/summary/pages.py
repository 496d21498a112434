"""Choosing a summary, reading and printing it, giving it away, and reading it by a link."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ...common.access.actor import Actor, ActorKind
from ...common.access.request import DecidedRequest
from ..course.rows import Reader, extent
from ..journal.days import today
from ..journal.models import Journal
from ..journal.pages.place import journal_in, journal_page, key_in, may
from .forms import ShareForm, SummaryForm
from .models import Share
from .paper import Paper, as_pdf, paper
from .sections import chosen_first, offered
from .shares import give, opened, withdraw


@require_safe
def summary(request: DecidedRequest, journal: UUID) -> HttpResponse:
    """Chooses; with a choice in the address, shows it on a page that prints well."""
    whose = journal_in(request)
    form = _form(request, SummaryForm)
    if not form.is_bound or not form.is_valid():
        return journal_page(request, "summary_choose", 422 if form.is_bound else 200, form=form, **_shares(request))
    query = urlencode(list(request.GET.lists()), doseq=True)
    pdf = f"{reverse('summary_pdf', args=[whose.pk])}?{query}"
    return journal_page(request, "summary", paper=_paper(request, form), pdf=pdf)


@require_safe
def summary_pdf(request: DecidedRequest, journal: UUID) -> HttpResponse:
    """The same as a file."""
    form = _form(request, SummaryForm)
    if not form.is_bound or not form.is_valid():
        return redirect("summary", journal=journal)
    return _pdf(_paper(request, form))


@require_http_methods(["GET", "HEAD", "POST"])
def give_summary(request: DecidedRequest, journal: UUID) -> HttpResponse:
    """Makes a link, and shows it this once."""
    whose = journal_in(request)
    form = _form(request, ShareForm)
    if request.method != "POST" or not form.is_valid():
        return journal_page(request, "summary_give", 422 if form.is_bound else 200, form=form)
    by = request.actor
    first, last = form.days(_ends(whose, by), today())
    share, token = give(
        whose.owner_id, key_in(request), form.names(), first, last, form.cleaned_data["days_open"], by=by
    )
    address = request.build_absolute_uri(reverse("shared", args=[token]))
    return journal_page(request, "summary_given", address=address, share=share)


@require_POST
def end_share(request: DecidedRequest, pk: UUID) -> HttpResponse:
    """Withdraws a link."""
    share: Share = request.target
    withdraw(share, by=request.actor)
    messages.success(request, _("The link opens nothing any more."))
    return redirect("summary", journal=share.owner.journal.pk)


@require_safe
def shared(request: DecidedRequest, token: str) -> HttpResponse:
    """A summary, read by its link."""
    read = _shared_paper(request)
    if read is None:
        return _guarded(render(request, "summary/ended.html", status=404))
    return _guarded(render(request, "summary/shared.html", {"paper": read, "token": token}))


@require_safe
def shared_pdf(request: DecidedRequest, token: str) -> HttpResponse:
    """The same as a file."""
    read = _shared_paper(request)
    if read is None:
        return _guarded(render(request, "summary/ended.html", status=404))
    return _guarded(_pdf(read))


def _shared_paper(request: DecidedRequest) -> Paper | None:
    share: Share = request.target
    if not share.opens:
        return None
    opened(share, by=request.actor)
    # The link shows what its owner sees of the chosen sections, whoever holds it.
    reader = Reader(share.owner_id, Actor(ActorKind.ACCOUNT, share.owner_id))
    whose = str(share.owner) if "name" in share.sections else ""
    return paper(reader, share.sections, share.first_day, share.last_day, whose)


def _guarded(answer: HttpResponse) -> HttpResponse:
    """Found by no search engine, kept by no cache, and told to no other site."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


def _form(request: DecidedRequest, kind: type[SummaryForm]) -> Any:
    whose = journal_in(request)
    own = whose.owner_id == request.actor.account_id
    sections = offered(whose.score_hidden, own)
    sent = request.POST if request.method == "POST" else request.GET
    bound = sent if "period" in sent else None
    return kind(sections, bound, initial={"sections": chosen_first(sections, whose.score_hidden)})


def _ends(journal: Journal, by: Actor) -> tuple[dt.date, dt.date]:
    return extent(Reader(journal.owner_id, by)) or (today(), today())


def _paper(request: DecidedRequest, form: SummaryForm) -> Paper:
    whose, by = journal_in(request), request.actor
    first, last = form.days(_ends(whose, by), today())
    name = str(whose.owner) if form.cleaned_data["named"] else ""
    return paper(Reader(whose.owner_id, by), form.names(), first, last, name)


def _shares(request: DecidedRequest) -> dict[str, Any]:
    """Links that open something now, for who may end them."""
    if not may(request, "summary.give"):
        return {"gives": False}
    mine = Share.objects.filter(owner_id=journal_in(request).owner_id, withdrawn_at=None).order_by("-made_at")
    return {"gives": True, "shares": [share for share in mine[:50] if share.opens]}


def _pdf(summary: Paper) -> HttpResponse:
    answer = HttpResponse(as_pdf(summary), content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="summary.pdf"'
    return answer
