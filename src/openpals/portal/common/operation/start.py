"""Starting a site, or refusing to, with what to do."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import django
from django.core import checks
from django.core.wsgi import get_wsgi_application

from ....model.refused import Refused


class NotReady(Refused):
    """The site is not in order; it does not start."""

    summary = "The site does not start, since something is not in order:"

    def __init__(self, problems: list[str]) -> None:
        super().__init__(f"{self.summary} {' '.join(problems)}")
        self.problems = problems


def prepare(site: str) -> None:
    """Loads the settings of ``site`` into this process. Raises NotConfigured."""
    os.environ["DJANGO_SETTINGS_MODULE"] = f"openpals.portal.{site}.settings"
    django.setup()


def start(site: str) -> Callable[..., Any]:
    """The site as a server runs it. Raises NotReady or NotConfigured."""
    prepare(site)
    refuse_if_broken()
    application: Callable[..., Any] = get_wsgi_application()
    return application


def refuse_if_broken() -> None:
    """Raises NotReady when a check of the code or of the configuration fails; the database may be away for now."""
    errors = [str(found.msg) for found in checks.run_checks() if found.level >= checks.ERROR]
    if errors:
        raise NotReady(errors)
