from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from openpals.portal.common.access.decide import access_table
from openpals.portal.common.accounts import invented
from openpals.portal.common.accounts.invented import NotEmpty, invent
from openpals.portal.common.site import this_site

pytestmark = pytest.mark.django_db


def test_invented_people_hold_every_role_and_can_log_in_with_what_is_printed() -> None:
    made = invent()
    assert {role for one in made for role in one.roles} == {role.name for role in access_table().roles}
    for one in made:
        client = Client()
        answer = client.post("/accounts/login/", {"login": one.email, "password": one.password})
        if one.codes:
            assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
            client.post("/accounts/2fa/authenticate/", {"code": one.codes[0]})
        assert client.session["_auth_user_id"] == str(get_user_model()._default_manager.get(email=one.email).pk)


def test_code_that_was_used_opens_nothing_again() -> None:
    keeper = next(one for one in invent() if one.codes)
    for attempt in (1, 2):
        client = Client()
        client.post("/accounts/login/", {"login": keeper.email, "password": keeper.password})
        client.post("/accounts/2fa/authenticate/", {"code": keeper.codes[0]})
        assert ("_auth_user_id" in client.session) == (attempt == 1)


def test_invented_people_are_never_put_among_real_ones() -> None:
    assert this_site().invented
    invent()
    with pytest.raises(NotEmpty, match="empty one"):
        invent()


FILLED: dict[str, object] = {}


def fill(accounts: dict[str, Any], material: Path | None) -> None:
    FILLED.update(accounts=accounts, material=material)


def test_features_are_filled_for_the_invented_people(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(invented, "this_site", lambda: replace(this_site(), fill=(f"{__name__}.fill",)))
    monkeypatch.setattr(invented, "import_string", lambda name: {f"{__name__}.fill": fill}[name])
    made = invent(tmp_path)
    assert FILLED["material"] == tmp_path
    assert [one.email for one in FILLED["accounts"].values()] == [one.email for one in made]  # type: ignore[attr-defined]
