"""Entries of a journal for tests."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from openpals.portal.members.journal.models import (
    Answer,
    Evaluation,
    Feeling,
    Kept,
    Measurement,
    Note,
    Photo,
    Response,
    SymptomReport,
    TrackedSymptom,
    Treatment,
    TreatmentReport,
)
from openpals.portal.members.profile.models import Equipment, Profile, Relative


def one_of_each(owner: Any, key: uuid.UUID, day: dt.date) -> list[Kept]:
    """One entry of every kind, all under that key."""
    who: dict[str, Any] = {"owner": owner, "author": owner, "key": key}
    response = Response(**who, day=day, instrument="alsfrs-r", wording="draft-own-words-0.1")
    symptom = TrackedSymptom(**who, concept="fatigue")
    treatment = Treatment(**who, kind="drug", code="riluzole", dose=Decimal(50), dose_unit="mg", start_day=day)
    rows: list[Kept] = [
        response,
        symptom,
        SymptomReport(**who, day=day, symptom=symptom, severity=2),
        treatment,
        TreatmentReport(**who, day=day, treatment=treatment, doses_per_day=Decimal(2)),
        Evaluation(**who, day=day, treatment=treatment, effectiveness="slight"),
        Feeling(**who, day=day, value=4),
        Measurement(**who, day=day, kind="sign", code="weight", value=Decimal(70), unit="kg"),
        Note(**who, day=day, text="A quiet day."),
        Profile(**who, diagnosis="als"),
        Relative(**who, relative="mother", disease="als"),
        Equipment(**who, equipment="niv", start_day=day),
    ]
    for row in rows:
        row.save()
    Photo(note=next(row for row in rows if isinstance(row, Note)), data=b"", width=1, height=1).save()
    Answer(response=response, item="speech", value=3, author=owner).save()
    return rows
