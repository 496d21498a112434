"""Where mail goes, from one URL."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from ..environment import Environment

BACKENDS = "django.core.mail.backends"


def mail_settings(environment: Environment) -> dict[str, Any]:
    """Django's mail settings. `console:` prints, `file:///folder` writes, `smtp:` asks for TLS, `smtps:` begins so."""
    url = environment.mail_url
    common = {"DEFAULT_FROM_EMAIL": environment.mail_from, "SERVER_EMAIL": environment.mail_from, "EMAIL_TIMEOUT": 20}
    if url.scheme == "console":
        return {**common, "EMAIL_BACKEND": f"{BACKENDS}.console.EmailBackend"}
    if url.scheme == "file":
        return {**common, "EMAIL_BACKEND": f"{BACKENDS}.filebased.EmailBackend", "EMAIL_FILE_PATH": unquote(url.path)}
    implicit = url.scheme == "smtps"
    return {
        **common,
        "EMAIL_BACKEND": f"{BACKENDS}.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname or "localhost",
        "EMAIL_PORT": url.port or (465 if implicit else 587),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": implicit,
        "EMAIL_USE_TLS": not implicit and "plain" not in url.query,
    }
