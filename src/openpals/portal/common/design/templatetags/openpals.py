"""Filters of the design system: `{% load openpals %}`."""

from __future__ import annotations

from typing import Any

from django import template

from ..undo import WayBack, way_back

register = template.Library()


@register.filter
def undo(message: Any) -> WayBack | None:
    """The way back that a message offers."""
    return way_back(message.extra_tags)
