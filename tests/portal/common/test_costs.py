"""What a page asks of the database, counted."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from openpals.portal.common.access.actor import ActorKind
from openpals.portal.common.access.decide import access_table
from openpals.portal.common.access.session import actor_of
from openpals.portal.common.accounts.backend import Backend
from openpals.portal.common.accounts.models import appoint, dismiss

pytestmark = pytest.mark.django_db

ROLES = [role.name for role in access_table().roles][:2]


def test_page_of_somebody_logged_in_asks_for_the_session_and_the_account_with_its_roles(
    build_account: Any, log_in: Any, django_assert_num_queries: Any
) -> None:
    client = log_in(build_account(*ROLES))
    with django_assert_num_queries(2):
        client.get("/help/")


def test_page_of_a_visitor_asks_for_nothing(client: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        client.get("/help/")


@pytest.mark.parametrize("more", [1, 40])
def test_list_of_people_asks_as_often_for_many_as_for_few(
    build_account: Any, log_in: Any, django_assert_max_num_queries: Any, more: int
) -> None:
    client = log_in(build_account("administrator"))
    for _ in range(more):
        build_account(ROLES[0])
    client.get("/people/")  # the log gives an account its name once
    with django_assert_max_num_queries(9):  # five of them write that the list was read
        client.get("/people/")


def test_account_is_read_with_the_roles_that_it_holds_now(build_account: Any, actor: Any) -> None:
    account, other = build_account(*ROLES), build_account(ROLES[0])
    by = actor(other)
    dismiss(account, ROLES[0], by=by, why="for a test")
    read = Backend().get_user(account.pk)
    assert (read.pk, read.held_roles) == (account.pk, [ROLES[1]])
    appoint(account, ROLES[0], by=by, why="for a test")
    assert sorted(Backend().get_user(account.pk).held_roles) == sorted(ROLES)


def test_account_without_a_role_is_read_with_none(build_account: Any) -> None:
    account = build_account()
    assert Backend().get_user(account.pk).held_roles == []


def test_account_that_is_shut_or_missing_is_nobody(build_account: Any) -> None:
    account = build_account(ROLES[0])
    account.is_active = False
    account.save()
    assert Backend().get_user(account.pk) is None
    assert Backend().get_user(10**9) is None


def test_roles_of_an_account_that_was_not_read_by_the_backend_are_asked_for(build_account: Any) -> None:
    request = HttpRequest()
    request.session = SessionStore()
    request.user = build_account(ROLES[0])
    actor = actor_of(request)
    assert (actor.kind, {role.name for role in actor.held}) == (ActorKind.ACCOUNT, {ROLES[0]})
