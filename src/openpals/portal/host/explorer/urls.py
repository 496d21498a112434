"""The explorer's addresses."""

from __future__ import annotations

from typing import Any

from ...common.access.routes import route
from ..catalogue.pages import fetch as release_of
from ..catalogue.spoilt import needs_files
from . import pages

ASK: dict[str, Any] = {"action": "release.ask", "fetch": release_of}

ROUTES = [
    route("explorer/", pages.newest_page, name="explorer_newest", action="site.see"),
    route("explorer/<str:version>/", needs_files(pages.explorer), name="explorer", **ASK),
    route("explorer/<str:version>/cohort.json", needs_files(pages.as_json), name="cohort_json", **ASK),
    route("explorer/<str:version>/cohort.csv", needs_files(pages.as_csv), name="cohort_csv", **ASK),
    route("explorer/<str:version>/course.svg", needs_files(pages.course_svg), name="cohort_course", **ASK),
    route("explorer/<str:version>/survival.svg", needs_files(pages.survival_svg), name="cohort_survival", **ASK),
    route(
        "explorer/<str:version>/keep/",
        needs_files(pages.keep),
        name="cohort_keep",
        action="release.keep_cohort",
        fetch=release_of,
    ),
    route("cohorts/", pages.cohorts, name="cohorts", action="cohort.list"),
    route("cohorts/<int:pk>/remove/", pages.remove, name="cohort_remove", action="cohort.remove", fetch=pages.fetch),
]
