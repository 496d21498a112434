"""The journal's addresses. A journal's number is drawn by chance and says nothing about whose it is."""

from __future__ import annotations

from ...common.access.routes import route
from .fetch import fetch_entry, fetch_journal
from .models import Response
from .pages import questions
from .pages import today as home

_J = "journal/<uuid:journal>/"

JOURNAL_ROUTES = [
    route("today/", home.home, name="today", action="journal.open"),
    route(_J, home.journal, name="journal", action="journal.read", fetch=fetch_journal),
    route(f"{_J}answering/", home.answering, name="answering", action="journal.write", fetch=fetch_journal),
    route(f"{_J}ask/<slug:instrument>/", questions.begin, name="begin", action="journal.write", fetch=fetch_journal),
    route(
        f"{_J}answers/<uuid:key>/",
        questions.response,
        name="response",
        action="journal.read",
        fetch=fetch_entry(Response),
    ),
    route(
        f"{_J}answers/<uuid:key>/<slug:item>/",
        questions.question,
        name="question",
        action="journal.write",
        fetch=fetch_entry(Response),
    ),
]
