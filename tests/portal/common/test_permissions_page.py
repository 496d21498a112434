from __future__ import annotations

from pathlib import Path

from openpals.portal.common.access.page import permissions_page
from openpals.portal.host.access import TABLE as HOST
from openpals.portal.members.access import TABLE as MEMBERS

PAGE = Path(__file__).parents[3] / "docs/portal/permissions.md"


def test_page_is_as_the_tables_are() -> None:
    assert PAGE.read_text("utf-8") == permissions_page(), "run `make docs`"


def test_every_action_of_both_sites_stands_on_the_page() -> None:
    page = permissions_page()
    assert not [one.action for one in (*HOST.permissions, *MEMBERS.permissions) if f"`{one.action}`" not in page]
