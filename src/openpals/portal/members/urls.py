"""The addresses of this site. Its first page, what both sites have, and its features."""

from __future__ import annotations

from ..common.access.routes import route
from ..common.design.pages import home
from ..common.urls import FOUNDATION_ROUTES
from .care.urls import ROUTES as CARE
from .consent.urls import ROUTES as CONSENT
from .context.urls import CONTEXT_ROUTES
from .contribution.urls import ROUTES as CONTRIBUTION
from .course.urls import COURSE_ROUTES
from .data_copy.urls import ROUTES as DATA_COPY
from .farewell.urls import ROUTES as FAREWELL
from .intake.urls import ROUTES as INTAKE
from .journal.urls import JOURNAL_ROUTES
from .own.urls import ROUTES as OWN
from .profile.urls import PROFILE_ROUTES
from .summary.urls import SUMMARY_ROUTES

urlpatterns = [
    route("", home, name="home", action="site.see"),
    *FOUNDATION_ROUTES,
    *JOURNAL_ROUTES,
    *PROFILE_ROUTES,
    *COURSE_ROUTES,
    *CONTEXT_ROUTES,
    *SUMMARY_ROUTES,
    *OWN,
    *CARE,
    *CONSENT,
    *CONTRIBUTION,
    *DATA_COPY,
    *INTAKE,
    *FAREWELL,
]

handler400 = "openpals.portal.common.operation.errors.not_understood"
handler403 = "openpals.portal.common.operation.errors.not_allowed"
handler404 = "openpals.portal.common.operation.errors.not_found"
handler500 = "openpals.portal.common.operation.errors.failed"
