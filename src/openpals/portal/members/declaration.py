"""What this site says of itself."""

from __future__ import annotations

from ..common.site import Site

SITE = Site(
    name="members",
    package="openpals.portal.members",
    title="OpenPALS members",
    session_days=90,
    open_to_all=True,
)
