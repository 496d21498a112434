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
    features=tuple(
        f"openpals.portal.host.{name}"
        for name in (
            "catalogue",
            "explorer",
            "institutions",
            "proposals",
            "review",
            "agreement",
            "grants",
            "notices",
            "desk",
        )
    ),
    menu=(
        MenuLink("releases", "site.see", gettext_lazy("Releases")),
        MenuLink("explorer_newest", "site.see", gettext_lazy("Count people")),
        MenuLink("cohorts", "cohort.list", gettext_lazy("My cohorts")),
        MenuLink("release_desk", "release.desk", gettext_lazy("Releases that wait")),
        MenuLink("desk", "desk.see", gettext_lazy("My desk")),
        MenuLink("asking", "site.see", gettext_lazy("How to ask for data")),
        MenuLink("register", "site.see", gettext_lazy("Approved uses")),
    ),
    fill=("openpals.portal.host.filling.fill_catalogue",),
    invented=(
        Invented("lena", "Lena", ("researcher",)),
        Invented("carl", "Carl", ("contributor",)),
        Invented("sara", "Sara", ("steward",)),
        Invented("stan", "Stan", ("steward",)),
        Invented("rosa", "Rosa", ("reviewer",)),
        Invented("rolf", "Rolf", ("reviewer",)),
        Invented("keeper", "The host's keeper", ("administrator",)),
    ),
)
