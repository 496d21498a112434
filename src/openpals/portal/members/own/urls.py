"""The route of the page."""

from __future__ import annotations

from ...common.access.routes import route
from .pages import my_data

ROUTES = [route("my-data/", my_data, name="my_data", action="own.open")]
