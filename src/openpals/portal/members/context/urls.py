"""The addresses of the context."""

from __future__ import annotations

from ...common.access.routes import route
from ..journal.fetch import fetch_journal
from .pages import choose, context

_C = "journal/<uuid:journal>/course/context/"

CONTEXT_ROUTES = [
    route(_C, context, name="context", action="journal.read", fetch=fetch_journal),
    route(f"{_C}choose/", choose, name="context_choose", action="context.choose", fetch=fetch_journal),
]
