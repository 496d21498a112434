"""Single rows, with numbers worked out by hand. Day 0 of the first person is 4 January 2021."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest
from tests.simulate.sdtm.made import study, table

from openpals.simulate.sdtm.datasets import datasets
from openpals.simulate.sdtm.terms import NoTerm

Rows = list[dict[str, Any]]


def trial(*people: int, **tables: Rows) -> dict[str, Rows]:
    """The datasets of a trial whose tables hold these rows; somebody in it is a number from 1 on."""
    given = {"DEMOGRAPHICS": [{"subject_id": person, "Sex": "Male"} for person in people or (1,)], **tables}
    made = datasets({name: table(name, rows) for name, rows in given.items()}, study(people or (1,)))
    return {name: rows.to_pylist() for name, rows in made}


def only(rows: Rows) -> dict[str, Any]:
    (row,) = rows
    return row


def some(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def test_person_is_identified_by_study_site_and_number() -> None:
    rows = trial(30, 10, 20)["DM"]
    # Sites take people in the order of their numbers; index dates are a week apart in the order of the study.
    assert [some(row, "USUBJID", "SITEID", "COUNTRY", "RFSTDTC") for row in rows] == [
        ("SYN-ALS-01-101-10", "101", "USA", "2021-01-11"),
        ("SYN-ALS-01-102-20", "102", "USA", "2021-01-18"),
        ("SYN-ALS-01-201-30", "201", "GBR", "2021-01-04"),
    ]


def test_age_is_whole_years_and_else_counted_from_birth() -> None:
    people = [{"subject_id": 1, "Sex": "Female", "Age": 63.9}, {"subject_id": 2, "Date_of_Birth": -21914}]
    first, second = trial(1, 2, DEMOGRAPHICS=people)["DM"]
    assert some(first, "AGE", "AGEU", "SEX", "BRTHDTC") == (63, "YEARS", "F", None)
    # 21914 / 365.25 = 59.997; 11 January 2021 is 21914 days after 12 January 1961.
    assert some(second, "AGE", "SEX", "BRTHDTC") == (59, "U", "1961-01-12")


def test_several_races_are_told_in_the_supplement() -> None:
    people = [
        {"subject_id": 1, "Race_Asian": 1, "Race_Caucasian": 1},
        {"subject_id": 2, "Race_Caucasian": 1, "Race_Asian": 0},
        {"subject_id": 3},
    ]
    made = trial(1, 2, 3, DEMOGRAPHICS=people)
    assert [row["RACE"] for row in made["DM"]] == ["MULTIPLE", "WHITE", None]
    assert [some(row, "USUBJID", "QNAM", "QVAL") for row in made["SUPPDM"]] == [
        ("SYN-ALS-01-101-1", "RACE1", "ASIAN"),
        ("SYN-ALS-01-101-1", "RACE2", "WHITE"),
    ]


def test_study_days_have_no_day_0() -> None:
    days = (-2, -1, 0, 1)
    rows = [{"subject_id": 1, "Test_Name": "CK", "Test_Result": "100", "Test_Unit": "U/L"} for _ in days]
    made = trial(LABS=[{**row, "Laboratory_Delta": day} for row, day in zip(rows, days, strict=True)])
    assert [some(row, "LBDTC", "LBDY", "EPOCH") for row in made["LB"]] == [
        ("2021-01-02", -2, "SCREENING"),
        ("2021-01-03", -1, "SCREENING"),
        ("2021-01-04", 1, "TREATMENT"),
        ("2021-01-05", 2, "FOLLOW-UP"),
    ]


@pytest.mark.parametrize(
    ("name", "result", "unit", "code", "expected"),
    [
        # 0.8 mg/dL * 88.4017 = 70.7214 umol/L
        ("Creatinine", "0.8", "mg/dL", "CREAT", ("0.8", "mg/dL", "70.7214", 70.7214, "umol/L")),
        ("CK", "230", "IU/L", "CK", ("230", "IU/L", "230", 230, "U/L")),
        ("Hematocrit", "0.41", "Fraction", "HCT", ("0.41", "fraction of 1", "41", 41, "%")),
        ("Platelets", "235", "K/uL", "PLAT", ("235", "10^3/uL", "235", 235, "10^9/L")),
        ("CRP", "<5", "mg/L", "CRP", ("<5", "mg/L", "<5", None, "mg/L")),
        ("Urine Protein", "Trace", None, "PROT", ("Trace", None, "TRACE", None, None)),
        ("Urine pH", "6.2", None, "PH", ("6.2", None, "6.2", 6.2, None)),
    ],
)
def test_laboratory_result_is_standardised(
    name: str, result: str, unit: str | None, code: str, expected: tuple[object, ...]
) -> None:
    row = {"subject_id": 1, "Laboratory_Delta": 0, "Test_Name": name, "Test_Result": result, "Test_Unit": unit}
    found = only(trial(LABS=[row])["LB"])
    assert found["LBTESTCD"] == code
    assert some(found, "LBORRES", "LBORRESU", "LBSTRESC", "LBSTRESN", "LBSTRESU") == expected


def test_neurofilament_is_a_laboratory_test() -> None:
    row = {"subject_id": 1, "Matrix": "CSF", "Result": 812.5, "Unit": "pg/mL", "Collection_Delta": 0}
    found = only(trial(NEUROFILAMENT=[row])["LB"])
    assert some(found, "LBTESTCD", "LBSPEC", "LBSTRESN") == ("NEFL", "CEREBROSPINAL FLUID", 812.5)


def test_vital_signs_stand_in_rows() -> None:
    row = {"subject_id": 1, "Vital_Signs_Delta": 0, "Weight": 154.0, "Weight_Units": "Pounds", "Pulse": 72}
    row |= {"Pulse_Units": "BPM", "Standing_BP_Systolic": 121, "Temperature": 98.6, "Temperature_Units": "F"}
    found = {row["VSTESTCD"]: row for row in trial(VITALSIGNS=[row])["VS"]}
    columns = ("VSPOS", "VSORRES", "VSORRESU", "VSSTRESN", "VSSTRESU")
    assert {code: some(row, *columns) for code, row in found.items()} == {
        "PULSE": (None, "72", "beats/min", 72, "beats/min"),
        "SYSBP": ("STANDING", "121", "mmHg", 121, "mmHg"),
        "TEMP": (None, "98.6", "F", 37, "C"),
        # 154 * 0.45359237 = 69.8532
        "WEIGHT": (None, "154", "LB", 69.8532, "kg"),
    }


def test_baselines_own_column_counts_where_the_visit_has_no_value() -> None:
    rows = [
        {"subject_id": 1, "Vital_Signs_Delta": 0, "Weight": 70.0, "Weight_Units": "kg", "Baseline_Weight": 71.0},
        {"subject_id": 1, "Vital_Signs_Delta": 30, "Endpoint_Weight": 66.5},
    ]
    assert [some(row, "VSORRES", "VSORRESU") for row in trial(VITALSIGNS=rows)["VS"]] == [("70", "kg"), ("66.5", "kg")]


def test_blows_are_repetitions_and_the_last_before_treatment_is_flagged() -> None:
    row = {"subject_id": 1, "Forced_Vital_Capacity_Delta": 0, "Forced_Vital_Capacity_Units": "Liters"}
    row |= {"Subject_Liters_Trial_1": 3.2, "Subject_Liters_Trial_2": 3.4, "subject_normal": 4.0}
    rows = trial(FVC=[row, {**row, "Forced_Vital_Capacity_Delta": 31}])["RE"]
    assert [some(row, "RETESTCD", "REREPNUM", "RESTRESN", "REDY", "RELOBXFL") for row in rows] == [
        ("FVC", 1, 3.2, 1, None),
        ("FVC", 2, 3.4, 1, "Y"),
        ("FVC", 1, 3.2, 32, None),
        ("FVC", 2, 3.4, 32, None),
        ("FVCPRD", None, 4.0, 1, "Y"),
        ("FVCPRD", None, 4.0, 32, None),
    ]


def test_assessment_of_both_scales_has_the_later_ones_total() -> None:
    both = {"Q1_Speech": 4, "Q10_Respiratory": 3, "R_1_Dyspnea": 2, "ALSFRS_Total": 38, "ALSFRS_R_Total": 45}
    ten = {"Q5b_Cutting_with_Gastrostomy": 1, "Q10_Respiratory": 3, "ALSFRS_Total": 38}
    row = {"subject_id": 1, "ALSFRS_Responded_By": "Caregiver"}
    rows = trial(ALSFRS=[{**row, **both, "ALSFRS_Delta": 0}, {**row, **ten, "ALSFRS_Delta": 31}])["QS"]
    assert [some(row, "QSCAT", "QSTESTCD", "QSORRES", "QSEVAL") for row in rows] == [
        ("ALSFRS", "ALSFR114", "3", "CAREGIVER"),
        ("ALSFRS", "ALSFR115", "38", "CAREGIVER"),
        ("ALSFRS", "ALSFR15B", "1", "CAREGIVER"),
        ("ALSFRS-R", "ALSFR101", "4", "CAREGIVER"),
        ("ALSFRS-R", "ALSFR110", "2", "CAREGIVER"),
        ("ALSFRS-R", "ALSFR113", "45", "CAREGIVER"),
        ("ALSFRS-R", "ALSFR114", "3", "CAREGIVER"),
    ]


def test_strength_is_told_by_test_location_and_side() -> None:
    row = {"subject_id": 1, "MS_Delta": 0, "Test_Result": 50.0, "Test_Unit": "Pounds", "Test_trial": 1}
    grip = {**row, "Test_Laterality": "Left"}
    muscle = {**row, "Test_Laterality": "RIGHT", "Test_Name": "Isometric Muscle Strength, Extension"}
    made = trial(HANDGRIPSTRENGTH=[grip], MUSCLESTRENGTH=[{**muscle, "Test_Location": "WRISTJOINT"}])
    columns = ("MKTESTCD", "MKTEST", "MKLOC", "MKLAT", "MKREPNUM", "MKSTRESN")
    # 50 * 0.45359237 = 22.6796
    assert [some(row, *columns) for row in made["MK"]] == [
        ("GRIPSTR", "Grip Strength", "HAND", "LEFT", 1, 22.6796),
        ("ISOMSEXT", "Isometric Muscle Strength, Extension", "WRIST JOINT", "RIGHT", 1, 22.6796),
    ]


def test_grave_events_are_serious() -> None:
    grades = ("Mild", "Life-threatening", "Fatal")
    row = {"subject_id": 1, "System_Organ_Class": "Cardiac disorders", "Outcome": "Recovered", "Start_Date_Delta": 9}
    events = [{**row, "Preferred_Term": f"Event {i}", "Severity": grade} for i, grade in enumerate(grades)]
    rows = trial(ADVERSEEVENTS=events)["AE"]
    assert [some(row, "AETERM", "AESEV", "AESER", "AESLIFE", "AESDTH") for row in rows] == [
        ("EVENT 0", "MILD", "N", None, None),
        ("EVENT 1", "SEVERE", "Y", "Y", None),
        ("EVENT 2", "SEVERE", "Y", None, "Y"),
    ]
    assert some(rows[0], "AEOUT", "AESTDTC", "AESTDY", "AESOC") == (
        "RECOVERED/RESOLVED",
        "2021-01-13",
        10,
        "Cardiac disorders",
    )


def test_event_that_went_on_is_ongoing_at_the_last_contact() -> None:
    event = {"subject_id": 1, "Preferred_Term": "Fatigue", "Outcome": "Not recovered", "Start_Date_Delta": 3}
    visits = [{"subject_id": 1, "ALSFRS_Delta": day, "Q1_Speech": 4} for day in (0, 60)]
    row = only(trial(ADVERSEEVENTS=[event], ALSFRS=visits)["AE"])
    # 60 days after 4 January 2021.
    assert some(row, "AEENDTC", "AEENRTPT", "AEENTPT") == (None, "ONGOING", "2021-03-05")


def test_medication_has_terms_for_doses_and_routes() -> None:
    drugs = [
        {
            "Medication_Coded": "BACLOFEN",
            "Dose": "10",
            "Unit": "mg",
            "Route": "PO",
            "Start_Delta": -31,
            "Stop_Delta": 5,
        },
        {"Medication_Coded": "VITAMIN E", "Dose": "1-2", "Unit": "capsule", "Route": "PEG", "Frequency": "bid"},
    ]
    drugs.append({"Medication_Coded": "ZINC", "Dose": "1", "Unit": "tbsp"})
    asked = [{"subject_id": 1, "Subject_used_Riluzole": "No"}]
    rows = trial(CONMEDS=[{"subject_id": 1, **drug} for drug in drugs], RILUZOLE=asked)["CM"]
    columns = ("CMTRT", "CMDOSE", "CMDOSTXT", "CMDOSU", "CMROUTE", "CMSTDTC", "CMENDY", "CMENRTPT", "CMOCCUR")
    assert [some(row, *columns) for row in rows] == [
        ("BACLOFEN", 10, None, "mg", "ORAL", "2020-12-04", 6, None, None),
        ("RILUZOLE", None, None, None, None, None, None, None, "N"),
        ("VITAMIN E", None, "1-2", "CAPSULE", "ENTERAL", None, None, "ONGOING", None),
        ("ZINC", 1, None, "TBSP", None, None, None, "ONGOING", None),
    ]


def test_history_tells_onset_with_its_site_and_diagnosis() -> None:
    rows = [
        {"subject_id": 1, "Site_of_Onset": "Onset: Bulbar", "Onset_Delta": -400, "Diagnosis_Delta": -100},
        {"subject_id": 1, "Symptom": "GAIT_CHANGES", "Location": "LEFT FOOT"},
    ]
    made = trial(ALSHISTORY=rows)["MH"]
    assert [some(row, "MHCAT", "MHTERM", "MHEVDTYP", "MHLOC", "MHLAT", "MHSTDTC") for row in made] == [
        ("ALS FIRST SYMPTOMS", "GAIT CHANGES", None, "FOOT", "LEFT", None),
        ("ONSET", "AMYOTROPHIC LATERAL SCLEROSIS", "SYMPTOM ONSET", "BULBAR", None, "2019-12-01"),
        ("PRIMARY DIAGNOSIS", "AMYOTROPHIC LATERAL SCLEROSIS", "DIAGNOSIS", None, None, "2020-09-26"),
    ]


def test_participation_ends_in_death_completion_or_loss() -> None:
    visits = {1: 340, 2: 200, 3: 200, 4: 340}
    made = trial(
        *visits,
        ALSFRS=[
            {"subject_id": i, "ALSFRS_Delta": day, "Q1_Speech": 4} for i, last in visits.items() for day in (0, last)
        ],
        DEATHDATA=[
            {"subject_id": 1, "Subject_Died": "No"},
            {"subject_id": 3, "Subject_Died": "Yes", "Death_Days": 231},
            {"subject_id": 4, "Subject_Died": "Yes"},
        ],
        TREATMENT=[{"subject_id": i, "Study_Arm": "Placebo"} for i in (1, 2, 3)],
    )
    ends = [some(row, "DSDECOD", "DSSTDY", "EPOCH") for row in made["DS"] if row["DSCAT"] == "DISPOSITION EVENT"]
    # Of 365 planned days; somebody seen in the last 45 of them has completed the trial.
    assert ends == [
        ("COMPLETED", 341, "TREATMENT"),
        ("LOST TO FOLLOW-UP", 201, "TREATMENT"),
        ("DEATH", 232, "FOLLOW-UP"),
        ("DEATH", None, None),
    ]
    assert [some(row, "DTHFL", "ARMCD", "ARMNRS", "RFXSTDTC") for row in made["DM"]] == [
        (None, "PLACEBO", None, "2021-01-04"),
        (None, "PLACEBO", None, "2021-01-11"),
        ("Y", "PLACEBO", None, "2021-01-18"),
        ("Y", None, "NOT ASSIGNED", None),
    ]
    assert [some(row, "SSSTRESC", "SSDY") for row in made["SS"]] == [("ALIVE", 341), ("DEAD", 232), ("DEAD", None)]
    assert [some(row, "EXTRT", "EXDOSE", "EXENDY") for row in made["EX"]] == [
        ("PLACEBO", 0, 341),
        ("PLACEBO", 0, 201),
        ("PLACEBO", 0, 201),
    ]


def test_trial_without_anything_but_people_has_its_design_and_milestones() -> None:
    made = trial()
    assert set(made) == {"TS", "TA", "TE", "DM", "SE", "DS"}
    assert some(only(made["DM"]), "RFSTDTC", "RFICDTC", "RFPENDTC") == ("2021-01-04",) * 3


def test_somebody_outside_of_the_study_is_refused() -> None:
    with pytest.raises(ValueError, match="not among the study's subject_ids"):
        trial(LABS=[{"subject_id": 2, "Test_Name": "CK", "Test_Result": "1", "Laboratory_Delta": 0}])


def test_word_without_a_term_is_refused_and_not_repeated() -> None:
    with pytest.raises(NoTerm, match="a word is not in the vocabulary event_severity") as refused:
        trial(ADVERSEEVENTS=[{"subject_id": 1, "Preferred_Term": "Fall", "Severity": "Dreadful"}])
    assert "Dreadful" not in str(refused.value)


def test_arm_that_the_study_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="an arm that the study does not have"):
        trial(TREATMENT=[{"subject_id": 1, "Study_Arm": "Open label"}])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"study_id": "ALS-01"}, "begin study_id with SYN"),
        ({"title": "A trial"}, "put SYNTHETIC into the title"),
        ({"index_dates": study([1]).index_dates[:0]}, "give one date a person"),
        ({"index_dates": study([1]).index_dates.astype("datetime64[s]")}, "must be whole days"),
        ({"subject_ids": study([1]).subject_ids.repeat(2), "index_dates": study([1]).index_dates.repeat(2)}, "twice"),
    ],
    ids=["id", "title", "dates", "seconds", "twice"],
)
def test_study_that_does_not_fit_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(study([1]), **changes)


def test_tables_may_be_absent_and_columns_too() -> None:
    bare = pa.table({"subject_id": pa.array([1], pa.int64())})
    assert dict(datasets({"DEMOGRAPHICS": bare}, study([1])))["DM"].num_rows == 1
