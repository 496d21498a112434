"""Who publishes the terms, and who signs them."""

from __future__ import annotations

from ...common.access.table import HOLDER, Permission, to
from ..relations import ON_TEAM
from ..roles import STEWARD

PERMISSIONS = (
    Permission("agreement.publish", "publish a new text of the agreement", to(STEWARD)),
    Permission("agreement.sign", "sign the agreement for a project", to(HOLDER, relation=ON_TEAM)),
)
