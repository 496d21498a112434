"""What this site says of itself."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from ..common.site import Invented, Site

SITE = Site(
    name="host",
    package="openpals.portal.host",
    title=_("OpenPALS host"),
    session_days=0.5,
    open_to_all=True,
    invented=(
        Invented("lena", "Lena", ("researcher",)),
        Invented("carl", "Carl", ("contributor",)),
        Invented("sara", "Sara", ("steward",)),
        Invented("rosa", "Rosa", ("reviewer",)),
        Invented("rolf", "Rolf", ("reviewer",)),
        Invented("keeper", "The host's keeper", ("administrator",)),
    ),
)
