"""What this site says of itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..common.site import Invented, MenuLink, Site

SITE = Site(
    name="host",
    package="openpals.portal.host",
    title="OpenPALS host",
    session_days=0.5,
    open_to_all=True,
    features=("openpals.portal.host.catalogue", "openpals.portal.host.explorer"),
    menu=(
        MenuLink("releases", "site.see", _("Releases")),
        MenuLink("explorer_newest", "site.see", _("Count people")),
        MenuLink("cohorts", "cohort.list", _("My cohorts")),
        MenuLink("release_desk", "release.desk", _("Releases that wait")),
    ),
    invented=(
        Invented("lena", "Lena", ("researcher",)),
        Invented("carl", "Carl", ("contributor",)),
        Invented("sara", "Sara", ("steward",)),
        Invented("stig", "Stig", ("steward",)),
        Invented("rosa", "Rosa", ("reviewer",)),
        Invented("rolf", "Rolf", ("reviewer",)),
        Invented("keeper", "The host's keeper", ("administrator",)),
    ),
)
