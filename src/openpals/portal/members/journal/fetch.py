"""From an address to a journal, or to an entry of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404

from .models import Journal, Kept


def fetch_journal(journal: UUID, **_others: Any) -> Journal:
    """The journal of that number, or Http404."""
    found: Journal = get_object_or_404(Journal.objects.select_related("owner"), pk=journal)
    return found


def fetch_entry(model: type[Kept], *related: str) -> Callable[..., Kept]:
    """Fetches an entry of a kind by its journal's number and its key, or raises Http404."""

    def fetch(journal: UUID, key: UUID, **_others: Any) -> Kept:
        rows = model.objects.select_related("owner__journal", *related)
        found: Kept = get_object_or_404(rows, owner__journal=journal, key=key)
        return found

    return fetch
