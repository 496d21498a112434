"""What a trial's laboratories report: mixed names, mixed units, limits and words; and neurofilament."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..model.editions import COLUMNS
from .columns import number, same, stacked, table, whole, word
from .disease import Floats, Ints
from .enrolment import Participants, Visits
from .parameters import LABS

Unit = tuple[str, float, int]  # spelling, factor from the metric value, decimals


@dataclass(frozen=True)
class Analyte:
    """One analyte: two spellings, men's and women's mean, spread as a share of the mean, both systems of units.

    ``needs``: the feature of a trial without which it is not measured.
    """

    name: str
    capitals: str
    men: float
    women: float
    spread: float
    metric: Unit
    conventional: Unit
    needs: str = "labs"


def _same(unit: str, decimals: int) -> tuple[Unit, Unit]:
    return (unit, 1, decimals), (unit, 1, decimals)


PANEL: tuple[Analyte, ...] = (
    Analyte("Creatinine", "CREATININE", 0, 0, 0, ("umol/L", 1, 0), ("mg/dL", 1 / 88.4, 2)),
    Analyte("CK", "Creatine Kinase", 0, 0, 0, ("U/L", 1, 0), ("IU/L", 1, 0), "ck"),
    Analyte("Uric Acid", "URIC ACID", 0, 0, 0, ("umol/L", 1, 0), ("mg/dL", 1 / 59.48, 1), "urate"),
    Analyte("Albumin", "ALBUMIN", 44, 43.5, 0.06, ("g/L", 1, 0), ("g/dL", 0.1, 1), "albumin"),
    Analyte("ALT(SGPT)", "ALT", 31, 24, 0.30, ("U/L", 1, 0), ("IU/L", 1, 0)),
    Analyte("AST(SGOT)", "AST", 29, 24, 0.25, ("U/L", 1, 0), ("IU/L", 1, 0)),
    Analyte("Alkaline Phosphatase", "ALKALINE PHOSPHATASE", 75, 72, 0.20, ("U/L", 1, 0), ("IU/L", 1, 0)),
    Analyte("Gamma-glutamyltransferase", "GGT", 32, 22, 0.35, ("U/L", 1, 0), ("IU/L", 1, 0)),
    Analyte("Lactate Dehydrogenase", "LDH", 180, 175, 0.15, ("U/L", 1, 0), ("IU/L", 1, 0), "wide_panel"),
    Analyte("Bilirubin (Total)", "TOTAL BILIRUBIN", 10, 8, 0.25, ("umol/L", 1, 1), ("mg/dL", 1 / 17.1, 2)),
    Analyte("Glucose", "GLUCOSE", 5.5, 5.3, 0.12, ("mmol/L", 1, 1), ("mg/dL", 18.016, 0)),
    Analyte("Sodium", "SODIUM", 140, 140, 0.012, ("mmol/L", 1, 0), ("mEq/L", 1, 0)),
    Analyte("Potassium", "POTASSIUM", 4.2, 4.2, 0.06, ("mmol/L", 1, 1), ("mEq/L", 1, 1)),
    Analyte("Chloride", "CHLORIDE", 103, 103, 0.015, ("mmol/L", 1, 0), ("mEq/L", 1, 0)),
    Analyte("Bicarbonate", "BICARBONATE", 26.5, 26, 0.08, ("mmol/L", 1, 1), ("mEq/L", 1, 0)),
    Analyte("Calcium", "CALCIUM", 2.36, 2.36, 0.03, ("mmol/L", 1, 2), ("mg/dL", 4.008, 1)),
    Analyte("Phosphorus", "PHOSPHORUS", 1.1, 1.15, 0.12, ("mmol/L", 1, 2), ("mg/dL", 3.097, 1), "wide_panel"),
    Analyte("Magnesium", "MAGNESIUM", 0.85, 0.84, 0.06, ("mmol/L", 1, 2), ("mg/dL", 2.4305, 1), "wide_panel"),
    Analyte("Blood Urea Nitrogen (BUN)", "BUN", 5.6, 5.1, 0.2, ("mmol/L", 1, 1), ("mg/dL", 2.8, 0)),
    Analyte("Protein", "TOTAL PROTEIN", 71, 71, 0.05, ("g/L", 1, 0), ("g/dL", 0.1, 1)),
    Analyte("Total Cholesterol", "CHOLESTEROL", 5.3, 5.6, 0.15, ("mmol/L", 1, 2), ("mg/dL", 38.67, 0), "wide_panel"),
    Analyte("Triglycerides", "TRIGLYCERIDES", 1.7, 1.5, 0.35, ("mmol/L", 1, 2), ("mg/dL", 88.54, 0), "wide_panel"),
    Analyte("Hemoglobin", "HEMOGLOBIN", 149, 135, 0.06, ("g/L", 1, 0), ("g/dL", 0.1, 1)),
    Analyte("Hematocrit", "HEMATOCRIT", 44, 40, 0.06, ("Fraction", 0.01, 3), ("%", 1, 1)),
    Analyte("Red Blood Cells (RBC)", "RBC", 4.9, 4.5, 0.06, ("10^12/L", 1, 2), ("10^6/uL", 1, 2)),
    Analyte("MCV", "MCV", 90, 90, 0.04, *_same("fL", 1)),
    Analyte("MCH", "MCH", 30.3, 30, 0.04, *_same("pg", 1)),
    Analyte("White Blood Cell (WBC)", "WBC", 6.6, 6.6, 0.18, ("10^9/L", 1, 1), ("K/uL", 1, 1)),
    Analyte("Platelets", "PLATELETS", 235, 255, 0.15, ("10^9/L", 1, 0), ("x10^3/uL", 1, 0)),
    Analyte("Neutrophils", "NEUTROPHILS", 60, 60, 0.12, *_same("%", 1)),
    Analyte("Lymphocytes", "LYMPHOCYTES", 29, 29, 0.2, *_same("%", 1)),
    Analyte("Monocytes", "MONOCYTES", 7, 7, 0.2, *_same("%", 1)),
    Analyte("Eosinophils", "EOSINOPHILS", 2.6, 2.5, 0.4, *_same("%", 1)),
    Analyte("Basophils", "BASOPHILS", 0.6, 0.6, 0.4, *_same("%", 1)),
    Analyte("Urine pH", "URINE PH", 6.0, 6.0, 0.09, ("", 1, 1), ("", 1, 1)),
    Analyte("Urine Specific Gravity", "URINE SPECIFIC GRAVITY", 1.017, 1.016, 0.005, ("", 1, 3), ("", 1, 3)),
)
_STRIPS = (
    ("Urine Protein", ("Negative", "Trace", "1+"), (0.8, 0.15, 0.05)),
    ("Urine Glucose", ("Negative", "1+"), (0.95, 0.05)),
    ("Urine Ketones", ("NEGATIVE", "Trace"), (0.9, 0.1)),
)


def labs(rng: np.random.Generator, them: Participants, visits: Visits) -> pa.Table:
    """A panel at screening or the first visit and at most later ones; of some, one after their last visit."""
    who, day = _days(rng, them, visits)
    capitals, conventional = them.has("capital_names"), them.has("conventional")
    offsets = np.array([rng.normal(0, 0.8, len(them)) for _ in PANEL])
    pieces = []
    for number_in_panel, analyte in enumerate(PANEL):
        measured = them.has(analyte.needs)[who]
        one, on = who[measured], day[measured]
        values = _values(rng, them, analyte, one, on, offsets[number_in_panel])
        name = word(capitals[one], [analyte.name, analyte.capitals])
        pieces.append(_results(them, one, on, name, *_written(values, analyte, conventional[one])))
    for name, words, shares in _STRIPS:
        found = word(rng.choice(len(words), len(who), p=shares), words)
        pieces.append(_results(them, who, day, same(name, len(who)), found, same("", len(who))))
    crp = rng.exponential(3, len(who))
    below = word(np.zeros(len(who)), ["<5"])
    text = pc.if_else(pa.array(crp < 5), below, number(crp, 1).cast(pa.string()))
    pieces.append(_results(them, who, day, same("CRP", len(who)), text, same("mg/L", len(who))))
    return stacked(pieces)


def _days(rng: np.random.Generator, them: Participants, visits: Visits) -> tuple[Ints, Ints]:
    """Who had blood taken, on which days."""
    recorded = them.has("labs")
    taken = recorded[visits.who] & (rng.random(len(visits.who)) < LABS.at_visits) & (visits.number > 0)
    screened = np.flatnonzero(recorded & (rng.random(len(them)) < LABS.at_screening))
    first = np.where(them.has("early_blood"), them.screening, 0)
    last = visits.day[visits.last]
    late = recorded & ~np.isfinite(them.death) & (rng.random(len(them)) < LABS.after_last_visit)
    later = np.flatnonzero(late)
    return (
        np.concatenate([screened, visits.who[taken], later]),
        np.concatenate([first[screened], visits.day[taken], last[later] + rng.integers(20, 60, len(later))]),
    )


def _values(
    rng: np.random.Generator, them: Participants, analyte: Analyte, who: Ints, day: Ints, offset: Floats
) -> Floats:
    """Results in the metric unit."""
    male = them.people.male[who]
    match analyte.name:
        case "Creatinine":
            return _creatinine(rng, them, who, day, offset)
        case "CK":
            level = LABS.ck_median * np.where(male, 1.12, 0.78) * np.exp(0.8 * offset[who] * LABS.ck_sdlog)
            return np.asarray(level * np.exp(rng.normal(0, 0.25, len(who))))
        case "Uric Acid":
            mean, sd = np.where(male, *LABS.urate), np.where(male, *LABS.urate_sd)
            level = mean + sd * them.people.urate[who] - 0.4 * day / 30.4
            return np.asarray(np.clip(level * (1 + rng.normal(0, 0.08, len(who))), 80, None))
    usual = np.where(male, analyte.men, analyte.women)
    noise = offset[who] + rng.normal(0, 0.6, len(who))
    return np.asarray(usual * np.clip(1 + analyte.spread * noise, max(0.3, 1 - 3.5 * analyte.spread), 3))


def _creatinine(rng: np.random.Generator, them: Participants, who: Ints, day: Ints, offset: Floats) -> Floats:
    """A marker of muscle: it falls as motor function is lost."""
    motor = them.people.scores(them.months(day, who), who)[:, 3:9].sum(axis=1) / 24
    mean = np.where(them.people.male[who], *LABS.creatinine)
    level = mean * (1 + LABS.creatinine_cv * offset[who]) * (1 - LABS.creatinine_motor_share * (1 - motor))
    return np.asarray(np.clip(level * (1 + rng.normal(0, LABS.creatinine_visit_cv, len(who))), 15, None))


def _written(values: Floats, analyte: Analyte, conventional: np.ndarray) -> tuple[pa.Array, pa.Array]:
    """Results as text and their units, in the system of each trial."""
    systems = (analyte.metric, analyte.conventional)
    texts = [
        (whole(values * factor) if decimals == 0 else number(values * factor, decimals)).cast(pa.string())
        for _, factor, decimals in systems
    ]
    return (
        pc.if_else(pa.array(conventional), texts[1], texts[0]),
        word(conventional, [unit for unit, _, _ in systems]),
    )


def _results(them: Participants, who: Ints, day: Ints, name: pa.Array, result: pa.Array, unit: pa.Array) -> pa.Table:
    return table(
        COLUMNS["LABS"],
        {
            "subject_id": whole(them.subject[who]),
            "Test_Name": name,
            "Test_Result": result,
            "Test_Unit": unit,
            "Laboratory_Delta": whole(day),
        },
    )


def neurofilament(rng: np.random.Generator, them: Participants, visits: Visits) -> pa.Table:
    """Neurofilament light chain, higher in those who lose function faster; rarely in cerebrospinal fluid."""
    recorded = them.has("neurofilament") & (rng.random(len(them)) < LABS.nfl_share)
    chosen = recorded[visits.who] & (visits.number % 2 == 0)
    who, day = visits.who[chosen], visits.day[chosen]
    level = LABS.nfl_median * (np.median(them.people.half_life) / them.people.half_life) ** LABS.nfl_by_speed
    level = level * np.exp(rng.normal(0, LABS.nfl_sdlog, len(them)))
    fluid = (rng.random(len(them)) < 0.025)[who]
    value = np.clip(level[who] * np.where(fluid, 30, 1) * np.exp(rng.normal(0, 0.1, len(who))), 4, None)
    return table(
        COLUMNS["NEUROFILAMENT"],
        {
            "subject_id": whole(them.subject[who]),
            "Analyte": same("Neurofilament light chain", len(who)),
            "Matrix": word(fluid, ["SERUM", "CSF"]),
            "Result": number(value, 1),
            "Unit": same("pg/mL", len(who)),
            "Collection_Delta": whole(day),
        },
    )
