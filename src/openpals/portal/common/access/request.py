"""A request as views get it: decided."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from .actor import Actor


class DecidedRequest(HttpRequest):
    """A request after the middleware allowed it: who asks, and to which object, if the route has one."""

    actor: Actor
    target: Any
