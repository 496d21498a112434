"""The content security policy: nothing but what the site itself serves, and no script within a page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from ..environment import Environment

SELF, NONE = "'self'", "'none'"


def content_policy(environment: Environment) -> dict[str, Any]:
    """The policy as django-csp reads it. An institution's log-in may be the target of a form: it starts with one."""
    targets = [SELF]
    if environment.provider:
        parts = urlsplit(environment.provider.url)
        targets.append(f"{parts.scheme}://{parts.netloc}")
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF],
            "style-src": [SELF],
            "img-src": [SELF, "data:"],  # the square code of an authenticator app is drawn into the page
            "font-src": [SELF],
            "connect-src": [SELF],
            "manifest-src": [SELF],
            "form-action": targets,
            "frame-ancestors": [NONE],
            "base-uri": [NONE],
        }
    }
