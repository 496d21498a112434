"""The addresses of summaries. What opens one without a log-in stands in its address alone."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from ...common.access.routes import route
from ..journal.fetch import fetch_journal
from .models import Share
from .pages import end_share, give_summary, shared, shared_pdf, summary, summary_pdf
from .shares import find

_S = "journal/<uuid:journal>/summary/"


def fetch_share(pk: object, **_others: object) -> Share:
    """The share of that number, or Http404."""
    found: Share = get_object_or_404(Share.objects.select_related("owner__journal"), pk=pk)
    return found


SUMMARY_ROUTES = [
    route(_S, summary, name="summary", action="journal.read", fetch=fetch_journal),
    route(f"{_S}pdf/", summary_pdf, name="summary_pdf", action="journal.read", fetch=fetch_journal),
    route(f"{_S}give/", give_summary, name="summary_give", action="summary.give", fetch=fetch_journal),
    route("shares/<uuid:pk>/end/", end_share, name="share_end", action="share.end", fetch=fetch_share),
    route("shared/<str:token>/", shared, name="shared", action="share.open", fetch=find),
    route("shared/<str:token>/pdf/", shared_pdf, name="shared_pdf", action="share.open", fetch=find),
]
