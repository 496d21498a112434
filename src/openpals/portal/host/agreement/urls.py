"""Addresses of the agreement."""

from __future__ import annotations

from ...common.access.routes import route
from ..proposals.pages import fetch
from . import pages

ROUTES = [
    route("agreement/", pages.read, name="agreement", action="site.see"),
    route("agreement/publish/", pages.publish_page, name="agreement_publish", action="agreement.publish"),
    route("proposals/<int:pk>/sign/", pages.sign_page, name="sign", action="agreement.sign", fetch=fetch),
    route("proposals/<int:pk>/again/", pages.log_in_again, name="log_in_again", action="agreement.sign", fetch=fetch),
]
