"""The profile's addresses, under the journal's number."""

from __future__ import annotations

from ...common.access.routes import route
from ..journal.fetch import fetch_entry, fetch_journal
from ..journal.pages.entries import adding, changing, deleting
from . import pages
from .pages import EQUIPMENT, FORMS, RELATIVE

_J = "journal/<uuid:journal>/"
_KINDS = (EQUIPMENT, RELATIVE)

PROFILE_ROUTES = [
    route(f"{_J}profile/", pages.profile, name="profile", action="profile.read", fetch=fetch_journal),
    route(
        f"{_J}profile/seen-by/", pages.visibility, name="seen_by", action="profile.show", fetch=fetch_journal, kept=True
    ),
    *(
        route(
            f"{_J}profile/{section.name}/",
            pages.section_page(section),
            name=f"profile_{section.name}",
            action="profile.write",
            fetch=fetch_journal,
            kept=True,
        )
        for section in FORMS
    ),
    route(f"{_J}equipment/", pages.equipment, name="equipment", action="profile.read", fetch=fetch_journal),
    *(
        route(
            f"{_J}{kind.slug}/add/",
            adding(kind),
            name=f"add_{kind.slug}",
            action="profile.write",
            fetch=fetch_journal,
            kept=True,
        )
        for kind in _KINDS
    ),
    *(
        route(
            f"{_J}{kind.slug}/<uuid:key>/{verb}/",
            page(kind),
            name=f"{verb}_{kind.slug}",
            action="profile.write",
            fetch=fetch_entry(kind.model),
            kept=True,
        )
        for kind in _KINDS
        for verb, page in (("change", changing), ("delete", deleting))
    ),
]
