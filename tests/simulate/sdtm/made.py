"""A small invented trial as tables with PRO-ACT's columns: every kind of row that the simulator can make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from openpals.model.editions import COLUMNS
from openpals.model.vocabulary import vocabulary
from openpals.simulate.sdtm import Study

Row = Mapping[str, object]
Put = Callable[..., None]  # adds a row to a table: its name, then columns
EXTRACTED = date(2024, 6, 30)
ITEMS = [name for name in COLUMNS["ALSFRS"] if name.startswith(("Q", "R_"))]
WORDS = {"urine_protein": "Trace", "urine_ketones": "Negative", "urine_color": "Yellow", "urine_blood": "1+"}
# Analytes in a unit that is not the standard one: factor to it, and the word.
OTHER_UNITS = {
    "creatinine": (1 / 88.4017, "mg/dL"),
    "urea_nitrogen": (2.8014, "mg/dL"),
    "hematocrit": (0.01, "Fraction"),
    "ck": (1.0, "IU/L"),
    "platelets": (1.0, "K/uL"),
}


def table(name: str, rows: Sequence[Row]) -> pa.Table:
    """Rows as a table with all of PRO-ACT's columns, each of one type, empty columns as text."""
    unknown = {column for row in rows for column in row} - set(COLUMNS[name])
    assert not unknown, unknown
    columns = {column: [row.get(column) for row in rows] for column in COLUMNS[name]}
    kinds = {
        column: pa.array(values).type if any(value is not None for value in values) else pa.string()
        for column, values in columns.items()
    }
    kinds["subject_id"] = pa.int64()
    return pa.table({column: pa.array(values, kinds[column]) for column, values in columns.items()})


def study(subject_ids: Sequence[int], **changes: object) -> Study:
    """A study whose people began one after the other, each a week after the one before."""
    ids = np.array(subject_ids, np.int64)
    dates = np.datetime64("2021-01-04") + 7 * np.arange(len(ids)).astype("timedelta64[D]")
    given = {"study_id": "SYN-ALS-01", "title": "SYNTHETIC trial of an invented drug", "extracted": EXTRACTED}
    return Study(**{"subject_ids": ids, "index_dates": dates, **given, **changes})  # type: ignore[arg-type]


def trial(people: int = 40, seed: int = 5) -> dict[str, pa.Table]:
    """Everybody's rows, in no order."""
    rng = np.random.Generator(np.random.PCG64(seed))
    rows: dict[str, list[Row]] = defaultdict(list)
    for number in range(people):
        _person(rng, number, 1_000_003 + 37 * number, rows)
    for found in rows.values():
        rng.shuffle(found)  # type: ignore[arg-type]
    return {name: table(name, rows[name]) for name in COLUMNS}


def _person(rng: np.random.Generator, number: int, subject: int, rows: dict[str, list[Row]]) -> None:
    def put(name: str, **row: object) -> None:
        rows[name].append({"subject_id": subject, **{key: value for key, value in row.items() if value is not None}})

    last = int(rng.integers(2, 13))
    days = [0, *(round(30.4 * month + rng.normal(0, 4)) for month in range(1, last) if rng.random() > 0.1)]
    if number % 5 == 0:
        days += [8, 17]  # more visits than planned in one month
    days = sorted(set(days))
    screening = -int(rng.integers(7, 28))
    _background(rng, number, screening, days, put)
    for place, day in enumerate(days):
        _assessments(rng, number, place, day, put)
    later = () if number % 6 == 0 else (days[-1] + 40,)  # a day without a visit, of somebody who lives
    for day in (screening, *days[1::2], *later):
        _laboratory(rng, day, put)


def _background(rng: np.random.Generator, number: int, screening: int, days: list[int], put: Put) -> None:
    races = ["Race_Caucasian"] if number % 9 else ["Race_Asian", "Race_Black_African_American"]
    born = number % 4 == 0
    put(
        "DEMOGRAPHICS",
        Demographics_Delta=0,
        Age=None if born else float(rng.integers(30, 80)),
        Date_of_Birth=-int(rng.integers(11_000, 29_000)) if born else None,
        Sex="Female" if number % 3 else "Male",
        Ethnicity=(None, "Hispanic or Latino", "Non-Hispanic or Latino", "Unknown")[number % 4],
        **({} if number % 11 == 10 else dict.fromkeys(races, 1)),
    )
    onset = screening - int(rng.integers(200, 900))
    site = ("Bulbar", "Limb", "Limb_and_Bulbar", "Spine", "Other")[number % 5]
    told = {"Site_of_Onset": f"Onset: {site.replace('_', ' ')}"} if number % 2 else {f"Site_of_Onset___{site}": 1}
    put("ALSHISTORY", Subject_ALS_History_Delta=0, Onset_Delta=onset, Diagnosis_Delta=onset + 150, **told)
    if number % 6 == 0:
        put("ALSHISTORY", Symptom="GAIT_CHANGES", Location="LEFT FOOT")
    if number % 7 != 6:
        put("TREATMENT", Study_Arm="Active" if number % 2 else "Placebo", Treatment_Group_Delta=0)
    if number % 3 != 2:
        dies = number % 6 == 0
        put(
            "DEATHDATA",
            Subject_Died="Yes" if dies else "No",
            Death_Days=days[-1] + int(rng.integers(2, 90)) if dies and number != 12 else None,
        )
    if number % 4 != 3:
        put("RILUZOLE", Subject_used_Riluzole="Yes" if number % 4 else "No", Riluzole_use_Delta=0)
    put("ELESCORIAL", el_escorial="Probable", delta_days=screening)
    if number % 5 == 4:
        put("FAMILYHISTORY", Family_History_Delta=0, Neurological_Disease="ALS", Mother=1)
    severities = ("Mild", "Moderate", "Severe", "Life-threatening", "Fatal")
    outcomes = ("Recovered", "Not recovered", "Recovering", "Recovered with sequelae", "Fatal", "Unknown")
    for event in range(number % 4):
        start = int(rng.integers(0, days[-1] + 1))
        ended = event != 1
        put(
            "ADVERSEEVENTS",
            Lowest_Level_Term=f"Falling {event}" if event else None,
            Preferred_Term=("Fall", "Nausea", "Headache")[event],
            System_Organ_Class="Injury, poisoning and procedural complications",
            SOC_Code=10022117,
            Severity=severities[(number + event) % 5],
            Outcome=outcomes[(number + event) % 6] if ended else "Not recovered",
            Start_Date_Delta=start if number != 3 else None,
            End_Date_Delta=start + int(rng.integers(1, 30)) if ended and number != 3 else None,
        )
    drugs = (
        ("BACLOFEN", "10", "mg", "ORAL"),
        ("CALCIUM;VITAMIN D", "1", "tablet", "PO"),
        ("DEXTROMETHORPHAN;QUINIDINE", "20-30", "capsule", "PEG"),
        ("LEVOTHYROXINE", "50", "mcg", None),
    )
    for name, dose, unit, route in drugs[: number % 5]:
        put(
            "CONMEDS",
            Medication_Coded=name,
            Start_Delta=-int(rng.integers(-30, 900)),
            Stop_Delta=60 if dose == "10" else None,
            Dose=dose,
            Unit=unit,
            Frequency="bid",
            Route=route,
        )


def _assessments(rng: np.random.Generator, number: int, place: int, day: int, put: Put) -> None:
    ten_items, both = number % 8 == 7, number % 8 == 6
    scores = {item: int(rng.integers(0, 5)) for item in ITEMS}
    del scores["Q5b_Cutting_with_Gastrostomy" if number % 2 else "Q5a_Cutting_without_Gastrostomy"]
    if ten_items:
        scores = {item: score for item, score in scores.items() if not item.startswith("R_")}
    elif not both:
        del scores["Q10_Respiratory"]
    shared = sum(score for item, score in scores.items() if item[0] == "Q" and item != "Q10_Respiratory")
    totals = {}
    if ten_items or both:
        totals["ALSFRS_Total"] = shared + scores["Q10_Respiratory"]
    if not ten_items:
        totals["ALSFRS_R_Total"] = shared + sum(score for item, score in scores.items() if item[0] == "R")
    if place == 3:  # an item that was not asked leaves no total
        del scores["Q8_Walking"]
        totals = {}
    put(
        "ALSFRS",
        ALSFRS_Delta=day,
        **scores,
        **totals,
        Mode_of_Administration=(None, "In Person", "Phone")[place % 3],
        ALSFRS_Responded_By=(None, "Patient", "Caregiver")[number % 3],
    )
    normal = round(float(rng.uniform(2.5, 5)), 2)
    for name, kind in (("FVC", "Forced"), ("SVC", "Slow")):
        if name == "SVC" and number % 2:
            continue
        blows = {}
        for blow in range(1, 4 if number % 3 else 2):
            litres = round(normal * float(rng.uniform(0.5, 1.1)), 2)
            between = ("Trial_", "") if name == "FVC" or blow == 1 else ("_Trial_", "_")
            blows[f"Subject_Liters_{between[0]}{blow}{between[1]}"] = litres
            blows[f"pct_of_Normal_Trial_{blow}"] = round(100 * litres / normal, 1)
        put(
            name,
            **blows,
            **{
                "Forced_Vital_Capacity_Delta" if name == "FVC" else "Slow_vital_Capacity_Delta": day,
                "subject_normal" if name == "FVC" else "Subject_Normal": normal,
                f"{kind}_Vital_Capacity_Units": "Liters",
            },
        )
    _vital_signs(rng, number, place, day, put)
    if place % 2 == 0:
        for side in ("Left", "Right"):
            for attempt in (1, 2):
                put(
                    "HANDGRIPSTRENGTH",
                    Test_Name="Hand Grip Strength",
                    Test_Location="HAND",
                    Test_Laterality=side,
                    MS_Delta=day,
                    Test_trial=attempt,
                    Test_Result=round(float(rng.uniform(5, 90)), 1),
                    Test_Unit="Pounds",
                    DominantHand="Right",
                )
            for action, location in (("Flexion", "ELBOW JOINT"), ("Extension", "WRISTJOINT")):
                put(
                    "MUSCLESTRENGTH",
                    Test_Name=f"Isometric Muscle Strength, {action}",
                    Test_Location=location,
                    Test_Laterality=side,
                    MS_Delta=day,
                    Test_trial=1,
                    Test_Result=round(float(rng.uniform(2, 60)), 1),
                    Test_Unit="Pounds",
                    Test_Break="yes" if side == "Left" else None,
                )
        put(
            "NEUROFILAMENT",
            Analyte="Neurofilament light chain",
            Matrix="SERUM" if place else "CSF",
            Result=round(float(rng.uniform(20, 200)), 1),
            Unit="pg/mL",
            Collection_Delta=day,
        )


def _vital_signs(rng: np.random.Generator, number: int, place: int, day: int, put: Put) -> None:
    imperial = number % 3 == 0
    row: dict[str, object] = {
        "Weight": round(float(rng.uniform(50, 95)) * (2.2 if imperial else 1), 1),
        "Weight_Units": "Pounds" if imperial else "Kilograms",
        "Respiratory_Rate": int(rng.integers(12, 24)),
        "Respiratory_Rate_Units": "BPM",
        "Temperature": round(float(rng.normal(36.6, 0.3)), 1),
        "Temperature_Units": "C",
    }
    if place == 0:
        row |= {"Height": 68.5 if imperial else 174.0, "Height_Units": "Inches" if imperial else "Centimeters"}
    if number % 4 == 1:
        phase = "Baseline_" if place == 0 else ""
        for position in ("Supine", "Standing"):
            row |= {
                f"{phase}{position}_BP_Systolic": int(rng.integers(100, 150)),
                f"{phase}{position}_BP_Diastolic": int(rng.integers(60, 95)),
                f"{phase}{position}_Pulse": int(rng.integers(55, 100)),
            }
        if phase:
            row["Baseline_Weight"] = round(float(rng.uniform(50, 95)), 1)
    else:
        row |= {
            "Blood_Pressure_Systolic": int(rng.integers(100, 150)),
            "Blood_Pressure_Systolic_Units": "MMHG",
            "Blood_Pressure_Diastolic": int(rng.integers(60, 95)),
            "Blood_Pressure_Diastolic_Units": "MMHG",
            "Pulse": int(rng.integers(55, 100)),
            "Pulse_Units": "BPM",
        }
    put("VITALSIGNS", Vital_Signs_Delta=day, **row)


def _laboratory(rng: np.random.Generator, day: int, put: Put) -> None:
    """Every analyte that the model knows, once."""
    for term in vocabulary("analyte").terms:
        low, high = term.facts["band"]
        value = low + (high - low) * float(rng.uniform(0.1, 0.5))
        factor, unit = OTHER_UNITS.get(term.code, (1.0, term.facts["unit"]))
        result = WORDS.get(term.code) or f"{value * factor:.4g}"
        if term.code == "crp" and rng.random() < 0.5:
            result = "<5"
        words = term.code in WORDS or unit == "1"
        put(
            "LABS",
            Test_Name=term.also[0] if term.facts["specimen"] != "urine" else term.label,
            Test_Result=result,
            Test_Unit=None if words else unit,
            Laboratory_Delta=day,
        )
