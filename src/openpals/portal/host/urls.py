"""The addresses of this site. Its first page, what both sites have, and its features."""

from __future__ import annotations

from ..common.access.routes import route
from ..common.urls import FOUNDATION_ROUTES
from .agreement.urls import ROUTES as AGREEMENT
from .catalogue.pages import home
from .catalogue.spoilt import needs_files
from .catalogue.urls import ROUTES as CATALOGUE
from .desk.urls import ROUTES as DESK
from .explorer.urls import ROUTES as EXPLORER
from .grants.urls import ROUTES as GRANTS
from .institutions.urls import ROUTES as INSTITUTIONS
from .proposals.urls import ROUTES as PROPOSALS
from .review.urls import ROUTES as REVIEW

urlpatterns = [
    route("", needs_files(home), name="home", action="site.see"),
    *FOUNDATION_ROUTES,
    *CATALOGUE,
    *EXPLORER,
    *DESK,
    *INSTITUTIONS,
    *PROPOSALS,
    *REVIEW,
    *AGREEMENT,
    *GRANTS,
]

handler400 = "openpals.portal.common.operation.errors.not_understood"
handler403 = "openpals.portal.common.operation.errors.not_allowed"
handler404 = "openpals.portal.common.operation.errors.not_found"
handler500 = "openpals.portal.common.operation.errors.failed"
