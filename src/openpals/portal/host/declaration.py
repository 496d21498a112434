"""What this site says of itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from ..common.site import Invented, MenuLink, Site

SITE = Site(
    name="host",
    package="openpals.portal.host",
    title=_("OpenPALS host"),
    session_days=0.5,
    open_to_all=True,
    features=("openpals.portal.host.catalogue", "openpals.portal.host.explorer"),
    menu=(
        MenuLink("releases", "site.see", gettext_lazy("Releases")),
        MenuLink("explorer_newest", "site.see", gettext_lazy("Count people")),
        MenuLink("cohorts", "cohort.list", gettext_lazy("My cohorts")),
        MenuLink("release_desk", "release.desk", gettext_lazy("Releases that wait")),
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
