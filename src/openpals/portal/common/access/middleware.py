"""Every request is decided here, before its view runs; a view cannot forget to ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from ..audit.append import Outcome, append, own_transaction
from .actor import Actor
from .decide import Decision, access_table, decide, holds
from .kept import keep
from .routes import route_of
from .session import actor_of
from .table import OWN


class AccessMiddleware:
    """Sets ``request.actor`` and ``request.target``, or answers with a refusal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Passes the request on; private pages are kept by no cache, so that nobody reads them by going back."""
        response = self.get_response(request)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store, private"
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Decides. Missing and forbidden objects get the same answer."""
        route = route_of(request)
        if route is None:
            raise Http404
        actor = actor_of(request)
        target = None
        if route.fetch is not None:
            try:
                target = route.fetch(**kwargs)
            except Http404:
                if actor.account_id is None:
                    return to_login(request, route.kept)
                raise
        request.actor, request.target = actor, target  # type: ignore[attr-defined]
        decision = decide(actor, route.action, target)
        permission = access_table().by_action[route.action]
        if decision.allowed:
            if permission.personal and (target is None or not owned_by(actor, target)):
                with own_transaction():
                    append(by=actor, action=route.action, target=target, why=decision.reason, outcome=Outcome.READ)
            return None
        if actor.account_id is None:
            return to_login(request, route.kept)
        return refuse(request, actor, route.action, target, decision)


def owned_by(actor: Actor, target: Any) -> bool:
    """Whether the object is the actor's own."""
    return holds(actor, OWN, target)


def refuse(request: HttpRequest, actor: Actor, action: str, target: Any, decision: Decision) -> HttpResponseBase:
    """The answer to what may not be done: bring the second factor, not found, or a page that says why."""
    with own_transaction():
        append(by=actor, action=action, target=target, why=decision.reason, outcome=Outcome.REFUSED)
    if decision.wakes:
        messages.warning(request, gettext(decision.reason))
        return redirect("mfa_index")
    if target is not None:
        raise Http404
    return render(request, "openpals/refused.html", {"reason": gettext(decision.reason)}, status=403)


def to_login(request: HttpRequest, kept: bool) -> HttpResponseBase:
    """To the log-in page, and back after it, if what was asked for can be asked again; with what was sent ``kept``."""
    address = reverse("account_login")
    if kept and request.method == "POST":
        keep(request)
        messages.warning(
            request, gettext("You were logged out. What you pressed is kept. Log in, and it will be saved.")
        )
    if request.method in ("GET", "HEAD") or kept:
        address += "?" + urlencode({"next": request.get_full_path()})
    return redirect(address)
