"""What every page's template knows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from ..access.actor import VISITOR
from ..access.decide import decide
from ..site import this_site
from .display import display_of

# Links of the first row: route, action that it asks for, words.
MENU = (("people", "account.list"), ("jobs", "job.list"), ("audit", "audit.read"))


def page_context(request: HttpRequest) -> dict[str, Any]:
    """The site, how the person wants it to look, and the links they may follow."""
    actor = getattr(request, "actor", VISITOR)
    return {
        "this_site": this_site(),
        "display": display_of(request),
        "actor": actor,
        "menu": [name for name, action in MENU if actor is not VISITOR and decide(actor, action).allowed],
    }
