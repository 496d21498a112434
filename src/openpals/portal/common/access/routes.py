"""Routes and the action each one asks for. A route without an action does not start, and is never served."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver, path

from ....model.refused import Refused
from .decide import access_table

Fetch = Callable[..., Model]


class RouteRefused(Refused):
    """A route has no action, or one that the permission table does not know; the site does not start."""


@dataclass(frozen=True)
class Route:
    """A named route: its action, how its object is fetched from the address, if it has one, whether what is sent to it
    outlives the session, and the most bytes that may be sent, where it takes more than the site's other routes."""

    name: str
    pattern: str
    action: str
    fetch: Fetch | None
    kept: bool = False
    largest_body: int = 0


def route(
    pattern: str,
    view: Callable[..., HttpResponseBase],
    *,
    name: str,
    action: str,
    fetch: Fetch | None = None,
    largest_body: int = 0,
    kept: bool = False,
) -> URLPattern:
    """A route that declares its action. ``fetch`` gets the address's parts and gives the object, or raises Http404.
    ``largest_body`` is in bytes, for a route that takes files; other routes have the site's. ``kept``: what is sent
    after the session has ended is kept, and done once its sender has logged in again."""
    pattern_ = path(pattern, view, name=name)
    pattern_.openpals = (action, fetch, kept, largest_body)  # type: ignore[attr-defined]
    return pattern_


def declare(resolver: URLResolver, actions: Mapping[str, str]) -> URLResolver:
    """Gives the routes of a library their actions, by name. Raises RouteRefused for one it does not name."""
    for pattern, _ in _walk(resolver.url_patterns, ""):
        action = actions.get(str(pattern.name))
        if action is None:
            raise RouteRefused(
                f"The library's route `{pattern.name}` has no action. Declare it where the library is included."
            )
        pattern.openpals = (action, None, False, 0)  # type: ignore[attr-defined]
    return resolver


@cache
def routes() -> Mapping[str, Route]:
    """All routes of this site by name. Raises RouteRefused, naming each that breaks the rule."""
    found: dict[str, Route] = {}
    problems: list[str] = []
    for pattern, prefix in _walk(get_resolver().url_patterns, ""):
        where = prefix + str(pattern.pattern)
        declared = getattr(pattern, "openpals", None)
        if declared is None or not pattern.name:
            problems.append(f"/{where} declares no action; make it with `route(...)`.")
            continue
        action, fetch, kept, largest_body = declared
        if pattern.name in found:
            problems.append(f"/{where} has the name of another route, `{pattern.name}`.")
        if action not in access_table().by_action:
            problems.append(f"/{where} asks for `{action}`, which is not in the permission table.")
        elif access_table().about_objects(action) != (fetch is not None):
            problems.append(f"/{where}: `{action}` and the route disagree on whether there is an object.")
        found[pattern.name] = Route(pattern.name, where, action, fetch, kept, largest_body)
    if problems:
        raise RouteRefused("These routes cannot be served: " + " ".join(problems))
    return found


def route_of(request: HttpRequest) -> Route | None:
    """The declared route of a request that has been resolved."""
    match: Any = request.resolver_match
    return routes().get(match.view_name) if match else None


def _walk(patterns: list[Any], prefix: str) -> Iterator[tuple[URLPattern, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            yield pattern, prefix
