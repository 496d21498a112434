"""The page of a member's course."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ...common.access.request import DecidedRequest
from ...common.design.axis import Zoom, zoom
from ..journal.days import today
from ..journal.pages.place import journal_in, journal_page
from .abilities import domains_chart, total_chart
from .lasting import equipment_chart, treatments_chart
from .measured import CAPACITIES, WEIGHT, capacity_chart, weight_chart
from .rows import Reader, equipment, extent, measurements, scores, symptom_reports, treatments
from .symptoms import symptoms_chart
from .words import day_words

SPAN_WORDS = {
    "all": gettext_lazy("All"),
    "2y": gettext_lazy("2 years"),
    "1y": gettext_lazy("1 year"),
    "6m": gettext_lazy("6 months"),
}


@require_safe
def course(request: DecidedRequest, journal: UUID) -> HttpResponse:
    """All charts on one axis, a stretch of time of the reader's choice."""
    whose = journal_in(request)
    reader = Reader(whose.owner_id, request.actor)
    days = extent(reader)
    if days is None:
        return journal_page(request, "course_empty")
    shown = zoom(request.GET.get("span"), request.GET.get("until"), days[0], max(days[1], today()))
    axis = shown.axis
    measured = measurements(reader, axis, (WEIGHT, *CAPACITIES))
    answered = [] if whose.score_hidden else scores(reader, axis)
    return journal_page(
        request,
        "course",
        hidden=whose.score_hidden,
        lines=[
            chart
            for chart in (
                *((total_chart(answered, axis), domains_chart(answered, axis)) if answered else ()),
                capacity_chart(measured, axis),
                weight_chart(measured, axis),
            )
            if chart is not None
        ],
        lanes=[
            treatments_chart(treatments(reader, axis), axis),
            equipment_chart(equipment(reader, axis), axis),
            symptoms_chart(symptom_reports(reader, axis), axis),
        ],
        period=_("%(first)s to %(last)s") % {"first": day_words(axis.first), "last": day_words(axis.last)},
        **_links(shown),
    )


def _links(shown: Zoom) -> dict[str, Any]:
    """The ways to other stretches, as addresses' last parts."""
    last = shown.axis.last

    def link(span: str, until: Any) -> str:
        return "?" + urlencode({"span": span} if span == "all" else {"span": span, "until": until.isoformat()})

    return {
        "spans": [(link(span, last), words, span == shown.span) for span, words in SPAN_WORDS.items()],
        "earlier": link(shown.span, shown.earlier) if shown.earlier else None,
        "later": link(shown.span, shown.later) if shown.later else None,
    }
