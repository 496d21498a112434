"""The addresses of this site. It begins with what both sites have."""

from __future__ import annotations

from ..common.urls import FOUNDATION_ROUTES
from .journal.urls import JOURNAL_ROUTES

urlpatterns = [*FOUNDATION_ROUTES, *JOURNAL_ROUTES]

handler400 = "openpals.portal.common.operation.errors.not_understood"
handler403 = "openpals.portal.common.operation.errors.not_allowed"
handler404 = "openpals.portal.common.operation.errors.not_found"
handler500 = "openpals.portal.common.operation.errors.failed"
