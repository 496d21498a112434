"""Copies that were made."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from openpals.portal.members.data_copy.models import DataCopy

from ...specimens import Specimen, owned


def copies(mine: Any, other: Any) -> list[Specimen]:
    made = [DataCopy.objects.create(owner=owner, ready_at=timezone.now()) for owner in (mine, other)]
    return [owned(copy, copy.owner_id == mine.pk) for copy in made]


MAKERS = {"copy": copies}
NO_PAGE = {"fetch_copy": "is a file"}
