from __future__ import annotations

import re
from typing import Any

import pytest

from openpals.portal.common.access.decide import access_table
from openpals.portal.common.audit.models import Event
from openpals.portal.common.design.undo import way_back

pytestmark = pytest.mark.django_db

ROLE = next(role.name for role in access_table().roles if not role.second_factor)


def held(account: Any) -> list[str]:
    return list(account.appointments.filter(ended_at=None).values_list("role", flat=True))


def test_end_of_a_role_is_undone_by_the_button_that_confirms_it(build_account: Any, log_in: Any) -> None:
    other, client = build_account(ROLE), log_in(build_account("administrator"))
    page = client.post(f"/people/{other.pk}/end/", {"role": ROLE, "why": "by mistake"}, follow=True).content.decode()
    assert held(other) == []
    address, what = re.findall(r'action="([^"]+back/)".*?name="what" value="(\d+)"', page, re.DOTALL)[0]
    answer = client.post(address, {"what": what}, follow=True)
    assert "given back" in answer.content.decode()
    assert held(other) == [ROLE]
    last = Event.objects.filter(action="role.give").latest("sequence")
    assert last.why == "its end was undone"


def test_undoing_twice_gives_the_role_once(build_account: Any, log_in: Any) -> None:
    other, client = build_account(ROLE), log_in(build_account("administrator"))
    client.post(f"/people/{other.pk}/end/", {"role": ROLE, "why": "by mistake"})
    what = other.appointments.get().pk
    for _ in range(2):
        client.post(f"/people/{other.pk}/back/", {"what": what})
    assert held(other) == [ROLE]


@pytest.mark.parametrize("what", ["", "x", "-1", "²", "9" * 40, "999999"])
def test_undoing_what_never_ended_is_not_found(build_account: Any, log_in: Any, what: str) -> None:
    other, client = build_account(), log_in(build_account("administrator"))
    assert client.post(f"/people/{other.pk}/back/", {"what": what}).status_code == 404


def test_role_that_ended_for_somebody_else_is_not_given_back(build_account: Any, log_in: Any) -> None:
    first, second, client = build_account(ROLE), build_account(), log_in(build_account("administrator"))
    client.post(f"/people/{first.pk}/end/", {"role": ROLE, "why": "by mistake"})
    assert client.post(f"/people/{second.pk}/back/", {"what": first.appointments.get().pk}).status_code == 404
    assert held(second) == []


@pytest.mark.parametrize("tags", [None, "", "safe", "{}", '{"kind": "other"}'])
def test_message_of_another_kind_offers_no_way_back(tags: str | None) -> None:
    assert way_back(tags) is None
