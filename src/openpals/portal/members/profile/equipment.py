"""What a member's equipment says of them on a day."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from .models import Equipment

TUBE = "gastrostomy"
BREATHING = {"niv", "tracheostomy"}


def has_tube(owner_id: int, day: dt.date) -> bool | None:
    """Whether the member has a feeding tube on a day, by their own record; None where there is no record at all."""
    rows = list(Equipment.objects.filter(owner_id=owner_id, equipment=TUBE).values_list("start_day", "stop_day"))
    if not rows:
        return None
    return any((start is None or start <= day) and (stop is None or stop > day) for start, stop in rows)


def in_use(owner_id: int, day: dt.date) -> list[str]:
    """Codes of the equipment in use on a day."""
    began = Q(start_day=None) | Q(start_day__lte=day)
    going = Q(stop_day=None) | Q(stop_day__gt=day)
    found = Equipment.objects.filter(began, going, owner_id=owner_id)
    return list(dict.fromkeys(found.order_by("equipment").values_list("equipment", flat=True)))
