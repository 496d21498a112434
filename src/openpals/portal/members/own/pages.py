"""One page that leads to all that members keep themselves."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """The page."""
    return render(request, "own/my_data.html")
