"""Addresses of proposals, their people and documents."""

from __future__ import annotations

from ...common.access.routes import route
from . import pages, team_pages
from .pages import fetch, fetch_document
from .papers import LARGEST_BODY
from .team_pages import fetch_member

ROUTES = [
    route("proposals/new/", pages.new, name="proposal_new", action="proposal.begin"),
    route(
        "proposals/<int:pk>/form/<slug:section>/",
        pages.section_page,
        name="section",
        action="proposal.edit",
        fetch=fetch,
    ),
    route("proposals/<int:pk>/preview/", pages.preview, name="preview", action="proposal.see", fetch=fetch),
    route("proposals/<int:pk>/pdf/", pages.pdf, name="proposal_pdf", action="proposal.see", fetch=fetch),
    route("proposals/<int:pk>/send/", pages.send, name="proposal_send", action="proposal.submit", fetch=fetch),
    route("proposals/<int:pk>/withdraw/", pages.take_back, name="withdraw", action="proposal.withdraw", fetch=fetch),
    route("proposals/<int:pk>/change/", pages.change, name="change", action="proposal.follow", fetch=fetch),
    route("proposals/<int:pk>/team/", team_pages.people, name="team", action="proposal.invite", fetch=fetch),
    route(
        "invitations/<int:pk>/", team_pages.invitation, name="invitation", action="member.accept", fetch=fetch_member
    ),
    route(
        "invitations/<int:pk>/no/",
        team_pages.decline_invitation,
        name="invitation_no",
        action="member.accept",
        fetch=fetch_member,
    ),
    route("team/<int:pk>/leave/", team_pages.leave_team, name="leave", action="member.leave", fetch=fetch_member),
    route("team/<int:pk>/remove/", team_pages.remove_member, name="remove", action="member.remove", fetch=fetch_member),
    route(
        "proposals/<int:pk>/documents/",
        team_pages.documents,
        name="documents",
        action="proposal.edit",
        fetch=fetch,
        largest_body=LARGEST_BODY,
    ),
    route("documents/<uuid:pk>/", pages.document, name="document", action="document.get", fetch=fetch_document),
    route(
        "documents/<uuid:pk>/remove/",
        team_pages.remove_document,
        name="document_remove",
        action="document.remove",
        fetch=fetch_document,
    ),
]
