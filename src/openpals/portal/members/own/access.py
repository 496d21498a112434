"""The one permission of the page of what is one's own."""

from __future__ import annotations

from ...common.access.foundation import LOG_IN_FIRST
from ...common.access.table import HOLDER, Permission, to

PERMISSIONS = (Permission("own.open", "open the page of what is theirs", to(HOLDER), refusal=LOG_IN_FIRST),)
