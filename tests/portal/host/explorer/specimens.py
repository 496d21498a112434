"""Kept cohorts, for the tests that walk every action and every route."""

from __future__ import annotations

from typing import Any

from tests.portal.host.catalogue.specimens import releases
from tests.portal.specimens import Specimen, owned

from openpals.portal.common.access.actor import Actor, ActorKind
from openpals.portal.host.explorer.models import KeptCohort

NO_PAGE: dict[str, str] = {}


def cohorts(mine: Any, other: Any) -> list[Specimen]:
    """One of each account."""
    release = releases(mine, other)[0].target
    made = []
    for owner in (mine, other):
        row = KeptCohort(owner=owner, release=release, name="Women", bands={"sex": ["female"]})
        row.write(by=Actor(ActorKind.COMMAND), action="release.keep_cohort", why="a specimen")
        made.append(owned(row, owner is mine))
    return made


MAKERS = {"cohort": cohorts}
