"""What the pages of a project share: a form whose refusals stand on it, and buttons that say why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from ....model.refused import Refused
from ...common.access.request import DecidedRequest


def pressed(request: DecidedRequest, act: Callable[[], object], success: str, proposal_id: int) -> HttpResponse:
    """Does what a button asks for, says how it went, and goes to the project."""
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, success)
    return redirect("project", pk=proposal_id)


def renew(form: forms.Form, seen: object) -> None:
    """After a refusal, lets the page carry what is shown now, with all that was typed: whoever sends it again has
    seen it."""
    if form.is_bound and form.data.get("seen") != str(seen):
        form.data = {**form.data, "seen": str(seen)}


def form_page(request: DecidedRequest, form: forms.Form, title: str, button: str, **more: Any) -> HttpResponse:
    """A page about a project with one form; 422 when what was sent has mistakes. ``told``: a paragraph before it;
    ``parts``: pairs of a heading and text to read first."""
    context = {"form": form, "title": title, "button": button, **more}
    return render(request, "proposals/form_page.html", context, status=422 if form.is_bound else 200)
