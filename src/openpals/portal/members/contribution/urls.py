"""The route of what was shared."""

from __future__ import annotations

from ...common.access.routes import route
from .pages import shared

ROUTES = [route("consent/shared/", shared, name="what_was_shared", action="contribution.see")]
