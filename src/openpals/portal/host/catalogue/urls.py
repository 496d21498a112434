"""The catalogue's addresses."""

from __future__ import annotations

from typing import Any

from ...common.access.routes import route
from . import desk, pages
from .spoilt import needs_files

SEE: dict[str, Any] = {"action": "release.see", "fetch": pages.fetch}

ROUTES = [
    route("releases/", pages.releases, name="releases", action="site.see"),
    route("variables/", needs_files(pages.variables_page), name="variables", action="site.see"),
    route("releases/<str:version>/", needs_files(pages.release_page), name="release", **SEE),
    route("releases/<str:version>/metadata.json", needs_files(pages.metadata), name="release_metadata", **SEE),
    route(
        "releases/<str:version>/twin/<path:name>",
        needs_files(pages.twin_file),
        name="release_twin",
        action="release.twin",
        fetch=pages.fetch,
    ),
    route("releases/<str:version>/tables/<str:table>/", needs_files(pages.table_page), name="release_table", **SEE),
    route(
        "releases/<str:version>/tables/<str:table>/<str:variable>/",
        needs_files(pages.variable_page),
        name="release_variable",
        **SEE,
    ),
    route("steward/releases/", desk.desk, name="release_desk", action="release.desk"),
    route("steward/releases/register/", desk.register_page, name="release_register", action="release.register"),
    route(
        "steward/releases/<str:version>/sign-off/",
        desk.publish_page,
        name="release_publish",
        action="release.publish",
        fetch=pages.fetch,
    ),
    route(
        "steward/releases/<str:version>/take-back/",
        desk.take_back_page,
        name="release_take_back",
        action="release.take_back",
        fetch=pages.fetch,
    ),
    route(
        "steward/releases/<str:version>/retract/",
        desk.retract_page,
        name="release_retract",
        action="release.retract",
        fetch=pages.fetch,
    ),
]
