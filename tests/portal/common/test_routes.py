from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, include, path, reverse

from openpals.portal.common.access import routes as routing
from openpals.portal.common.access.actor import VISITOR
from openpals.portal.common.access.decide import access_table, decide
from openpals.portal.common.access.foundation import LIBRARY_ROUTES
from openpals.portal.common.access.routes import Route, RouteRefused, declare, route, routes

from ..specimens import Specimen, specimens

pytestmark = pytest.mark.django_db


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("served")


urlpatterns: list[Any] = []


def found(*patterns: URLPattern) -> Any:
    routing.routes.cache_clear()
    urlpatterns[:] = patterns
    try:
        with override_settings(ROOT_URLCONF=__name__):
            return routes()
    finally:
        routing.routes.cache_clear()


def test_route_without_an_action_stops_the_start() -> None:
    with pytest.raises(RouteRefused, match=r"/open/ declares no action"):
        found(path("open/", view, name="open"))


def test_route_with_an_action_that_is_not_in_the_table_stops_the_start() -> None:
    with pytest.raises(RouteRefused, match="not in the permission table"):
        found(route("x/", view, name="x", action="no.such"))


def test_route_that_forgets_its_object_stops_the_start() -> None:
    with pytest.raises(RouteRefused, match="disagree"):
        found(route("x/", view, name="x", action="job.see"))


def test_two_routes_of_one_name_stop_the_start() -> None:
    with pytest.raises(RouteRefused, match="another route"):
        found(
            route("x/", view, name="x", action="site.see"),
            route("y/", view, name="x", action="site.see"),
        )


def test_new_route_of_a_library_stops_the_start() -> None:
    library = path("lib/", include([path("new/", view, name="brand_new")]))
    with pytest.raises(RouteRefused, match="brand_new"):
        declare(library, LIBRARY_ROUTES)


def test_check_reports_a_broken_route(monkeypatch: pytest.MonkeyPatch) -> None:
    from openpals.portal.common.access.apps import check_routes

    assert check_routes() == []

    def broken() -> None:
        raise RouteRefused("route x is broken")

    monkeypatch.setattr(routing, "routes", broken)
    assert [error.id for error in check_routes()] == ["openpals.E001"]


# What stands in the addresses of libraries' routes.
LIBRARY_PARTS = {"pk": 1, "provider_id": "institution"}


def address(one: Route, parts: Mapping[str, object]) -> str:
    """An address of the route, its parts taken from ``parts``."""
    return reverse(one.name, kwargs={name: parts[name] for name in re.findall(r"<(?:\w+:)?(\w+)>", one.pattern)})


def reached(answer: HttpResponse) -> bool:
    """Whether a view answered: not a page that says why not, not what is said of the missing, and not a way to log in
    or to bring a second factor."""
    elsewhere = ("/accounts/login/", "/accounts/2fa/")
    return answer.status_code not in (403, 404) and not answer.headers.get("Location", "").startswith(elsewhere)


def test_no_route_answers_a_visitor_who_may_not(client: Client, build_account: Any) -> None:
    owner, other = build_account(), build_account()
    for one in routes().values():
        target, parts = None, LIBRARY_PARTS
        if one.fetch is not None:
            specimen = specimens(one.action, owner, other)[0]
            target, parts = specimen.target, specimen.parts
        if decide(VISITOR, one.action, target).allowed:
            continue
        for method in ("get", "post", "head", "put", "delete"):
            answer = getattr(client, method)(address(one, parts))
            assert answer.status_code == 302, (one.name, method)
            assert answer.headers["Location"].startswith("/accounts/login/"), (one.name, method)


@pytest.mark.parametrize("second_factor", [True, False])
def test_every_route_for_every_role_and_relation(
    build_account: Any, log_in: Any, actor: Any, second_factor: bool
) -> None:
    """Middleware, decision and table agree on each route, whoever asks and whosever the object is."""
    for role in (None, *access_table().roles):
        if not second_factor and not (role and role.second_factor):
            continue  # a second factor changes nothing for them
        mine, other = build_account(*([role.name] if role else [])), build_account()
        client = log_in(mine, second_factor)
        who = actor(mine, second_factor)
        made: dict[str, list[Specimen]] = {}  # reading changes nothing, so routes of one kind share their objects
        for one in routes().values():
            if not routed(one):
                continue
            if one.fetch is None:
                answer = client.get(address(one, LIBRARY_PARTS))
                assert reached(answer) == decide(who, one.action).allowed, (one.name, role, answer.status_code)
                continue
            kind = one.action.partition(".")[0]
            if kind not in made:
                made[kind] = specimens(one.action, mine, other)
            for specimen in made[kind]:
                allowed = decide(who, one.action, specimen.target).allowed
                answer = client.get(address(one, specimen.parts))
                assert reached(answer) == allowed, (one.name, role, specimen.relations, answer.status_code)


def routed(one: Route) -> bool:
    """The library's pages redirect and answer by their own rules once they are reached; they have tests of their own.
    The metrics page is not there without a token."""
    return one.name not in LIBRARY_ROUTES and one.name != "metrics"


def test_missing_and_forbidden_objects_are_answered_alike(build_account: Any, log_in: Any) -> None:
    mine, other = build_account(), build_account()
    client = log_in(mine)
    forbidden, missing = client.get(f"/people/{other.pk}/"), client.get("/people/999999/")
    assert (forbidden.status_code, missing.status_code) == (404, 404)
    assert forbidden.content == missing.content
    assert client.get(f"/jobs/{uuid.uuid4()}/").status_code == 404


def test_missing_and_forbidden_objects_are_answered_alike_to_a_visitor(client: Client, build_account: Any) -> None:
    there = build_account()
    assert client.get(f"/people/{there.pk}/").status_code == 302
    assert client.get("/people/999999/").status_code == 302


def test_sleeping_role_is_sent_to_its_second_factor(build_account: Any, log_in: Any) -> None:
    answer = log_in(build_account("administrator"), second_factor=False).get("/audit/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/2fa/")


def test_private_pages_are_kept_by_no_cache(build_account: Any, log_in: Any) -> None:
    mine = build_account()
    assert "no-store" in log_in(mine).get(f"/people/{mine.pk}/").headers["Cache-Control"]


def test_post_cannot_set_what_the_form_does_not_ask(build_account: Any, log_in: Any) -> None:
    mine = build_account()
    log_in(mine).post(f"/people/{mine.pk}/name/", {"name": "Ada", "is_active": "", "role": "administrator"})
    mine.refresh_from_db()
    assert (mine.name, mine.is_active) == ("Ada", True)
    assert not mine.appointments.exists()
