"""The routes of the foundation, each with its action. The first page, `home`, is each site's own."""

from __future__ import annotations

from django.urls import include, path

from .access.foundation import LIBRARY_ROUTES
from .access.routes import declare, route
from .accounts import pages as accounts
from .audit.pages import audit_page, check_log
from .design import pages as design
from .jobs import pages as jobs
from .operation import pages as operation

# The parts of the account library that are served, and where.
LIBRARY = (
    ("", "allauth.account.urls"),
    ("2fa/", "allauth.mfa.urls"),
    ("sessions/", "allauth.usersessions.urls"),
    ("3rdparty/", "allauth.socialaccount.urls"),
    ("", "allauth.socialaccount.providers.openid_connect.urls"),
)

FOUNDATION_ROUTES = [
    route("design/", design.living_page, name="design", action="site.see"),
    route("help/", design.help_page, name="help", action="site.see"),
    route("display/", design.display, name="display", action="display.choose"),
    route("healthz", operation.healthz, name="healthz", action="site.check"),
    route("readyz", operation.readyz, name="readyz", action="site.check"),
    route("metrics", operation.metrics, name="metrics", action="site.check"),
    route("people/", accounts.people, name="people", action="account.list"),
    route("people/<int:pk>/", accounts.person, name="person", action="account.see", fetch=accounts.fetch),
    route("people/<int:pk>/name/", accounts.rename, name="rename", action="account.rename", fetch=accounts.fetch),
    route("people/<int:pk>/give/", accounts.give_role, name="give_role", action="role.give", fetch=accounts.fetch),
    route("people/<int:pk>/end/", accounts.end_role, name="end_role", action="role.end", fetch=accounts.fetch),
    route(
        "people/<int:pk>/back/",
        accounts.give_role_back,
        name="give_role_back",
        action="role.give",
        fetch=accounts.fetch,
    ),
    route("jobs/", jobs.jobs, name="jobs", action="job.list"),
    route("jobs/<uuid:pk>/", jobs.job, name="job", action="job.see", fetch=jobs.fetch),
    route("jobs/<uuid:pk>/again/", jobs.again, name="job_again", action="job.retry", fetch=jobs.fetch),
    route("audit/", audit_page, name="audit", action="audit.read"),
    route("audit/check/", check_log, name="audit_check", action="audit.check"),
    *(declare(path(f"accounts/{under}", include(urls)), LIBRARY_ROUTES) for under, urls in LIBRARY),
]
