"""Filters of the design system: `{% load openpals %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms.utils import flatatt

from ..undo import WayBack, way_back

register = template.Library()

# How the library of accounts tags a button that is not the main one.
QUIET = {"secondary", "outline", "panel", "link", "danger"}


@register.filter
def undo(message: Any) -> WayBack | None:
    """The way back that a message offers."""
    return way_back(message.extra_tags)


@register.filter
def attributes(attrs: dict[str, Any]) -> str:
    """A field's attributes as HTML writes them; at once, since a template takes longer for them than for the field."""
    return flatatt(attrs)


@register.filter
def quiet(tags: list[str] | None) -> bool:
    """Whether a button of the library is not the main one of its page."""
    return bool(tags and QUIET.intersection(tags))
