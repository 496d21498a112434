"""R10 to R13, A02, A04: measurements in one unit each, with limits and words kept apart from numbers."""

from __future__ import annotations

import pytest
from tests.contributions import Cases, Found, Made

CASES = Cases()


def weighed(weight: object, unit: str) -> str:
    return CASES.person(VITALSIGNS={"Vital_Signs_Delta": 0, "Weight": weight, "Weight_Units": unit})


def sized(height: object, unit: str) -> str:
    return CASES.person(VITALSIGNS={"Vital_Signs_Delta": 0, "Height": height, "Height_Units": unit})


def warm(temperature: object, unit: str) -> str:
    return CASES.person(VITALSIGNS={"Vital_Signs_Delta": 0, "Temperature": temperature, "Temperature_Units": unit})


kilograms = weighed(80, "Kilograms")
pounds = weighed(176, "Pounds")
inches = sized(70, "Inches")
metres = sized("1.78", "meters")
fahrenheit = warm("98.6", "F")
blank_pounds = weighed(201, "")
blank_weight = weighed(80, "")
blank_inches = sized(70, "")
blank_height = sized(178, "")
blank_fahrenheit = warm("98.6", "")
blank_celsius = warm(37, "")
mislabelled = sized(70, "cm")
in_stones = weighed(12, "stone")
in_litres = weighed(80, "L")
weight_in_words = weighed("heavy", "kg")
too_heavy = weighed(251, "kg")
NO_UNIT = ("R10", "unit", "row rejected", "no unit")
INFERRED = ("R10", "unit", "note", "unit inferred")


@pytest.mark.parametrize(
    ("person", "value"),
    [
        (kilograms, 80),
        (pounds, 79.83),  # 176 x 0.45359237 = 79.832
        (inches, 177.8),  # 70 x 2.54
        (metres, 178),
        (fahrenheit, 37),  # (98.6 - 32) / 1.8
    ],
)
def test_r10_body_units_are_converted(made: Made, person: str, value: float) -> None:
    assert made.row("vital_sign", person)["value"] == value
    assert made.findings(person) == []


@pytest.mark.parametrize(
    ("person", "value"),
    [
        (blank_pounds, 91.17),  # 201 x 0.45359237 = 91.172
        (blank_inches, 177.8),
        (blank_fahrenheit, 37),
    ],
)
def test_r10_body_units_are_inferred_where_no_other_fits(made: Made, person: str, value: float) -> None:
    assert made.row("vital_sign", person)["value"] == value
    assert made.findings(person) == [INFERRED]


def test_r10_body_units_usual_one_needs_no_note(made: Made) -> None:
    assert made.row("vital_sign", blank_celsius)["value"] == 37
    assert made.findings(blank_celsius) == []


@pytest.mark.parametrize(
    ("person", "found"),
    [
        (blank_weight, NO_UNIT),  # 80 kg, or 80 lb
        (blank_height, NO_UNIT),  # 178 cm is likely, and not certain
        (mislabelled, ("R10", "value", "row rejected", "number out of range")),  # nobody is 70 cm tall
        (too_heavy, ("R10", "value", "row rejected", "number out of range")),
        (in_stones, ("A04", "unit", "row rejected", "unknown unit")),
        (in_litres, ("A04", "unit", "row rejected", "unknown unit")),
        (weight_in_words, ("A01", "result", "row rejected", "text")),
    ],
)
def test_r10_body_units_ambiguous_or_impossible_are_rejected(made: Made, person: str, found: Found) -> None:
    assert made.rows("vital_sign", person) == []
    assert made.findings(person) == [found]


def test_a04_unit_unknown_or_of_another_kind_is_rejected(made: Made) -> None:
    assert made.findings(in_stones) == made.findings(in_litres) == [("A04", "unit", "row rejected", "unknown unit")]


pressures = CASES.person(
    VITALSIGNS={
        "Vital_Signs_Delta": 7,
        "Blood_Pressure_Systolic": 120,
        "Supine_BP_Systolic": 125,
        "Standing_BP_Systolic": 115,
        "Baseline_Supine_BP_Systolic": 130,
        "Endpoint_Standing_BP_Systolic": 110,
    }
)


def test_r11_vital_columns_become_position_and_phase(made: Made) -> None:
    rows = made.rows("vital_sign", pressures)
    assert {(row["position"], row["phase"], row["value"]) for row in rows} == {
        (None, "visit", 120),
        ("supine", "visit", 125),
        ("standing", "visit", 115),
        ("supine", "baseline", 130),
        ("standing", "endpoint", 110),
    }
    assert {(row["sign"], row["day"]) for row in rows} == {("systolic_bp", 7)}
    assert made.findings(pressures) == []


def breathed(**columns: object) -> str:
    return CASES.person(FVC={"Forced_Vital_Capacity_Delta": 0, "Forced_Vital_Capacity_Units": "Liters", **columns})


three_trials = breathed(
    Subject_Liters_Trial_1=3.1,
    Subject_Liters_Trial_2="3.40",
    Subject_Liters_Trial_3=3.3,
    subject_normal=4,
    pct_of_Normal_Trial_2=85,
)
proportion = breathed(Subject_Liters_Trial_1=2, subject_normal=4, pct_of_Normal_Trial_1=0.5)
disagreeing = breathed(Subject_Liters_Trial_1=2, subject_normal=4, pct_of_Normal_Trial_1=56)
agreeing_enough = breathed(Subject_Liters_Trial_1=2, subject_normal=4, pct_of_Normal_Trial_1=55)
no_percent = breathed(Subject_Liters_Trial_1=2, subject_normal=4)
in_millilitres = breathed(Subject_Liters_Trial_1=2300, Forced_Vital_Capacity_Units="mL")
unmarked_millilitres = breathed(Subject_Liters_Trial_1=2300, Forced_Vital_Capacity_Units="", pct_of_Normal_Trial_1=60)
capital_normal = CASES.person(
    SVC={"Slow_vital_Capacity_Delta": 3, "Subject_Liters__Trial_2_": 2.5, "SUBJECT_NORMAL": 5}
)
nothing_measured = breathed(subject_normal=4)
in_pints = breathed(Subject_Liters_Trial_1=4, Forced_Vital_Capacity_Units="Pints")


def test_r12_vital_capacity_keeps_every_trial_and_the_best(made: Made) -> None:
    row = made.row("vital_capacity", three_trials)
    assert (row["litres_1"], row["litres_2"], row["litres_3"]) == (3.1, 3.4, 3.3)
    assert (row["best_litres"], row["best_percent"], row["manoeuvre"]) == (3.4, 85, "fvc")
    assert made.findings(three_trials) == []  # 100 x 3.4 / 4 = 85


def test_r12_vital_capacity_proportions_become_per_cent(made: Made) -> None:
    assert made.row("vital_capacity", proportion)["best_percent"] == 50
    assert made.findings(proportion) == [("R12", "percent_1", "note", "proportion instead of per cent")]


def test_r12_vital_capacity_disagreement_beyond_a_tenth_is_noted(made: Made) -> None:
    # 100 x 2 / 4 = 50; a tenth of it is 5.
    assert made.row("vital_capacity", disagreeing)["best_percent"] == 56
    assert made.findings(disagreeing) == [("R12", "best_percent", "note", "percent differs from litres")]
    assert made.findings(agreeing_enough) == []


def test_r12_vital_capacity_per_cent_is_not_made_out_of_litres(made: Made) -> None:
    row = made.row("vital_capacity", no_percent)
    assert (row["best_litres"], row["predicted_litres"], row["best_percent"]) == (2, 4, None)


def test_r12_vital_capacity_in_millilitres_becomes_litres(made: Made) -> None:
    assert made.row("vital_capacity", in_millilitres)["best_litres"] == 2.3


def test_r12_vital_capacity_beyond_anybody_is_lost(made: Made) -> None:
    row = made.row("vital_capacity", unmarked_millilitres)
    assert (row["best_litres"], row["best_percent"]) == (None, 60)
    assert made.findings(unmarked_millilitres) == [("R12", "litres_1", "value lost", "number out of range")]


def test_r12_vital_capacity_finds_every_spelling_of_its_columns(made: Made) -> None:
    row = made.row("vital_capacity", capital_normal)
    assert (row["manoeuvre"], row["litres_2"], row["best_litres"], row["predicted_litres"]) == (
        "svc",
        2.5,
        2.5,
        5,
    )


@pytest.mark.parametrize(
    ("person", "found"),
    [
        (nothing_measured, ("A06", "best_litres", "row rejected", "nothing measured")),
        (in_pints, ("A04", "unit", "row rejected", "unknown unit")),
    ],
)
def test_r12_vital_capacity_that_says_nothing_is_rejected(made: Made, person: str, found: Found) -> None:
    assert made.rows("vital_capacity", person) == []
    assert made.findings(person) == [found]


def lab_result(name: str, result: object, unit: str = "") -> str:
    return CASES.person(LABS={"Test_Name": name, "Test_Result": result, "Test_Unit": unit, "Laboratory_Delta": 1})


creatinine = lab_result("Creatinine", 1, "mg/dL")
haemoglobin = lab_result("HEMOGLOBIN", "14.5", "g/dL")
old_unit = lab_result("alt(sgpt)", 20, "IU/L")
below = lab_result("CRP", "<5", "mg/L")
at_least = lab_result("CRP", ">= 5", "mg/L")
thousands = lab_result("CK", "4750,000", "U/L")
grouped_thousands = lab_result("CK", "4,750", "U/L")
decimal_comma = lab_result("Potassium", "4,2", "mmol/L")
trace = lab_result("URINE KETONES", "Trace")
one_plus = lab_result("URINE KETONES", "1+")


@pytest.mark.parametrize(
    ("person", "value", "comparator"),
    [
        (creatinine, 88.4017, None),  # 1 mg/dL = 10 mg/L; 10 / 113.12 = 0.0884017 mmol/L
        (haemoglobin, 145, None),
        (old_unit, 20, None),
        (below, 5, "below"),
        (at_least, 5, "at_least"),
        (thousands, 4750, None),
        (grouped_thousands, 4750, None),
        (decimal_comma, 4.2, None),
    ],
)
def test_r13_lab_results_are_numbers_in_one_unit(made: Made, person: str, value: float, comparator: str | None) -> None:
    row = made.row("lab", person)
    assert (row["value"], row["comparator"], row["value_text"]) == (value, comparator, None)
    assert made.findings(person) == []


@pytest.mark.parametrize(("person", "word"), [(trace, "trace"), (one_plus, "plus_1")])
def test_r13_lab_results_in_words_stay_words(made: Made, person: str, word: str) -> None:
    row = made.row("lab", person)
    assert (row["value"], row["value_text"], row["specimen"]) == (None, word, "urine")


blank_share = lab_result("HEMATOCRIT", "0.42")
blank_percent = lab_result("HEMATOCRIT", 42)
blank_neither = lab_result("HEMATOCRIT", 5)
blank_grams_per_decilitre = lab_result("HEMOGLOBIN", "14.5")


@pytest.mark.parametrize(
    ("person", "value", "found"),
    [
        (blank_share, 42, [("R13", "unit", "note", "magnitude inferred")]),
        (blank_percent, 42, []),
        (
            blank_grams_per_decilitre,
            145,
            [("R13", "unit", "note", "magnitude inferred")],
        ),  # 14.5 g/L is no life
    ],
)
def test_r13_lab_results_without_unit_take_the_only_magnitude_that_fits(
    made: Made, person: str, value: float, found: list[Found]
) -> None:
    assert made.row("lab", person)["value"] == value
    assert made.findings(person) == found


unknown_analyte = lab_result("Unobtainium", 5, "mg/L")
no_result = lab_result("CRP", "", "mg/L")
impossible = lab_result("Potassium", 42, "mmol/L")
albumin_in_percent = lab_result("Albumin", 60, "%")
unknown_word = lab_result("CRP", "pending", "mg/L")


@pytest.mark.parametrize(
    ("person", "found"),
    [
        (blank_neither, ("R13", "unit", "row rejected", "no unit")),  # 5 % and 500 % are both no haematocrit
        (unknown_analyte, ("R09", "analyte", "row rejected", "unknown word")),
        (no_result, ("A06", "value", "row rejected", "empty")),
        (impossible, ("R13", "value", "row rejected", "number out of range")),
        (albumin_in_percent, ("A04", "unit", "row rejected", "unknown unit")),
        (unknown_word, ("R09", "value_text", "row rejected", "unknown word")),
    ],
)
def test_r13_lab_results_unresolved_are_not_released(made: Made, person: str, found: Found) -> None:
    assert made.rows("lab", person) == []
    assert made.findings(person) == [found]


def gripped(result: object, unit: str, **more: object) -> str:
    return CASES.person(
        HANDGRIPSTRENGTH={
            "MS_Delta": 0,
            "Test_Laterality": "Left",
            "Test_trial": 1,
            "Test_Result": result,
            "Test_Unit": unit,
            **more,
        }
    )


grip_in_pounds = gripped(50, "Pounds", DominantHand="R")
grip_without_unit = gripped(50, "")
grip_of_a_giant = gripped(121, "kg")
grip_of_no_hand = gripped(20, "kg", Test_Laterality="")
pulled = CASES.person(
    MUSCLESTRENGTH={
        "MS_Delta": 0,
        "Test_Name": "Isometric Muscle Strength, Flexion",
        "Test_Location": "WRISTJOINT",
        "Test_Laterality": "RIGHT",
        "Test_trial": 2,
        "Test_Result": 10,
        "Test_Unit": "kg",
        "Test_Break": "yes",
    }
)
pulled_somehow = CASES.person(
    MUSCLESTRENGTH={
        "MS_Delta": 0,
        "Test_Name": "Isometric Muscle Strength",
        "Test_Location": "HIP JOINT",
        "Test_Result": 10,
        "Test_Unit": "kg",
    }
)


def test_a04_unit_pounds_of_grip_become_kilograms(made: Made) -> None:
    row = made.row("grip_strength", grip_in_pounds)
    assert (row["kilograms"], row["side"], row["dominant_side"]) == (
        22.68,
        "left",
        "right",
    )  # 50 x 0.45359237


@pytest.mark.parametrize(
    ("person", "found"),
    [
        (grip_without_unit, ("A04", "unit", "row rejected", "no unit")),
        (grip_of_a_giant, ("A02", "kilograms", "row rejected", "number out of range")),
        (grip_of_no_hand, ("A06", "side", "row rejected", "empty")),
    ],
)
def test_a02_range_and_unit_of_grip_must_be_known(made: Made, person: str, found: Found) -> None:
    assert made.rows("grip_strength", person) == []
    assert made.findings(person) == [found]


def test_r09_code_lists_take_the_movement_out_of_a_test_name(made: Made) -> None:
    row = made.row("muscle_strength", pulled)
    assert (row["movement"], row["location"], row["side"], row["attempt"]) == ("flexion", "wrist", "right", 2)
    assert (row["kilograms"], row["gave_way"]) == (10, True)


def test_r09_code_lists_a_test_name_without_movement_is_an_unknown_word(made: Made) -> None:
    assert made.rows("muscle_strength", pulled_somehow) == []
    assert made.findings(pulled_somehow) == [("R09", "movement", "row rejected", "unknown word")]


def marked(result: object, unit: str = "pg/mL", matrix: str = "SERUM") -> str:
    return CASES.person(NEUROFILAMENT={"Matrix": matrix, "Result": result, "Unit": unit, "Collection_Delta": 0})


neurofilament = marked("78.5")
neurofilament_in_nanograms = marked("0.0785", "ng/mL")
neurofilament_below = marked("<2")
neurofilament_negative = marked(-1)
neurofilament_in_kilograms = marked(5, "kg")


@pytest.mark.parametrize(
    ("person", "value", "comparator"),
    [
        (neurofilament, 78.5, None),
        (neurofilament_in_nanograms, 78.5, None),
        (neurofilament_below, 2, "below"),
    ],
)
def test_r13_lab_results_of_biomarkers_are_picograms(
    made: Made, person: str, value: float, comparator: str | None
) -> None:
    row = made.row("biomarker", person)
    assert (row["marker"], row["value"], row["comparator"]) == ("nfl", value, comparator)


@pytest.mark.parametrize(
    ("person", "found"),
    [
        (neurofilament_negative, ("A02", "value", "row rejected", "number out of range")),
        (neurofilament_in_kilograms, ("A04", "unit", "row rejected", "unknown unit")),
    ],
)
def test_a02_range_of_biomarkers_is_held(made: Made, person: str, found: Found) -> None:
    assert made.rows("biomarker", person) == []
    assert made.findings(person) == [found]
