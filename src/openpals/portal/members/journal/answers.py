"""Answering an instrument: each press is saved; of two presses for one item the last stands, the other is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ....model.refused import Refused
from ...common.access.actor import Actor
from ..profile.equipment import has_tube
from .keep import add, remember
from .models import Answer, Response
from .models.revision import CHANGED, DELETED
from .questions import Instrument, Question, askable

# Earlier times of answering that are looked at for what was said last; partial ones may lack an item.
_LOOK_BACK = 6


class NotAnAnswer(Refused):
    """What was sent is none of the question's answers."""


def start(owner_id: int, instrument: Instrument, key: UUID, day: dt.date, *, answered_by: str, by: Actor) -> Response:
    """Begins, or gives what the same press began before."""
    return add(
        Response(
            owner_id=owner_id,
            key=key,
            day=day,
            instrument=instrument.id,
            wording=instrument.wording,
            answered_by=answered_by,
        ),
        by=by,
    )


def asked_in(response: Response) -> tuple[Question, ...]:
    """What this person is asked, by the feeding tube they had on that day."""
    instrument = askable()[response.instrument]
    return instrument.asked(instrument.about_tube and has_tube(response.owner_id, response.day) is True)


def given(response: Response) -> dict[str, int]:
    """Item -> value, as answered so far."""
    return dict(response.answers.values_list("item", "value"))


def last_time(owner_id: int, instrument: str, before: Response | None = None) -> dict[str, int]:
    """Item -> value, as last answered; ``before`` leaves out that time and later ones."""
    rows: QuerySet[Any] = Response.objects.filter(owner_id=owner_id, instrument=instrument)
    if before is not None:
        rows = rows.filter(day__lte=before.day).exclude(pk=before.pk)
    newest = list(rows.order_by("-day", "-pk").values_list("pk", flat=True)[:_LOOK_BACK])
    found: dict[int, dict[str, int]] = {pk: {} for pk in newest}
    for pk, item, value in Answer.objects.filter(response__in=newest).values_list("response_id", "item", "value"):
        found[pk][item] = value
    last: dict[str, int] = {}
    for pk in reversed(newest):
        last |= found[pk]
    return last


def save(response: Response, values: Mapping[str, int], *, by: Actor, carried: bool = False) -> None:
    """Saves answers (item -> value). What stood there before is kept. Raises NotAnAnswer, with nothing saved."""
    questions = {question.item: question for question in askable()[response.instrument].questions}
    for item, value in values.items():
        if item not in questions or not questions[item].allows(value):
            raise NotAnAnswer("This is none of the answers to this question. Choose one of the buttons.")
    with transaction.atomic():
        Response.objects.select_for_update().get(pk=response.pk)  # two devices take turns
        there = {row.item: row for row in Answer.objects.filter(response=response, item__in=values)}
        for item, value in values.items():
            _save_one(response, there.get(item), item, value, carried, by)
        _settle(response)


def unsay(response: Response, items: Iterable[str], *, by: Actor) -> None:
    """Takes answers back; what they were is kept."""
    with transaction.atomic():
        for row in Answer.objects.filter(response=response, item__in=list(items)):
            remember(row, response.owner_id, DELETED, {"item": row.item, "value": row.value}, by=by)
            row.delete()
        _settle(response)


def _save_one(response: Response, row: Answer | None, item: str, value: int, carried: bool, by: Actor) -> None:
    if row is None:
        Answer(response=response, item=item, value=value, carried=carried, author_id=by.account_id).save()
    elif row.value != value:
        before = {"item": item, "value": row.value, "author_id": row.author_id, "at": row.at.isoformat()}
        remember(row, response.owner_id, CHANGED, before, by=by)
        row.value, row.carried, row.author_id, row.at = value, carried, by.account_id, timezone.now()
        row.save()


def _settle(response: Response) -> None:
    """Finished is what has every answer; it is not finished again by a correction."""
    answered = given(response)
    complete = all(question.item in answered for question in asked_in(response))
    if complete != (response.finished_at is not None):
        response.finished_at = timezone.now() if complete else None
        response.save(update_fields=["finished_at"])
