"""The page of copies."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ...common.access.request import DecidedRequest
from ...common.audit.append import append
from ...common.jobs.models import Job
from .make import ask_copy, copy_at_once, is_small, pieces
from .models import KEPT, DataCopy

FILE_NAME = "openpals-my-data.zip"


def fetch(pk: UUID) -> DataCopy:
    """A copy, or Http404."""
    return get_object_or_404(DataCopy, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def data_copy(request: DecidedRequest) -> HttpResponseBase:
    """Gives a copy at once, or has it made; shows those that are made or on their way."""
    account: Any = request.user
    if request.method == "POST":
        actor = request.actor
        with transaction.atomic():
            append(by=actor, action="copy.ask", target=account, why="asked for a copy of their data")
        if is_small(account.pk):
            return _download(HttpResponse(copy_at_once(account), content_type="application/zip"))
        ask_copy(account, by=actor)
        messages.success(request, _("Your copy is being made. You can go on meanwhile and come back here."))
        return redirect("data_copy")
    copies = list(DataCopy.objects.filter(owner=account, asked_at__gte=timezone.now() - KEPT).order_by("-asked_at"))
    jobs = Job.objects.in_bulk([copy.job for copy in copies if copy.job])
    rows = [{"copy": copy, "job": jobs.get(copy.job)} for copy in copies]
    return render(request, "data_copy/copies.html", {"rows": rows, "days": KEPT.days})


@require_safe
def fetch_copy(request: DecidedRequest, pk: UUID) -> HttpResponseBase:
    """Sends a copy that was made."""
    copy: DataCopy = request.target
    if copy.ready_at is None or copy.asked_at < timezone.now() - KEPT:
        raise Http404
    response = StreamingHttpResponse(pieces(copy), content_type="application/zip")
    response.headers["Content-Length"] = str(copy.bytes)
    return _download(response)


def _download(response: HttpResponseBase) -> HttpResponseBase:
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response
