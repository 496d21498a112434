"""The address of the course."""

from __future__ import annotations

from ...common.access.routes import route
from ..journal.fetch import fetch_journal
from .pages import course

COURSE_ROUTES = [
    route("journal/<uuid:journal>/course/", course, name="course", action="journal.read", fetch=fetch_journal),
]
