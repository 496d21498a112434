"""Links to summaries, one's own and another's."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from openpals.portal.common.access.actor import Actor, ActorKind
from openpals.portal.members.journal.models import journal_of
from openpals.portal.members.summary.shares import give

from ...specimens import Specimen, owned
from ..journal.specimens import journals


def shares(mine: Any, other: Any) -> list[Specimen]:
    """A new one of each."""
    found = []
    for owner in (mine, other):
        journal_of(owner)
        by = Actor(ActorKind.ACCOUNT, owner.pk)
        day = dt.date(2026, 3, 4)
        share, token = give(owner.pk, uuid.uuid4(), ["symptoms"], day, day, 7, by=by)
        found.append(owned(share, owner is mine, token=token))
    return found


MAKERS = {"summary": journals, "share": shares}
NO_PAGE = {
    "summary_pdf": "is a file",
    "shared_pdf": "is a file",
    "share_end": "takes a POST and goes on",
}
