"""The addresses of this site. It begins with what both sites have."""

from __future__ import annotations

from ..common.access.routes import route
from ..common.urls import FOUNDATION_ROUTES
from .catalogue.pages import home
from .catalogue.spoilt import needs_files
from .catalogue.urls import ROUTES as CATALOGUE
from .explorer.urls import ROUTES as EXPLORER

urlpatterns = [
    route("", needs_files(home), name="home", action="site.see"),
    *(one for one in FOUNDATION_ROUTES if getattr(one, "name", None) != "home"),
    *CATALOGUE,
    *EXPLORER,
]

handler400 = "openpals.portal.common.operation.errors.not_understood"
handler403 = "openpals.portal.common.operation.errors.not_allowed"
handler404 = "openpals.portal.common.operation.errors.not_found"
handler500 = "openpals.portal.common.operation.errors.failed"
