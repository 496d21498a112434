"""Who has access, who ends it."""

from __future__ import annotations

from ...common.access.table import HOLDER, Permission, to
from ..relations import JUDGED, LED, LIVE, ON_TEAM
from ..roles import STEWARD

PERMISSIONS = (
    Permission("grant.see", "see a grant", (*to(HOLDER, relation=ON_TEAM), *to(STEWARD, relation=JUDGED))),
    Permission("grant.use", "use the data of a grant", to(HOLDER, relation=LIVE)),
    Permission("grant.close", "close a grant and say that all copies are destroyed", to(HOLDER, relation=LED)),
    Permission("grant.revoke", "end a grant at once, with a reason", to(STEWARD, relation=JUDGED)),
)
