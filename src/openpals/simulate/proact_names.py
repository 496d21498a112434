"""The pooled trials' export by release: which files, which columns, under which spelling.

Facts about the layout only; columns whose name no public source confirms are marked in docs/layouts.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Year = Literal[2016, 2022, 2026]

COLUMNS: dict[str, tuple[str, ...]] = {
    name: tuple(columns.split())
    for name, columns in {
        "ADVERSEEVENTS": """
            subject_id Lowest_Level_Term Preferred_Term High_Level_Term High_Level_Group_Term
            System_Organ_Class SOC_Abbreviation SOC_Code Severity Outcome Start_Date_Delta
            End_Date_Delta
        """,
        "ALSFRS": """
            subject_id Q1_Speech Q2_Salivation Q3_Swallowing Q4_Handwriting
            Q5a_Cutting_without_Gastrostomy Q5b_Cutting_with_Gastrostomy Q6_Dressing_and_Hygiene
            Q7_Turning_in_Bed Q8_Walking Q9_Climbing_Stairs Q10_Respiratory ALSFRS_Delta
            ALSFRS_Total ALSFRS_R_Total R_1_Dyspnea R_2_Orthopnea R_3_Respiratory_Insufficiency
            Mode_of_Administration ALSFRS_Responded_By
        """,
        "ALSHISTORY": """
            subject_id Site_of_Onset___Bulbar Site_of_Onset___Limb Site_of_Onset___Limb_and_Bulbar
            Site_of_Onset___Other Site_of_Onset___Other_Specify Site_of_Onset___Spine
            Subject_ALS_History_Delta Disease_Duration Symptom Symptom_Other_Specify Location
            Location_Other_Specify Site_of_Onset Onset_Delta Diagnosis_Delta
        """,
        "CONMEDS": "subject_id Medication_Coded Start_Delta Stop_Delta Dose Unit Frequency Route",
        "DEATHDATA": "subject_id Subject_Died Death_Days",
        "DEMOGRAPHICS": """
            subject_id Demographics_Delta Age Date_of_Birth Ethnicity
            Race_Americ_Indian_Alaska_Native Race_Asian Race_Black_African_American
            Race_Hawaiian_Pacific_Islander Race_Unknown Race_Caucasian Race_Other Race_Other_Specify
            Sex
        """,
        "ELESCORIAL": "subject_id el_escorial delta_days",
        "FAMILYHISTORY": """
            subject_id Family_History_Delta Other_Specify Family_Hx_of_ALS_Mutation
            Family_Hx_of_ALS_Mutation_Other Family_Hx_of_Neuro_Disease Aunt Aunt__Maternal_
            Aunt__Paternal_ Cousin Cousin__Paternal_ Cousin__Maternal_ Father Grandfather
            Grandfather__Maternal_ Grandfather__Paternal_ Grandmother Grandmother__Maternal_
            Grandmother__Paternal_ Mother Nephew Nephew__Maternal_ Nephew__Paternal_ Niece
            Niece__Maternal_ Niece__Paternal_ Other Sibling Volunteer Uncle Uncle__Maternal_
            Uncle__Paternal_ Family_Hx_of_Neuro_Disease_Other Neurological_Disease
            Neurological_Disease_Other Son Daughter Sister Brother
        """,
        "FVC": """
            subject_id Subject_Liters_Trial_1 pct_of_Normal_Trial_1 Subject_Liters_Trial_2
            pct_of_Normal_Trial_2 Subject_Liters_Trial_3 pct_of_Normal_Trial_3
            Forced_Vital_Capacity_Delta subject_normal Forced_Vital_Capacity_Units
        """,
        "HANDGRIPSTRENGTH": """
            subject_id Test_Name Test_Category Test_Location Test_Laterality MS_Delta Test_trial
            Test_Result Test_Unit Test_Setting DominantHand
        """,
        "LABS": "subject_id Test_Name Test_Result Test_Unit Laboratory_Delta",
        "MUSCLESTRENGTH": """
            subject_id Test_Name Test_Category Test_Location Test_Laterality MS_Delta Test_trial
            Test_Result Test_Unit Test_Break
        """,
        "NEUROFILAMENT": "subject_id Analyte Matrix Result Unit Collection_Delta",
        "RILUZOLE": "subject_id Subject_used_Riluzole Riluzole_use_Delta",
        "SVC": """
            subject_id Subject_Liters_Trial_1 pct_of_Normal_Trial_1 Subject_Liters__Trial_2_
            pct_of_Normal_Trial_2 Subject_Liters__Trial_3_ pct_of_Normal_Trial_3 Subject_Normal
            Slow_vital_Capacity_Delta Slow_Vital_Capacity_Units
        """,
        "TREATMENT": "subject_id Study_Arm Treatment_Group_Delta",
        "VITALSIGNS": """
            subject_id Blood_Pressure_Diastolic Blood_Pressure_Diastolic_Units
            Blood_Pressure_Systolic Blood_Pressure_Systolic_Units Height Height_Units Pulse
            Pulse_Units Respiratory_Rate Respiratory_Rate_Units Temperature Temperature_Units Weight
            Weight_Units Vital_Signs_Delta Baseline_Standing_BP_Diastolic
            Baseline_Standing_BP_Systolic Baseline_Supine_BP_Diastolic Baseline_Supine_BP_Systolic
            Baseline_Weight Supine_Pulse Standing_Pulse Endpoint_Supine_Pulse
            Endpoint_Standing_Pulse Baseline_Supine_Pulse Baseline_Standing_Pulse Endpoint_Weight
            Endpoint_Standing_BP_Diastolic Endpoint_Standing_BP_Systolic
            Endpoint_Supine_BP_Diastolic Endpoint_Supine_BP_Systolic Supine_BP_Diastolic
            Supine_BP_Systolic Standing_BP_Diastolic Standing_BP_Systolic
        """,
    }.items()
}

# The column that says whose row it is, and the one that says when.
SUBJECT = "subject_id"
DAY: dict[str, str] = {
    "ALSFRS": "ALSFRS_Delta",
    "FVC": "Forced_Vital_Capacity_Delta",
    "SVC": "Slow_vital_Capacity_Delta",
    "HANDGRIPSTRENGTH": "MS_Delta",
    "MUSCLESTRENGTH": "MS_Delta",
    "LABS": "Laboratory_Delta",
    "VITALSIGNS": "Vital_Signs_Delta",
    "NEUROFILAMENT": "Collection_Delta",
}

_FIRST = (
    "AdverseEvents",
    "alsfrs",
    "AlsHistory",
    "ConMeds",
    "DeathData",
    "demographics",
    "FamilyHistory",
    "Fvc",
    "Labs",
    "Riluzole",
    "Svc",
    "Treatment",
    "VitalSigns",
)


@dataclass(frozen=True)
class Release:
    """One release. ``files``: table -> file name; ``spelled``: our key -> another spelling of a column."""

    folder: str
    files: Mapping[str, str]
    extracted: date
    bom: bool
    spelled: Mapping[str, str]

    def header(self, table: str) -> dict[str, str]:
        """Our key of each column -> its spelling in this release."""
        return {name: self.spelled.get(name, name) for name in COLUMNS[table]}


RELEASES: dict[int, Release] = {
    2016: Release(
        "SYNTHETIC_2016_01_04_ALL_FORMS_CSV",
        {name.upper(): f"{name}.csv" for name in _FIRST},
        date(2016, 1, 4),
        bom=False,
        spelled={"subject_normal": "Subject_Normal"},
    ),
    2022: Release(
        "SYNTHETIC_2022_07_29_PROACT_ALL_FORMS",
        {name: f"PROACT_{name}.csv" for name in COLUMNS if name != "NEUROFILAMENT"},
        date(2022, 7, 29),
        bom=False,
        spelled={},
    ),
    2026: Release(
        "SYNTHETIC_2026_02_27_PROACT_ALL_FORMS",
        {name: f"F_PROACT_{'Neurofilament' if name == 'NEUROFILAMENT' else name}.csv" for name in COLUMNS},
        date(2026, 2, 27),
        bom=True,
        spelled={},
    ),
}


def blank(table: str, subject: str) -> dict[str, str]:
    """An empty row of somebody."""
    return {**dict.fromkeys(COLUMNS[table], ""), SUBJECT: subject}
