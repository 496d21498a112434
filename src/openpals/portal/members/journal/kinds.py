"""The kinds of entries that are written by a form: what each is called, asked by and permitted by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .forms import (
    BreathingForm,
    EntryForm,
    EvaluationForm,
    FeelingForm,
    LabForm,
    NoteForm,
    SymptomReportForm,
    TreatmentForm,
    TreatmentReportForm,
    WeightForm,
)
from .models import Evaluation, Feeling, Kept, Measurement, Note, SymptomReport, Treatment, TreatmentReport
from .photos import LARGEST_BODY


@dataclass(frozen=True)
class Kind:
    """``slug`` stands in addresses; ``action`` is the first word of its permissions; ``back`` names the list's route;
    ``related`` is read along; ``free_text``: somebody may write of ending their life;
    ``body``: the largest that may be sent, in bytes, where files are."""

    slug: str
    model: type[Kept]
    form: type[EntryForm]
    title: Any
    back: str
    action: str = "journal"
    related: tuple[str, ...] = ()
    free_text: bool = False
    body: int = 0


TREATMENT = Kind("treatments", Treatment, TreatmentForm, _("A treatment"), "treatments")
REPORT = Kind("taken", TreatmentReport, TreatmentReportForm, _("What you took"), "treatments", related=("treatment",))
EVALUATION = Kind(
    "judged", Evaluation, EvaluationForm, _("How it goes"), "treatments", related=("treatment",), free_text=True
)
WEIGHT = Kind("weight", Measurement, WeightForm, _("Your weight"), "measurements")
BREATHING = Kind("breathing", Measurement, BreathingForm, _("Your vital capacity"), "measurements")
LAB = Kind("labs", Measurement, LabForm, _("A laboratory value"), "measurements")
NOTE = Kind("notes", Note, NoteForm, _("A note"), "notes", action="notes", free_text=True, body=LARGEST_BODY)
FEELING = Kind("feelings", Feeling, FeelingForm, _("How you felt"), "feelings", action="mood", free_text=True)
SYMPTOM_REPORT = Kind(
    "symptom-reports",
    SymptomReport,
    SymptomReportForm,
    _("How bad it was"),
    "symptom_reports",
    related=("symptom",),
)

KINDS = (TREATMENT, REPORT, EVALUATION, WEIGHT, BREATHING, LAB, NOTE, FEELING, SYMPTOM_REPORT)
# Kinds that are added from a list of their own.
ADDED = (TREATMENT, WEIGHT, BREATHING, LAB, NOTE)


def real_kind(kind: Kind, row: Kept) -> Kind:
    """The kind of an entry that came by an address of ``kind``; measurements share a table."""
    return {"sign": WEIGHT, "vital_capacity": BREATHING, "lab": LAB}[row.kind] if isinstance(row, Measurement) else kind
