"""What a trial's laboratories report: mixed names, mixed units, limits and words; and neurofilament."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .files import Row
from .participants import Participant
from .proact_names import blank


@dataclass(frozen=True)
class Analyte:
    """One analyte: spellings, men's and women's mean, spread, (unit, factor, decimals) of each system."""

    spellings: tuple[str, ...]
    men: float
    women: float
    spread: float  # share of the mean, between people and between visits together
    metric: tuple[str, float, int]
    conventional: tuple[str, float, int]


PANEL: tuple[Analyte, ...] = (
    Analyte(("Creatinine", "CREATININE"), 72, 61, 0.12, ("umol/L", 1, 0), ("mg/dL", 1 / 88.4, 2)),
    Analyte(("CK", "Creatine Kinase"), 230, 160, 0.40, ("U/L", 1, 0), ("IU/L", 1, 0)),
    Analyte(("Uric Acid", "urate"), 335, 262, 0.18, ("umol/L", 1, 0), ("mg/dL", 1 / 59.48, 1)),
    Analyte(("Albumin", "ALBUMIN"), 44, 43, 0.05, ("g/L", 1, 0), ("g/dL", 0.1, 1)),
    Analyte(("ALT(SGPT)", "ALT"), 31, 24, 0.30, ("U/L", 1, 0), ("IU/L", 1, 0)),
    Analyte(("AST(SGOT)", "AST"), 29, 24, 0.25, ("U/L", 1, 0), ("IU/L", 1, 0)),
    Analyte(("Alkaline Phosphatase",), 75, 72, 0.20, ("U/L", 1, 0), ("IU/L", 1, 0)),
    Analyte(("Bilirubin (Total)", "Total Bilirubin"), 10, 8, 0.25, ("umol/L", 1, 1), ("mg/dL", 1 / 17.1, 2)),
    Analyte(("Glucose", "Blood Glucose"), 5.5, 5.3, 0.12, ("mmol/L", 1, 1), ("mg/dL", 18.016, 0)),
    Analyte(("Sodium", "SODIUM"), 140, 140, 0.012, ("mmol/L", 1, 0), ("mEq/L", 1, 0)),
    Analyte(("Potassium",), 4.2, 4.2, 0.06, ("mmol/L", 1, 1), ("mEq/L", 1, 1)),
    Analyte(("Blood Urea Nitrogen (BUN)", "BUN"), 5.6, 5.1, 0.2, ("mmol/L", 1, 1), ("mg/dL", 2.8, 0)),
    Analyte(("Hemoglobin", "HEMOGLOBIN"), 149, 135, 0.06, ("g/L", 1, 0), ("g/dL", 0.1, 1)),
    Analyte(("Hematocrit",), 44, 40, 0.06, ("Fraction", 0.01, 3), ("%", 1, 1)),
    Analyte(("Red Blood Cells (RBC)", "RBC"), 4.9, 4.5, 0.06, ("10^12/L", 1, 2), ("10^6/uL", 1, 2)),
    Analyte(("White Blood Cell (WBC)", "WBC"), 6.6, 6.6, 0.18, ("10^9/L", 1, 1), ("K/uL", 1, 1)),
    Analyte(("Platelets",), 235, 255, 0.15, ("10^9/L", 1, 0), ("x10^3/uL", 1, 0)),
)
_STRIPS = (
    ("Urine Protein", ("Negative", "Trace", "1+"), (0.8, 0.15, 0.05)),
    ("Urine Glucose", ("Negative", "1+"), (0.95, 0.05)),
    ("Urine Ketones", ("NEGATIVE", "Trace"), (0.9, 0.1)),
)


def labs(rng: np.random.Generator, who: Participant) -> list[Row]:
    """A panel at screening and every other visit; some are seen by a laboratory after their last visit."""
    days = [who.screening, *who.visits[1::2]]
    if who.death is None and rng.random() < 0.2:
        days.append(who.visits[-1] + int(rng.integers(20, 60)))
    spelling = int(rng.random() < 0.4)
    offsets = rng.normal(0, 0.8, len(PANEL))
    return [row for day in days for row in _panel(rng, who, day, spelling, offsets)]


def _panel(rng: np.random.Generator, who: Participant, day: int, spelling: int, offsets: np.ndarray) -> list[Row]:
    rows = []
    noise = offsets + rng.normal(0, 0.6, len(PANEL))
    for analyte, z in zip(PANEL, noise, strict=True):
        unit, factor, decimals = analyte.conventional if who.study.conventional else analyte.metric
        usual = analyte.men if who.person.male else analyte.women
        value = usual * float(np.clip(1 + analyte.spread * z, 0.35, 3))
        name = analyte.spellings[min(spelling, len(analyte.spellings) - 1)]
        rows.append(_result(who, day, name, f"{value * factor:.{decimals}f}", unit))
    for name, words, shares in _STRIPS:
        rows.append(_result(who, day, name, str(rng.choice(words, p=shares)), ""))
    rows.append(_result(who, day, "Urine pH", f"{rng.normal(6, 0.3):.1f}", ""))
    crp = rng.exponential(3)
    rows.append(_result(who, day, "CRP", "<5" if crp < 5 else f"{crp:.1f}", "mg/L"))
    return rows


def _result(who: Participant, day: int, name: str, result: str, unit: str) -> Row:
    row = blank("LABS", who.subject)
    row |= {"Test_Name": name, "Test_Result": result, "Test_Unit": unit, "Laboratory_Delta": str(day)}
    return row


def neurofilament(rng: np.random.Generator, who: Participant) -> list[Row]:
    """Neurofilament light chain, higher in those who lose function faster; rarely in cerebrospinal fluid."""
    rows = []
    level = float(np.clip(1900 / who.person.half_life, 15, 400) * np.exp(rng.normal(0, 0.3)))
    for day in who.visits[::3]:
        fluid = rng.random() < 0.03
        row = blank("NEUROFILAMENT", who.subject)
        row |= {
            "Analyte": "Neurofilament light chain",
            "Matrix": "CSF" if fluid else "SERUM",
            "Result": f"{level * (30 if fluid else 1) * np.exp(rng.normal(0, 0.1)):.1f}",
            "Unit": "pg/mL",
            "Collection_Delta": str(day),
        }
        rows.append(row)
    return rows
