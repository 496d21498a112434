"""Pages of a release whose files are gone or changed: they say so, and tell nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from ....privacy.counting.cube import CubeRefused
from ....release.manifest import NotAFolderOfOurs
from ...common.operation.errors import plain_page
from .shelf import ReleaseSpoilt

logger = logging.getLogger("openpals.catalogue")

View = Callable[..., HttpResponseBase]


def needs_files(view: View) -> View:
    """The view, or 503 where the files of its release cannot be read or are not those that were registered."""

    @wraps(view)
    def answer(request: HttpRequest, **parts: object) -> HttpResponseBase:
        try:
            return view(request, **parts)
        except (ReleaseSpoilt, NotAFolderOfOurs, CubeRefused) as refused:
            logger.error("release spoilt", extra={"status": 503, "kind": type(refused).__name__})
            return plain_page(
                503,
                _("This release cannot be shown just now"),
                _("Its files are not as they were registered. The stewards have to put them back."),
            )

    return answer
