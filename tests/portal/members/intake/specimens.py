"""Tables that were sent and wait."""

from __future__ import annotations

from typing import Any

from openpals.portal.members.intake.models import Draft

from ...specimens import Specimen, owned


def drafts(mine: Any, other: Any) -> list[Specimen]:
    made = [
        Draft.objects.create(owner=owner, text="Date,Weight\n2026-01-02,70\n", day_order="ymd", weight_unit="kg")
        for owner in (mine, other)
    ]
    return [owned(draft, draft.owner_id == mine.pk) for draft in made]


MAKERS = {"draft": drafts}
NO_PAGE: dict[str, str] = {}
