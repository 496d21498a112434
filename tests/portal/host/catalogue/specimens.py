"""Releases in every state, for the tests that walk every action and every route."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from tests.portal.specimens import Specimen

from openpals.portal.common.access.actor import Actor, ActorKind
from openpals.portal.common.access.table import ANYBODYS
from openpals.portal.host.catalogue.access import OF_ANOTHER, OFFERED, PUBLIC, WAITING
from openpals.portal.host.catalogue.models import Release

NO_PAGE: dict[str, str] = {}


def releases(mine: Any, other: Any) -> list[Specimen]:
    """One of every state and registrant; a folder that is not there, since nothing is read of it."""
    now = timezone.now()
    states: tuple[tuple[Any, Any, dict[str, Any], set[Any]], ...] = (
        (mine, None, {"state": "registered"}, {WAITING}),
        (other, None, {"state": "registered"}, {WAITING, OF_ANOTHER}),
        (None, None, {"state": "registered"}, {WAITING}),
        (mine, other, {"state": "published", "published_at": now}, {PUBLIC, OFFERED}),
        (
            other,
            None,
            {"state": "retracted", "published_at": now, "retracted_at": now, "reason": "A unit was wrong."},
            {PUBLIC},
        ),
    )
    made = []
    for registrant, signer, values, relations in states:
        version = f"2026.{Release.objects.count() + 100}"
        release = Release(
            version=version,
            title="Invented",
            folder="/nowhere",
            manifest_sha256="0" * 64,
            synthetic=True,
            registered_by=registrant,
            signed_off_by=signer,
            **values,
        )
        release.write(by=Actor(ActorKind.COMMAND), action="release.register", why="a specimen")
        made.append(Specimen(release, frozenset({ANYBODYS, *relations}), {"version": version}))
    return made


MAKERS = {"release": releases}
