"""Which release was made with a contribution, as the host tells it by the release's own manifest."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from ....model.refused import Refused
from ....release.manifest import read_manifest
from ...common.access.actor import Actor
from ...common.audit.append import append
from .models import Contribution, PublishedRelease


class ReleaseRefused(Refused):
    """A release does not go with what this site contributed; the message says why."""


def tell_release(folder: Path, number: int | None, *, by: Actor) -> PublishedRelease:
    """Notes that the release in ``folder`` was made with the contribution of that number, or with the latest.

    Raises NotAFolderOfOurs, and ReleaseRefused where the release has no dataset of this site's.
    """
    manifest = read_manifest(folder, "release")
    made = Contribution.objects.filter(pk=number).first() if number else Contribution.objects.last()
    if made is None:
        raise ReleaseRefused("This site has written no such contribution. `openpals portal export members` writes one.")
    datasets = [one["dataset"] for one in manifest["datasets"]]
    if not {made.dataset, f"synthetic-{made.dataset}"} & set(datasets):
        raise ReleaseRefused(
            f"Release {manifest['version']} was made of {', '.join(datasets)}, and not of {made.dataset}. "
            "Give the release that holds this site's data."
        )
    with transaction.atomic():
        release: PublishedRelease
        release, new = PublishedRelease.objects.get_or_create(
            contribution=made,
            version=manifest["version"],
            defaults={"title": manifest["title"][:200], "people": manifest["people"]},
        )
        if new:
            append(by=by, action="contribution.release", target=release, why="the host published it")
    return release
