"""The routes of bringing in a table."""

from __future__ import annotations

from ...common.access.routes import route
from . import pages

ROUTES = [
    route("my-data/table/", pages.intake, name="intake", action="intake.send", largest_body=pages.LARGEST_BODY),
    route("my-data/table/<uuid:pk>/", pages.draft, name="draft", action="draft.bring", fetch=pages.fetch),
]
