"""Addresses of institutions."""

from __future__ import annotations

from ...common.access.routes import route
from .pages import mine

ROUTES = [route("institutions/", mine, name="institutions", action="institution.declare")]
