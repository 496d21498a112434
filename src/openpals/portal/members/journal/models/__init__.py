"""The journal's tables."""

from __future__ import annotations

from .entry import Entry, Kept
from .journal import Journal, journal_of
from .measurements import Measurement
from .notes import Note, Photo
from .reminders import Reminder
from .responses import Answer, Response
from .revision import Revision
from .symptoms import SymptomReport, TrackedSymptom
from .treatments import Evaluation, Treatment, TreatmentReport
from .wellbeing import Feeling

__all__ = [
    "Answer",
    "Entry",
    "Evaluation",
    "Feeling",
    "Journal",
    "Kept",
    "Measurement",
    "Note",
    "Photo",
    "Reminder",
    "Response",
    "Revision",
    "SymptomReport",
    "TrackedSymptom",
    "Treatment",
    "TreatmentReport",
    "journal_of",
]
