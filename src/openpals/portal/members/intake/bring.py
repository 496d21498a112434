"""Putting what was understood into the journal: once, however often the same table is sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from ...common.access.actor import Actor
from ..journal.models import Answer, Measurement, Response, SymptomReport, TrackedSymptom
from ..journal.models.measurements import SIGN, VITAL_CAPACITY
from ..journal.questions import ALSFRS_R, askable
from . import columns as c
from .read import Fact

# A total without its items is kept under a name of its own: it is no answer to the questions.
TOTAL_ONLY = "alsfrs-r-total"

_BROUGHT = UUID("5f0c4f0e-43a4-4d7c-9d4f-2a7d7c1f6f10")


def bring(owner_id: int, facts: Iterable[Fact], *, by: Actor) -> tuple[int, int]:
    """Writes the facts, and gives how many entries are new and how many were there: of a day that has an entry of the
    kind already, whoever made it, the one that is there stays."""
    kinds: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        kinds[fact.kind].append(fact)
    with transaction.atomic():
        get_user_model()._default_manager.select_for_update(of=("self",)).get(pk=owner_id)
        bringing = _Bringing(owner_id, by)
        bringing.scale(kinds[c.ITEM], kinds[c.TOTAL])
        bringing.measurements(kinds[c.WEIGHT], kinds[c.CAPACITY])
        bringing.symptoms(kinds[c.SYMPTOM])
    return bringing.new, bringing.there


class _Bringing:
    """One table on its way into one journal."""

    def __init__(self, owner_id: int, by: Actor) -> None:
        self.owner_id, self.by = owner_id, by
        self.new = self.there = 0

    def row(self, model: Any, name: str, day: date, **values: Any) -> Any:
        key = uuid5(_BROUGHT, f"{model._meta.label_lower} {name} {day.isoformat()}")
        return model(owner_id=self.owner_id, author_id=self.by.account_id, key=key, day=day, **values)

    def keep(self, model: Any, rows: list[Any]) -> None:
        """Rows whose key was brought before are left out, even where their day was changed since."""
        keys = {row.key for row in rows}
        known = set(model.objects.filter(owner_id=self.owner_id, key__in=keys).values_list("key", flat=True))
        fresh = [row for row in rows if row.key not in known]
        self.new += len(fresh)
        self.there += len(rows) - len(fresh)
        model.objects.bulk_create(fresh, batch_size=500)

    def scale(self, items: list[Fact], totals: list[Fact]) -> None:
        """Answers of a day are one response; a total stands alone only on a day without answers."""
        instrument = askable()[ALSFRS_R]
        taken = self._days(Response.objects.filter(instrument__in=(ALSFRS_R, TOTAL_ONLY)))
        by_day: dict[date, dict[str, int]] = defaultdict(dict)
        for fact in items:
            by_day[fact.day][fact.code] = int(fact.value)
        sums = {fact.day: int(fact.value) for fact in totals if fact.day not in by_day}
        self.there += len(taken & (set(by_day) | set(sums)))
        rows, answers = [], {}
        for day, given in sorted([*by_day.items(), *((day, {"total": total}) for day, total in sums.items())]):
            if day in taken:
                continue
            of = instrument.id if day in by_day else TOTAL_ONLY
            asked = {question.slot for question in instrument.questions}
            done = {question.slot for question in instrument.questions if question.item in given} == asked
            at = timezone.make_aware(datetime.combine(day, time(12))) if done or of == TOTAL_ONLY else None
            row = self.row(Response, of, day, instrument=of, wording="brought in from a table", finished_at=at)
            rows.append(row)
            answers[row.key] = given
        self.keep(Response, rows)
        made = Response.objects.filter(owner_id=self.owner_id, key__in=answers, answers=None)
        said = [
            Answer(response=row, item=item, value=value, author_id=self.by.account_id)
            for row in made
            for item, value in answers[row.key].items()
        ]
        Answer.objects.bulk_create(said, batch_size=500)

    def measurements(self, weights: list[Fact], capacities: list[Fact]) -> None:
        """One of a kind a day; litres and percent of one day are one measurement."""
        taken = set(
            Measurement.objects.filter(owner_id=self.owner_id, code__in=("weight", "fvc", "svc")).values_list(
                "code", "day"
            )
        )
        rows: dict[tuple[str, date], Any] = {}
        for fact in (*weights, *capacities):
            place = (fact.code, fact.day)
            if place in taken:
                self.there += 1
                continue
            if place not in rows:
                kind = SIGN if fact.kind == c.WEIGHT else VITAL_CAPACITY
                rows[place] = self.row(Measurement, fact.code, fact.day, kind=kind, code=fact.code)
            if fact.unit == "%":
                rows[place].percent_predicted = fact.value
            else:
                rows[place].value, rows[place].unit = fact.value, fact.unit
        self.keep(Measurement, list(rows.values()))

    def symptoms(self, facts: list[Fact]) -> None:
        """One a symptom and day; a symptom that was not followed is followed from now on."""
        followed = {
            one.concept: one for one in TrackedSymptom.objects.filter(owner_id=self.owner_id).exclude(concept="")
        }
        for concept in sorted({fact.code for fact in facts} - set(followed)):
            followed[concept] = TrackedSymptom(owner_id=self.owner_id, author_id=self.by.account_id, concept=concept)
            followed[concept].save()
        taken = set(SymptomReport.objects.filter(owner_id=self.owner_id).values_list("symptom__concept", "day"))
        rows: dict[tuple[str, date], Any] = {}
        for fact in facts:
            place = (fact.code, fact.day)
            if place in taken:
                self.there += 1
            else:
                rows[place] = self.row(
                    SymptomReport, fact.code, fact.day, symptom=followed[fact.code], severity=int(fact.value)
                )
        self.keep(SymptomReport, list(rows.values()))

    def _days(self, rows: Any) -> set[date]:
        return set(rows.filter(owner_id=self.owner_id).values_list("day", flat=True))
