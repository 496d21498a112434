"""Who publishes the terms, and who signs them."""

from __future__ import annotations

from ...common.access.table import HOLDER, Permission, to
from ..roles import STEWARD
from ..standing import ON_TEAM

PERMISSIONS = (
    Permission("agreement.publish", "publish a new text of the agreement", to(STEWARD)),
    Permission("agreement.sign", "sign the agreement for a project", to(HOLDER, relation=ON_TEAM)),
)
