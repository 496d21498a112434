from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model

from openpals.portal.common.design.paging import SIZE, part_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows() -> Any:
    accounts = get_user_model()._default_manager
    accounts.bulk_create([get_user_model()(email=f"p{number}@example.org") for number in range(2 * SIZE + 1)])
    return accounts.all()


def test_parts_hold_every_row_once(rows: Any) -> None:
    for newest_first in (True, False):
        seen: list[int] = []
        asked: str | None = None
        for _ in range(3):
            part = part_of(rows, "pk", asked, newest_first)
            seen += [row.pk for row in part.rows]
            asked = str(part.after)
        assert part.after is None
        assert seen == sorted(rows.values_list("pk", flat=True), reverse=newest_first)


@pytest.mark.parametrize("asked", ["", "x", "-1", "٣", "9" * 40, "1;drop"])
def test_what_is_no_key_asks_for_the_beginning(rows: Any, asked: str) -> None:
    assert part_of(rows, "pk", asked).first


def test_list_of_accounts_is_for_administrators(build_account: Any, log_in: Any) -> None:
    others = [build_account() for _ in range(3)]
    page = log_in(build_account("administrator")).get("/people/").content.decode()
    assert all(f"/people/{one.pk}/" in page for one in others)
