"""The routes of leaving and deleting."""

from __future__ import annotations

from ...common.access.routes import route
from . import pages

CHOOSE = "farewell.choose"

ROUTES = [
    route("farewell/", pages.farewell, name="farewell", action=CHOOSE),
    route("farewell/leave/", pages.leave_page, name="leave", action=CHOOSE),
    route("farewell/delete/", pages.delete_page, name="delete_account", action=CHOOSE),
    route("farewell/keep/", pages.keep_account, name="keep_account", action=CHOOSE),
    route("farewell/again/", pages.log_in_again, name="log_in_again", action=CHOOSE),
    route(
        "farewell/return/<uuid:pk>/",
        pages.return_page,
        name="return_to_account",
        action="closing.open",
        fetch=pages.fetch_closing,
    ),
]
