"""The routes of copies."""

from __future__ import annotations

from ...common.access.routes import route
from . import pages

ROUTES = [
    route("my-data/copy/", pages.data_copy, name="data_copy", action="copy.ask"),
    route("my-data/copy/<uuid:pk>/", pages.fetch_copy, name="fetch_copy", action="copy.fetch", fetch=pages.fetch),
]
