"""A journal of many entries: answers, weights, vital capacities and symptoms at an even rhythm, one a week or so."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from openpals.model.instruments import ALSFRS_R_DOMAINS
from openpals.portal.members.journal.models import (
    Answer,
    Measurement,
    Response,
    SymptomReport,
    TrackedSymptom,
    Treatment,
)
from openpals.portal.members.profile.models import Equipment, Profile

ITEMS = [item.replace("cutting", "cutting_no_tube") for items in ALSFRS_R_DOMAINS.values() for item in items]
SYMPTOMS = ("fatigue", "pain", "drooling", "muscle_cramps", "falls")


def answered(owner: Any, day: dt.date, total: int) -> Response:
    """A whole ALSFRS-R of that total, its points spread as evenly as can be from the first item on."""
    response = Response(owner=owner, author=owner, day=day, instrument="alsfrs-r", wording="draft-own-words-0.1")
    response.save()
    each, more = divmod(total, len(ITEMS))
    Answer.objects.bulk_create(
        Answer(response=response, item=item, value=each + (number < more), author=owner)
        for number, item in enumerate(ITEMS)
    )
    return response


def fill(owner: Any, last: dt.date, entries: int, every_days: int = 7) -> None:
    """So many times of answering, weights and reports of five symptoms, the last on ``last``."""
    days = [last - dt.timedelta(days=every_days * number) for number in reversed(range(entries))]
    who = {"owner": owner, "author": owner}
    responses = Response.objects.bulk_create(
        Response(**who, day=day, instrument="alsfrs-r", wording="draft-own-words-0.1") for day in days
    )
    Answer.objects.bulk_create(
        Answer(response=response, item=item, value=max(0, 4 - (number * 4 + place) // (entries + 12)), author=owner)
        for number, response in enumerate(responses)
        for place, item in enumerate(ITEMS)
    )
    Measurement.objects.bulk_create(
        Measurement(**who, day=day, kind="sign", code="weight", value=Decimal(72) - number % 9, unit="kg")
        for number, day in enumerate(days)
    )
    Measurement.objects.bulk_create(
        Measurement(**who, day=day, kind="vital_capacity", code="fvc", percent_predicted=Decimal(95) - number % 30)
        for number, day in enumerate(days)
    )
    followed = [TrackedSymptom(**who, concept=concept) for concept in SYMPTOMS]
    for symptom in followed:
        symptom.save()
    SymptomReport.objects.bulk_create(
        SymptomReport(**who, day=day, symptom=symptom, severity=(number + place) % 4)
        for number, day in enumerate(days)
        for place, symptom in enumerate(followed)
    )


def lasting(owner: Any, start: dt.date) -> None:
    """A treatment that goes on, and a device."""
    who = {"owner": owner, "author": owner}
    Treatment(
        **who, kind="drug", code="riluzole", dose=Decimal(50), dose_unit="mg", doses_per_day=Decimal(2), start_day=start
    ).save()
    Equipment(**who, equipment="niv", start_day=start).save()


def onset(owner: Any, day: dt.date, site: str = "limb") -> None:
    """A profile that says when and where it began."""
    Profile(owner=owner, author=owner, diagnosis="als", onset_date=day, onset_precision="month", onset_site=site).save()
