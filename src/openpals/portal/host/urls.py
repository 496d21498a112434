"""The addresses of this site. It begins with what both sites have."""

from __future__ import annotations

from ..common.urls import FOUNDATION_ROUTES
from .agreement.urls import ROUTES as AGREEMENT
from .desk.urls import ROUTES as DESK
from .grants.urls import ROUTES as GRANTS
from .institutions.urls import ROUTES as INSTITUTIONS
from .proposals.urls import ROUTES as PROPOSALS
from .review.urls import ROUTES as REVIEW

urlpatterns = [*FOUNDATION_ROUTES, *DESK, *INSTITUTIONS, *PROPOSALS, *REVIEW, *AGREEMENT, *GRANTS]

handler400 = "openpals.portal.common.operation.errors.not_understood"
handler403 = "openpals.portal.common.operation.errors.not_allowed"
handler404 = "openpals.portal.common.operation.errors.not_found"
handler500 = "openpals.portal.common.operation.errors.failed"
