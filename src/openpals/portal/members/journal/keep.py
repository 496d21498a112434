"""Writing in a journal: once a press, with who did it, and with what was there before."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from ...common.access.actor import Actor
from .models.entry import Kept
from .models.revision import CHANGED, DELETED, Revision

Row = TypeVar("Row", bound=Kept)


def add(row: Row, *, by: Actor, same: QuerySet[Any] | None = None) -> Row:
    """Saves a new row; if a row with its owner's key is there already, that one is given and nothing is written.
    ``same`` are rows that leave no room for this one, for whatever reason: then one of them is given."""
    row.author_id = by.account_id
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        there: Row | None = type(row).objects.filter(owner_id=row.owner_id, key=row.key).first()
        if there is None and same is not None:
            there = same.first()
        if there is None:
            raise
        return there
    return row


def change(row: Kept, *, by: Actor, **values: Any) -> bool:
    """Sets those of the values that differ, keeps the old ones, and says whether any did."""
    with transaction.atomic():
        now = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
        before = {name: getattr(now, name) for name, value in values.items() if getattr(now, name) != value}
        if not before:
            return False
        remember(now, row.owner_id, CHANGED, before, by=by)
        for name in before:
            setattr(now, name, values[name])
            setattr(row, name, values[name])
        named = [*before]
        if hasattr(now, "changed_at"):
            now.changed_at = timezone.now()
            named.append("changed_at")
        now.save(update_fields=named)
    return True


def remove(row: Kept, *, by: Actor) -> None:
    """Deletes a row, keeping what it was. A row that is gone already stays gone."""
    with transaction.atomic():
        now = type(row).objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
        if now is not None:
            remember(now, row.owner_id, DELETED, values_of(now), by=by)
            now.delete()


def values_of(row: Kept) -> dict[str, Any]:
    """All columns of a row by name, but those that say which row it is and whose."""
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in ("id", "owner_id")
    }


def history(row: Kept) -> list[Revision]:
    """What the row was before, oldest first."""
    found = Revision.objects.filter(owner_id=row.owner_id, kind=row._meta.label_lower, entry=row.pk)
    return list(found.select_related("by"))


def remember(row: Model, owner_id: int, what: str, before: dict[str, Any], *, by: Actor) -> None:
    """Keeps what a row was, in the caller's transaction, before it is changed or deleted."""
    Revision.objects.create(
        owner_id=owner_id,
        kind=row._meta.label_lower,
        entry=row.pk,
        what=what,
        before={name: plain(value) for name, value in before.items()},
        by_id=by.account_id,
    )


def plain(value: Any) -> Any:
    """A column's value as JSON has it: days and times in ISO 8601, decimals as text."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | UUID) else value
