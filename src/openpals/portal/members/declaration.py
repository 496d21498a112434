"""What this site says of itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from ..common.site import Invented, MenuLink, Site

SITE = Site(
    name="members",
    package="openpals.portal.members",
    title=_("OpenPALS members"),
    session_days=90,
    open_to_all=True,
    start="today",
    features=(
        "openpals.portal.members.care",
        "openpals.portal.members.context",
        "openpals.portal.members.course",
        "openpals.portal.members.consent",
        "openpals.portal.members.contribution",
        "openpals.portal.members.data_copy",
        "openpals.portal.members.farewell",
        "openpals.portal.members.intake",
        "openpals.portal.members.journal",
        "openpals.portal.members.own",
        "openpals.portal.members.profile",
        "openpals.portal.members.summary",
    ),
    menu=(
        MenuLink("today", "journal.open", gettext_lazy("Today")),
        MenuLink("my_data", "own.open", gettext_lazy("My data")),
    ),
    fill=("openpals.portal.members.filling.fill_journals",),
    invented=(
        Invented("ines", "Ines", ("member",)),
        Invented("tomas", "Tomas", ("member",)),
        Invented("ruth", "Ruth", ("caregiver",)),
        Invented("omar", "Omar", ("moderator",)),
        Invented("keeper", "The members' keeper", ("administrator",)),
    ),
)
