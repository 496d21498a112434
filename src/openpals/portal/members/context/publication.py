"""Loading the reference statistics of a release, and finding those that are shown."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from ....model.refused import Refused
from ....release.statistics.reading import as_text, read_reference
from ....release.statistics.reference import Reference
from ...common.access.actor import Actor
from .models import Publication


class AlreadyShown(Refused):
    """The file is that which is shown already."""


def load(file: Path, *, by: Actor) -> Publication:
    """Makes a release's statistics those that are shown; older ones are kept.

    Raises ReferenceRefused for a file that is none or is damaged, AlreadyShown for the one that is shown.
    """
    reference = read_reference(file)
    content = as_text(reference)
    digest = hashlib.sha256(content.encode()).hexdigest()
    version = reference.release.version
    newest = Publication.objects.order_by("-loaded_at", "-pk").first()
    if newest is not None and newest.sha256 == digest:
        raise AlreadyShown(f"The statistics of release {version} are shown already. Nothing was changed.")
    there = Publication.objects.filter(sha256=digest).first()
    made = there or Publication(version=version, sha256=digest, content=content)
    made.loaded_at = Publication._meta.get_field("loaded_at").get_default()
    made.write(by=by, action="context.load", why=f"loaded the statistics of release {version}")
    return made


def shown() -> Reference | None:
    """The statistics that are shown, None before any were loaded."""
    digest = Publication.objects.order_by("-loaded_at", "-pk").values_list("sha256", flat=True).first()
    return _read(digest) if digest else None


@lru_cache(maxsize=4)
def _read(digest: str) -> Reference:
    return read_reference(Publication.objects.get(sha256=digest).content.encode())
