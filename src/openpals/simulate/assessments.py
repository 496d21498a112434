"""What a trial's visits record of function: ALSFRS, vital capacity, vital signs, strength."""

from __future__ import annotations

import numpy as np

from .files import Row
from .participants import Participant
from .proact_names import blank

KG_TO_POUNDS = 2.20462
_SHARED = {
    "speech": "Q1_Speech",
    "salivation": "Q2_Salivation",
    "swallowing": "Q3_Swallowing",
    "handwriting": "Q4_Handwriting",
    "dressing": "Q6_Dressing_and_Hygiene",
    "turning_in_bed": "Q7_Turning_in_Bed",
    "walking": "Q8_Walking",
    "climbing_stairs": "Q9_Climbing_Stairs",
}
_REVISED = {
    "dyspnea": "R_1_Dyspnea",
    "orthopnea": "R_2_Orthopnea",
    "respiratory_insufficiency": "R_3_Respiratory_Insufficiency",
}
_MUSCLES = (
    ("Flexion", "ELBOW JOINT", 30),
    ("Abduction", "SHOULDER JOINT", 26),
    ("Extension", "WRISTJOINT", 20),
    ("Extension", "KNEE JOINT", 48),
    ("Abduction", "First Dorsal Interosseous Muscle of the Hand", 8),
)


def alsfrs(rng: np.random.Generator, who: Participant) -> list[Row]:
    """One row a visit: items, the totals of the trial's scale, rarely how and by whom they were answered."""
    rows = []
    for day in who.visits:
        scores = who.person.scores(who.months(day), rng)
        row = blank("ALSFRS", who.subject)
        row["ALSFRS_Delta"] = str(day)
        row.update({column: str(scores[item]) for item, column in _SHARED.items()})
        tube = who.person.has_tube(who.months(day))
        row["Q5b_Cutting_with_Gastrostomy" if tube else "Q5a_Cutting_without_Gastrostomy"] = str(scores["cutting"])
        shared = sum(scores[item] for item in (*_SHARED, "cutting"))
        if who.study.scale != "revised":
            row["Q10_Respiratory"] = str(scores["respiratory"])
            row["ALSFRS_Total"] = str(shared + scores["respiratory"])
        if who.study.scale != "old":
            row.update({column: str(scores[item]) for item, column in _REVISED.items()})
            row["ALSFRS_R_Total"] = str(shared + sum(scores[item] for item in _REVISED))
        if rng.random() < 0.1:
            row["Mode_of_Administration"] = "Phone" if rng.random() < 0.3 else "In Person"
        if rng.random() < 0.03:
            row["ALSFRS_Responded_By"] = "Caregiver" if rng.random() < 0.3 else "Patient"
        rows.append(row)
    return rows


def vital_capacity(rng: np.random.Generator, who: Participant, table: str) -> list[Row]:
    """Up to three blows a visit, in litres and per cent of predicted."""
    second, third = (
        f"Subject_Liters_{'_Trial_' if table == 'SVC' else 'Trial_'}{i}{'_' if table == 'SVC' else ''}" for i in (2, 3)
    )
    litres = ("Subject_Liters_Trial_1", second, third)
    kind = "Slow" if table == "SVC" else "Forced"
    normal = who.person.predicted_litres
    rows = []
    for day in who.visits:
        percent = who.person.lung_percent(who.months(day)) + rng.normal(0, 4)
        best = normal * float(np.clip(percent, 10, 140)) / 100
        row = blank(table, who.subject)
        row["Slow_vital_Capacity_Delta" if table == "SVC" else "Forced_Vital_Capacity_Delta"] = str(day)
        row["Subject_Normal" if table == "SVC" else "subject_normal"] = f"{normal:.2f}"
        row[f"{kind}_Vital_Capacity_Units"] = "Liters"
        for number, column in enumerate(litres[: 3 if who.study.conventional else 1], start=1):
            blow = best * (1 - abs(rng.normal(0, 0.02)))
            row[column] = f"{blow:.2f}"
            row[f"pct_of_Normal_Trial_{number}"] = f"{100 * blow / normal:.1f}"
        rows.append(row)
    return rows


def vital_signs(rng: np.random.Generator, who: Participant) -> list[Row]:
    """Blood pressure, pulse, breathing, temperature, weight; height once."""
    rows = []
    for day in who.visits:
        row = blank("VITALSIGNS", who.subject)
        row["Vital_Signs_Delta"] = str(day)
        weight = who.person.weight * (1 - 0.004 * max(0.0, day / 30.4)) + rng.normal(0, 0.6)
        _put(row, "Respiratory_Rate", f"{rng.normal(17, 2):.0f}", "BPM")
        _put(row, "Temperature", f"{rng.normal(36.6, 0.3):.1f}", "C")
        if who.study.imperial:
            _put(row, "Weight", f"{weight * KG_TO_POUNDS:.1f}", "Pounds")
        else:
            _put(row, "Weight", f"{weight:.1f}", "Kilograms" if who.study.conventional else "kg")
        if day == 0:
            inches, tall = who.person.height / 2.54, who.person.height
            _put(
                row,
                "Height",
                *((f"{inches:.1f}", "Inches") if who.study.imperial else (f"{tall:.0f}", "Centimeters")),
            )
        if who.study.positions:
            _positions(rng, who, row, day)
        else:
            _put(row, "Blood_Pressure_Systolic", f"{rng.normal(128, 11):.0f}", "MMHG")
            _put(row, "Blood_Pressure_Diastolic", f"{rng.normal(78, 7):.0f}", "MMHG")
            _put(row, "Pulse", f"{rng.normal(76, 8):.0f}", "BPM")
        rows.append(row)
    return rows


def _put(row: Row, sign: str, value: str, unit: str) -> None:
    row[sign], row[f"{sign}_Units"] = value, unit


def _positions(rng: np.random.Generator, who: Participant, row: Row, day: int) -> None:
    """Lying and standing; the first and the last visit in the columns of their own."""
    phase = "Baseline_" if day == 0 else "Endpoint_" if day == who.visits[-1] else ""
    for position, higher in (("Supine", 0), ("Standing", 8)):
        row[f"{phase}{position}_BP_Systolic"] = f"{rng.normal(126, 10):.0f}"
        row[f"{phase}{position}_BP_Diastolic"] = f"{rng.normal(76, 6):.0f}"
        row[f"{phase}{position}_Pulse"] = f"{rng.normal(74 + higher, 7):.0f}"
    if phase:
        row[f"{phase}Weight"] = f"{who.person.weight:.1f}"


def grip_strength(rng: np.random.Generator, who: Participant) -> list[Row]:
    """Two attempts of each hand, in pounds."""
    rows = []
    dominant = "Left" if rng.random() < 0.1 else "Right"
    for day in who.visits[::2]:
        left = who.person.scores(who.months(day))["handwriting"] / 4
        for side in ("Left", "Right"):
            strength = (95 if who.person.male else 60) * (0.15 + 0.75 * left) * who.person.muscle
            for attempt in (1, 2):
                row = blank("HANDGRIPSTRENGTH", who.subject)
                row |= {
                    "Test_Name": "Hand Grip Strength",
                    "Test_Location": "HAND",
                    "Test_Laterality": side,
                    "MS_Delta": str(day),
                    "Test_trial": str(attempt),
                    "Test_Result": f"{max(1.0, strength + rng.normal(0, 4)):.1f}",
                    "Test_Unit": "Pounds",
                    "DominantHand": dominant,
                }
                rows.append(row)
    return rows


def muscle_strength(rng: np.random.Generator, who: Participant) -> list[Row]:
    """Hand-held dynamometry of a few muscle groups on both sides, one attempt, in pounds."""
    rows = []
    for day in who.visits[::2]:
        function = who.person.total(who.months(day)) / 48
        for action, location, pounds in _MUSCLES:
            for side in ("Left", "Right"):
                row = blank("MUSCLESTRENGTH", who.subject)
                row |= {
                    "Test_Name": f"Isometric Muscle Strength, {action}",
                    "Test_Location": location,
                    "Test_Laterality": side,
                    "MS_Delta": str(day),
                    "Test_trial": "1",
                    "Test_Result": f"{max(0.5, pounds * function + rng.normal(0, 2)):.1f}",
                    "Test_Unit": "Pounds",
                    "Test_Break": "yes" if rng.random() < 0.1 else "",
                }
                rows.append(row)
    return rows
