"""What this site says of itself."""

from __future__ import annotations

from ..common.site import Site

SITE = Site(
    name="host",
    package="openpals.portal.host",
    title="OpenPALS host",
    session_days=0.5,
    open_to_all=True,
)
