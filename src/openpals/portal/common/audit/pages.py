"""The page on which the audit log is read."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .models import Event


def audit_page(request: HttpRequest) -> HttpResponse:
    """Events, newest first, fifty a page."""
    page = Paginator(Event.objects.order_by("-sequence"), 50).get_page(request.GET.get("page"))
    return render(request, "openpals/audit.html", {"page": page})
