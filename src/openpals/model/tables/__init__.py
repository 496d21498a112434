"""The tables of the common model, in the order in which a reader meets them."""

from __future__ import annotations

from ..table import Table
from .events import AdverseEvent, ConcomitantMedication, Equipment, TrialArm, VitalStatus
from .function import Alsfrs, OutcomeResponse
from .history import ElEscorial, FamilyHistory
from .measurements import Biomarker, GripStrength, Lab, MuscleStrength, VitalCapacity, VitalSign
from .reports import SymptomReport, Treatment, TreatmentReport
from .subject import Subject

ALL: tuple[type[Table], ...] = (
    Subject,
    VitalStatus,
    Alsfrs,
    VitalCapacity,
    Lab,
    VitalSign,
    MuscleStrength,
    GripStrength,
    SymptomReport,
    Treatment,
    TreatmentReport,
    OutcomeResponse,
    AdverseEvent,
    ConcomitantMedication,
    Equipment,
    FamilyHistory,
    ElEscorial,
    TrialArm,
    Biomarker,
)
TABLES: dict[str, type[Table]] = {table.name: table for table in ALL}

__all__ = [
    "ALL",
    "TABLES",
    "AdverseEvent",
    "Alsfrs",
    "Biomarker",
    "ConcomitantMedication",
    "ElEscorial",
    "Equipment",
    "FamilyHistory",
    "GripStrength",
    "Lab",
    "MuscleStrength",
    "OutcomeResponse",
    "Subject",
    "SymptomReport",
    "Table",
    "Treatment",
    "TreatmentReport",
    "TrialArm",
    "VitalCapacity",
    "VitalSign",
    "VitalStatus",
]
