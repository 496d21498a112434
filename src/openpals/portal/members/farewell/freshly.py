"""Whether somebody has just shown that they are the account's holder, and how they can."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

# Long enough for slow hands; a session left open on a table does not count.
FRESH_SECONDS = 15 * 60


def logged_in_freshly(request: HttpRequest) -> bool:
    """Whether this session was opened, or opened again, within the last quarter of an hour."""
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return any(time.time() - float(record.get("at", 0)) < FRESH_SECONDS for record in records)
