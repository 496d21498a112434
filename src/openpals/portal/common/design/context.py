"""What every page's template knows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..access.actor import VISITOR
from ..access.decide import decide
from ..site import MenuLink, this_site
from .display import display_of

MENU = (
    MenuLink("people", "account.list", _("People")),
    MenuLink("jobs", "job.list", _("Jobs")),
    MenuLink("audit", "audit.read", _("Log")),
)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """The site, how the person wants it to look, and the links they may follow."""
    actor = getattr(request, "actor", VISITOR)
    return {
        "this_site": this_site(),
        "display": display_of(request),
        "actor": actor,
        "menu": [link for link in (*this_site().menu, *MENU) if decide(actor, link.action).allowed],
    }
