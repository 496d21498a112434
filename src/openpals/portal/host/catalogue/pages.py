"""The catalogue for everybody: releases, what each tells of itself, its tables and variables, a search."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ....release.twin import FOLDER as TWIN
from ...common.access.decide import decide, visible
from ...common.access.request import DecidedRequest
from ...common.design.bars import bar_chart
from .linked_data import as_linked_data
from .models import Release
from .shelf import Shown, Variable, found, read_shown
from .states import State

LONGEST_SEARCH = 100
PIECE = 1 << 18  # bytes of a file that are sent at once

# What a steward may do to a release: action, route, words of the button.
STEPS = (
    ("release.publish", "release_publish", gettext_lazy("Sign off")),
    ("release.take_back", "release_take_back", gettext_lazy("Take back")),
    ("release.retract", "release_retract", gettext_lazy("Retract")),
)


def fetch(version: str, **_parts: str) -> Release:
    """The release of that version, or Http404."""
    release: Release = get_object_or_404(Release, version=version)
    return release


def newest() -> Release | None:
    """The release that was published last, of those that are not retracted."""
    release: Release | None = Release.objects.filter(state=State.PUBLISHED.value).order_by("-published_at").first()
    return release


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is here, and how to ask for it."""
    release = newest()
    context = {"release": release, "told": read_shown(release).told if release else None}
    return render(request, "catalogue/home.html", context)


@require_safe
def releases(request: DecidedRequest) -> HttpResponse:
    """Everything that was ever published, newest first; to stewards also what waits."""
    actor = request.actor
    rows = visible(actor, "release.see", Release.objects.all())
    return render(request, "catalogue/releases.html", {"rows": list(rows.order_by("-published_at", "-pk"))})


@require_safe
def release_page(request: DecidedRequest, version: str) -> HttpResponse:
    """The landing page, which stays when a release is retracted."""
    release, actor = request.target, request.actor
    shown = read_shown(release)
    address = request.build_absolute_uri(reverse("release", args=[version]))
    context = {
        "release": release,
        "told": shown.told,
        "retracted": release.state == State.RETRACTED,
        "twin": () if release.state == State.RETRACTED else shown.twin,
        "tables": [(one, shown.descriptions[one["table"]]) for one in shown.told["tables"]],
        "linked_data": _inert(as_linked_data(release, shown, address)),
        "may_ask": decide(actor, "release.ask", release).allowed,
        "steps": [(place, words) for action, place, words in STEPS if decide(actor, action, release).allowed],
    }
    return render(request, "catalogue/release.html", context)


def _inert(data: Any) -> str:
    """JSON for a page's data block: no text in it ends the block."""
    text = json.dumps(data, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@require_safe
def metadata(request: DecidedRequest, version: str) -> HttpResponse:
    """The same description for machines."""
    release = request.target
    address = request.build_absolute_uri(reverse("release", args=[version]))
    data = as_linked_data(release, read_shown(release), address)
    return HttpResponse(json.dumps(data, ensure_ascii=False, indent=2), content_type="application/ld+json")


@require_safe
def twin_file(request: DecidedRequest, version: str, name: str) -> HttpResponseBase:
    """A file of the synthetic twin. Only names that the release's manifest lists are looked for."""
    release = request.target
    sizes = {one.name: one.size for one in read_shown(release).twin}
    if name not in sizes:
        raise Http404
    headers = {
        "Content-Length": str(sizes[name]),
        "Content-Disposition": f'attachment; filename="SYNTHETIC-{version}-{name.replace("/", "-")}"',
    }
    pieces = _pieces(Path(release.folder) / TWIN / name)
    return StreamingHttpResponse(pieces, content_type="application/octet-stream", headers=headers)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


@require_safe
def table_page(request: DecidedRequest, version: str, table: str) -> HttpResponse:
    """A table: rows, variables, how complete each is."""
    release = request.target
    shown = read_shown(release)
    told = _told_of(shown, table)
    variables = [
        (
            one,
            told["filled"].get(one.name),
            [told["datasets"][name]["filled"].get(one.name) for name in told["datasets"]],
        )
        for one in shown.variables.values()
        if one.table == table
    ]
    context = {"release": release, "told": told, "description": shown.descriptions[table], "variables": variables}
    return render(request, "catalogue/table.html", context)


@require_safe
def variable_page(request: DecidedRequest, version: str, table: str, variable: str) -> HttpResponse:
    """A variable: its entry in the dictionary, how complete it is, and where people are counted by it, a plot."""
    release = request.target
    shown = read_shown(release)
    told = _told_of(shown, table)
    one = shown.variables.get((table, variable))
    if one is None:
        raise Http404
    counted = shown.plots.get(variable) if _is_counted(one, shown) else None
    context = {
        "release": release,
        "variable": one,
        "filled": told["filled"].get(variable),
        "datasets": [(name, part["filled"].get(variable)) for name, part in told["datasets"].items()],
        "chart": None
        if counted is None
        else bar_chart(
            [(line.bands[0], line.count.at_least) for line in counted.lines],
            title=one.facts["label"],
            nothing=counted.fewest,
            up=_("people, at least"),
        ),
    }
    return render(request, "catalogue/variable.html", context)


@require_safe
def variables_page(request: HttpRequest) -> HttpResponse:
    """A search over the variables of the newest release, by the words of its dictionary alone."""
    words = request.GET.get("q", "")[:LONGEST_SEARCH].strip()
    release = newest()
    hits = found(read_shown(release), words) if release and words else []
    return render(request, "catalogue/variables.html", {"release": release, "words": words, "hits": hits})


def _told_of(shown: Shown, table: str) -> dict[str, Any]:
    for one in shown.told["tables"]:
        if one["table"] == table:
            told: dict[str, Any] = one
            return told
    raise Http404


def _is_counted(one: Variable, shown: Shown) -> bool:
    """Whether people are counted by it: names of variables are not unique over tables."""
    return one.table in ("subject", "alsfrs") and one.name in shown.plots
