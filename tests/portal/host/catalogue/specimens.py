"""Releases in every state, for the tests that walk every action and every route."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from tests.portal.host.released import release_folder
from tests.portal.specimens import Specimen

from openpals.portal.common.access.actor import Actor, ActorKind
from openpals.portal.common.access.table import ANYBODYS
from openpals.portal.host.catalogue.access import OF_ANOTHER, OFFERED, PUBLIC, UNRETRACTED, WAITING
from openpals.portal.host.catalogue.models import Release
from openpals.release.manifest import MANIFEST, sha256

NO_PAGE = {
    "release_metadata": "answers machines",
    "release_twin": "is a file",
    "cohort_json": "answers machines",
    "cohort_csv": "is a file",
    "cohort_course": "is a picture",
    "cohort_survival": "is a picture",
}


def releases(mine: Any, other: Any) -> list[Specimen]:
    """One of every state and registrant, all of the same folder."""
    now = timezone.now()
    states: tuple[tuple[Any, Any, dict[str, Any], set[Any]], ...] = (
        (mine, other, {"state": "published", "published_at": now}, {PUBLIC, OFFERED, UNRETRACTED}),
        (mine, None, {"state": "registered"}, {WAITING, UNRETRACTED}),
        (other, None, {"state": "registered"}, {WAITING, OF_ANOTHER, UNRETRACTED}),
        (None, None, {"state": "registered"}, {WAITING, UNRETRACTED}),
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
            folder=str(release_folder()),
            manifest_sha256=sha256(release_folder() / MANIFEST),
            synthetic=True,
            registered_by=registrant,
            signed_off_by=signer,
            **values,
        )
        release.write(by=Actor(ActorKind.COMMAND), action="release.register", why="a specimen")
        parts = {"version": version, "table": "subject", "variable": "sex", "name": "manifest.json"}
        made.append(Specimen(release, frozenset({ANYBODYS, *relations}), parts))
    return made


MAKERS = {"release": releases}
