"""A form that is asked for, and what is done with its answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest

from ....model.refused import Refused


def bound(request: HttpRequest) -> dict[str, Any]:
    """What a form of this request is made with."""
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}


def done(request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Whether the form was sent, is right, and ``act`` was done with it. A refusal is told on the form, beside all that
    was typed."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True
