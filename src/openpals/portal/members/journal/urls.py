"""The journal's addresses. A journal's number is drawn by chance and says nothing about whose it is."""

from __future__ import annotations

from ...common.access.routes import route
from .fetch import fetch_entry, fetch_journal
from .kinds import ADDED, KINDS
from .models import Note, Response, TrackedSymptom, Treatment
from .pages import lists, questions, reminders, symptoms
from .pages import today as home
from .pages.entries import adding, changing, deleting

_J = "journal/<uuid:journal>/"

JOURNAL_ROUTES = [
    route("today/", home.home, name="today", action="journal.open"),
    route(_J, home.journal, name="journal", action="journal.read", fetch=fetch_journal),
    route(f"{_J}answering/", home.answering, name="answering", action="journal.write", fetch=fetch_journal, kept=True),
    route(
        f"{_J}ask/<slug:instrument>/",
        questions.begin,
        name="begin",
        action="journal.write",
        fetch=fetch_journal,
        kept=True,
    ),
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
        kept=True,
    ),
    route(f"{_J}symptoms/", symptoms.symptoms, name="symptoms", action="journal.write", fetch=fetch_journal, kept=True),
    route(
        f"{_J}symptoms/choose/",
        symptoms.choose,
        name="choose_symptoms",
        action="journal.write",
        fetch=fetch_journal,
        kept=True,
    ),
    route(
        f"{_J}symptoms/<uuid:key>/month/",
        symptoms.month,
        name="month",
        action="journal.write",
        fetch=fetch_entry(TrackedSymptom),
        kept=True,
    ),
    route(
        f"{_J}symptoms/<uuid:key>/stop/",
        symptoms.stop_following,
        name="stop_symptom",
        action="journal.write",
        fetch=fetch_entry(TrackedSymptom),
        kept=True,
    ),
    route(
        f"{_J}reminders/", reminders.reminders, name="reminders", action="journal.keep", fetch=fetch_journal, kept=True
    ),
    route(f"{_J}points/", reminders.points, name="points", action="journal.keep", fetch=fetch_journal),
    route(f"{_J}treatments/", lists.treatments, name="treatments", action="journal.read", fetch=fetch_journal),
    *(
        route(pattern, view, name=name, action=action, fetch=fetch_entry(Treatment), kept=action.endswith(".write"))
        for pattern, view, name, action in (
            (f"{_J}treatments/<uuid:key>/", lists.treatment, "treatment", "journal.read"),
            (f"{_J}treatments/<uuid:key>/taken/", lists.take, "take", "journal.write"),
            (f"{_J}treatments/<uuid:key>/judged/", lists.judge, "judge", "journal.write"),
        )
    ),
    route(f"{_J}measurements/", lists.measurements, name="measurements", action="journal.read", fetch=fetch_journal),
    route(
        f"{_J}symptom-reports/",
        lists.symptom_reports,
        name="symptom_reports",
        action="journal.read",
        fetch=fetch_journal,
    ),
    route(f"{_J}notes/", lists.notes, name="notes", action="notes.read", fetch=fetch_journal),
    route(f"{_J}notes/<uuid:key>/photo/", lists.photo, name="photo", action="notes.read", fetch=fetch_entry(Note)),
    route(f"{_J}feelings/", lists.feelings, name="feelings", action="mood.read", fetch=fetch_journal),
    route(f"{_J}feelings/today/", lists.feel, name="feel", action="mood.write", fetch=fetch_journal, kept=True),
    *(
        route(
            f"{_J}{kind.slug}/add/",
            adding(kind),
            name=f"add_{kind.slug}",
            action=f"{kind.action}.write",
            fetch=fetch_journal,
            largest_body=kind.body,
            kept=True,
        )
        for kind in ADDED
    ),
    *(
        route(
            f"{_J}{kind.slug}/<uuid:key>/{verb}/",
            page(kind),
            name=f"{verb}_{kind.slug}",
            action=f"{kind.action}.write",
            fetch=fetch_entry(kind.model, *kind.related),
            largest_body=kind.body,
            kept=True,
        )
        for kind in KINDS
        for verb, page in (("change", changing), ("delete", deleting))
    ),
]
