"""What this site says of itself."""

from __future__ import annotations

from ..common.site import Invented, Site

SITE = Site(
    name="host",
    package="openpals.portal.host",
    title="OpenPALS host",
    session_days=0.5,
    open_to_all=True,
    features=("openpals.portal.host.catalogue",),
    invented=(
        Invented("lena", "Lena", ("researcher",)),
        Invented("carl", "Carl", ("contributor",)),
        Invented("sara", "Sara", ("steward",)),
        Invented("rosa", "Rosa", ("reviewer",)),
        Invented("rolf", "Rolf", ("reviewer",)),
        Invented("keeper", "The host's keeper", ("administrator",)),
    ),
)
