"""Following symptoms, and saying how bad they are: a row a symptom and day, however often it is pressed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from ....model.vocabulary import Term, normal_form, vocabulary
from ...common.access.actor import Actor
from .keep import add, change, remember, remove
from .models import SymptomReport, TrackedSymptom
from .models.revision import CHANGED

USUAL = tuple(term for term in vocabulary("symptom").terms if term.facts["usual"])


def name_of(symptom: TrackedSymptom) -> str:
    """The vocabulary's word, or the member's own."""
    return vocabulary("symptom").term(symptom.concept).label if symptom.concept else symptom.words


def found(words: str) -> list[Term]:
    """Symptoms of the vocabulary that the words may mean, the likeliest first."""
    sought = normal_form(words)
    if not sought:
        return []
    ranked = []
    for term in vocabulary("symptom").terms:
        spellings = [normal_form(one) for one in (term.label, *term.also)]
        if any(sought in one or one in sought for one in spellings):
            ranked.append((min(abs(len(one) - len(sought)) for one in spellings), term.label, term))
    return [term for _distance, _label, term in sorted(ranked, key=lambda one: one[:2])]


def follow(owner_id: int, *, concept: str = "", words: str = "", answered_by: str, by: Actor) -> TrackedSymptom:
    """Follows a symptom from now on; one that was followed before is taken up again with all its reports."""
    words = " ".join(words.split())
    rows: QuerySet[Any] = TrackedSymptom.objects.filter(owner_id=owner_id)
    same = rows.filter(concept=concept) if concept else rows.filter(concept="", words__iexact=words)
    there: TrackedSymptom | None = same.first()
    if there is None:
        new = TrackedSymptom(owner_id=owner_id, concept=concept, words="" if concept else words)
        new.answered_by = answered_by
        there = add(new, by=by, same=same)
    change(there, by=by, stopped_on=None)
    return there


def stop(symptom: TrackedSymptom, day: dt.date, *, by: Actor) -> None:
    """Asks for it no more; what was reported stays."""
    change(symptom, by=by, stopped_on=day)


def with_last(rows: QuerySet[TrackedSymptom], day: dt.date) -> list[Any]:
    """Followed symptoms in the order in which they were taken up, each with its severity ``now`` on the day and
    ``last`` before it, None where there is none."""
    reports = SymptomReport.objects.filter(symptom=OuterRef("pk"))
    now = reports.filter(day=day).values("severity")[:1]
    last = reports.filter(day__lt=day).order_by("-day").values("severity")[:1]
    return list(rows.filter(stopped_on=None).annotate(now=Subquery(now), last=Subquery(last)).order_by("pk"))


def report(owner_id: int, day: dt.date, severities: Mapping[int, int], *, answered_by: str, by: Actor) -> None:
    """Saves the severity (0 to 3) of symptoms, by their number, on a day; what stood there is kept."""
    for attempt in (1, 2):
        try:
            with transaction.atomic():
                _report(owner_id, day, severities, answered_by, by)
            return
        except IntegrityError:  # two devices wrote the first report of a day at once: now one is there
            if attempt == 2:
                raise


def report_days(
    symptom: TrackedSymptom, severities: Mapping[dt.date, int | None], *, answered_by: str, by: Actor
) -> None:
    """Saves the severities of one symptom on several days; None takes a report back."""
    with transaction.atomic():
        there = {row.day: row for row in SymptomReport.objects.filter(symptom=symptom, day__in=severities)}
        for day, severity in severities.items():
            if severity is None and day in there:
                remove(there[day], by=by)
            elif severity is not None and day in there:
                change(there[day], by=by, severity=severity)
        SymptomReport.objects.bulk_create(
            _new(symptom.owner_id, symptom.pk, day, severity, answered_by, by)
            for day, severity in severities.items()
            if severity is not None and day not in there
        )


def _report(owner_id: int, day: dt.date, severities: Mapping[int, int], answered_by: str, by: Actor) -> None:
    rows = SymptomReport.objects.filter(owner_id=owner_id, day=day, symptom__in=list(severities))
    there = {row.symptom_id: row for row in rows.select_for_update()}
    SymptomReport.objects.bulk_create(
        _new(owner_id, symptom, day, severity, answered_by, by)
        for symptom, severity in severities.items()
        if symptom not in there
    )
    for symptom, row in there.items():
        if row.severity != severities[symptom]:
            remember(row, owner_id, CHANGED, {"severity": row.severity, "author_id": row.author_id}, by=by)
            row.severity, row.author_id, row.changed_at = severities[symptom], by.account_id, timezone.now()
            row.save(update_fields=["severity", "author", "changed_at"])


def _new(owner_id: int, symptom: int, day: dt.date, severity: int, answered_by: str, by: Actor) -> SymptomReport:
    return SymptomReport(
        owner_id=owner_id,
        symptom_id=symptom,
        day=day,
        severity=severity,
        answered_by=answered_by,
        author_id=by.account_id,
    )
