"""The routes of consent."""

from __future__ import annotations

from ...common.access.routes import route
from . import pages

ROUTES = [
    route("consent/", pages.consent, name="consent", action="consent.say"),
    route("consent/texts/", pages.consent_texts, name="consent_texts", action="site.see"),
]
