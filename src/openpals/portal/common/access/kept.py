"""What somebody sent after their session had ended: kept in a new session on the same device, and done after log-in.

Only routes that say so (`route(kept=True)`) have it; files are not kept. It is done once, by whoever then logs in on
that device, if they may; what was kept is forgotten with it, or after a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.http import Http404, HttpRequest, QueryDict
from django.urls import resolve
from django.utils.translation import gettext as _

from .decide import decide
from .routes import route_of
from .session import actor_of

KEY = "kept-press"
LARGEST = 2**16
FOR = timedelta(days=1)


def keep(request: HttpRequest) -> None:
    """Keeps what was sent, if it is not too much."""
    sent = request.POST.urlencode()
    if len(sent) <= LARGEST:
        request.session[KEY] = {"path": request.path, "sent": sent}
        request.session.set_expiry(FOR)


def do_kept(sender: Any, request: HttpRequest | None = None, **_others: Any) -> None:
    """Does what was kept as if it were sent now; says what became of it."""
    kept = request.session.pop(KEY, None) if request is not None else None
    if request is None or kept is None:
        return
    request.session.set_expiry(None)
    again = _sent_again(request, kept)
    if again is not None and again.status_code in (301, 302, 303):
        messages.success(request, _("You had been logged out. What you pressed then was kept and is saved now."))
    else:
        messages.warning(
            request, _("You had been logged out. What you pressed then could not be saved. Look at it again.")
        )


def _sent_again(request: HttpRequest, kept: dict[str, str]) -> Any:
    """The view's answer, or None where the address is gone or this person may not."""
    again = HttpRequest()
    again.method, again.path, again.path_info = "POST", kept["path"], kept["path"]
    again.META, again.COOKIES = dict(request.META), dict(request.COOKIES)
    again.POST = QueryDict(kept["sent"])
    again.session, again.user = request.session, request.user
    again._messages = _Silent()  # type: ignore[attr-defined]
    try:
        again.resolver_match = resolve(kept["path"])
        route = route_of(again)
        if route is None:
            return None
        arguments = again.resolver_match.kwargs
        again.target = route.fetch(**arguments) if route.fetch else None  # type: ignore[attr-defined]
    except Http404:
        return None
    again.actor = actor_of(again)  # type: ignore[attr-defined]
    if not decide(again.actor, route.action, again.target).allowed:  # type: ignore[attr-defined]
        return None
    return again.resolver_match.func(again, **arguments)


class _Silent:
    """The view's own messages give way to one that says what happened."""

    def add(self, *args: Any, **kwargs: Any) -> None:
        """Says nothing."""

    def __iter__(self) -> Iterator[Any]:
        """Nothing was said."""
        return iter(())


def listen() -> None:
    """From now on, a log-in does what was kept."""
    user_logged_in.connect(do_kept, dispatch_uid="openpals-kept-press")
