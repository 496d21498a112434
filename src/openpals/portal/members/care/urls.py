"""The routes of care."""

from __future__ import annotations

from ...common.access.routes import route
from . import pages as p

ROUTES = [
    route("care/", p.care_team, name="care_team", action="care.team"),
    route("care/invite/", p.invite_page, name="invite", action="care.team"),
    route("care/people/", p.cared_for, name="cared_for", action="care.list"),
    route("care/<int:pk>/", p.change_page, name="change_care", action="care.change", fetch=p.fetch_grant),
    route("care/<int:pk>/end/", p.end_page, name="end_care", action="care.change", fetch=p.fetch_grant),
    route("care/<int:pk>/leave/", p.leave_page, name="leave_care", action="care.leave", fetch=p.fetch_grant),
    route("care/<int:pk>/death/", p.tell_page, name="tell_death", action="care.tell", fetch=p.fetch_grant),
    route(
        "care/invited/<uuid:pk>/",
        p.invited_page,
        name="invited",
        action="invitation.answer",
        fetch=p.fetch_invitation,
    ),
    route(
        "care/invited/<uuid:pk>/cancel/",
        p.cancel_page,
        name="cancel_invitation",
        action="invitation.cancel",
        fetch=p.fetch_invitation,
    ),
    route("care/told/", p.remembrances, name="remembrances", action="remembrance.list"),
    route(
        "care/told/<uuid:pk>/",
        p.settle_page,
        name="settle_remembrance",
        action="remembrance.settle",
        fetch=p.fetch_remembrance,
    ),
    route("care/alive/<uuid:pk>/", p.alive_page, name="alive", action="remembrance.undo", fetch=p.fetch_remembrance),
]
