"""Addresses of grants."""

from __future__ import annotations

from ...common.access.routes import route
from . import pages
from .pages import fetch

ROUTES = [
    route("grants/<int:pk>/", pages.grant, name="grant", action="grant.see", fetch=fetch),
    route("grants/<int:pk>/data/", pages.data, name="grant_data", action="grant.use", fetch=fetch),
    route("grants/<int:pk>/close/", pages.close_page, name="grant_close", action="grant.close", fetch=fetch),
    route("grants/<int:pk>/revoke/", pages.revoke_page, name="grant_revoke", action="grant.revoke", fetch=fetch),
]
