"""Addresses of the desk and of public pages about projects."""

from __future__ import annotations

from ...common.access.routes import route
from ..proposals.pages import fetch
from . import pages

ROUTES = [
    route("desk/", pages.desk, name="desk", action="desk.see"),
    route("asking/", pages.asking, name="asking", action="site.see"),
    route("register/", pages.register, name="register", action="site.see"),
    route("proposals/<int:pk>/", pages.project, name="project", action="proposal.see", fetch=fetch),
]
