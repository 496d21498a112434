"""What public programs do with PRO-ACT's files, done with an export: they run, and find what they look for.

None of them is copied; each test does again, in few lines, what one or several of them rely on.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from tests.exchange.conftest import YEARS, Export, Exports

from openpals.model.editions import COLUMNS, EDITIONS

# One process makes each export once.
pytestmark = pytest.mark.xdist_group("exchange")

SHARED = [name for name in COLUMNS["ALSFRS"] if re.match(r"Q\d", name)]
DAYS = re.compile(r"(?i).*_delta$|death_days|delta_days")


@pytest.fixture(params=YEARS)
def export(request: pytest.FixtureRequest, exports: Exports) -> Export:
    return exports.of(request.param)


@pytest.fixture(params=(2022, 2026))
def later(request: pytest.FixtureRequest, exports: Exports) -> Export:
    """An edition with dynamometry and El Escorial."""
    return exports.of(request.param)


def table(export: Export, name: str) -> pd.DataFrame:
    return pd.read_csv(export.path(name), low_memory=False)


def test_file_is_read_with_default_encoding_and_as_utf_8_with_a_mark(export: Export) -> None:
    for name in EDITIONS[export.year].files:
        for encoding in (None, "utf-8-sig"):
            assert pd.read_csv(export.path(name), encoding=encoding, nrows=0).columns[0] == "subject_id"


def test_columns_that_are_typed_as_whole_numbers_hold_whole_numbers(export: Export) -> None:
    """Readers with declared types stop at `39.0` in a column of integers."""
    for name in EDITIONS[export.year].files:
        header = EDITIONS[export.year].header(name)
        texts = pd.read_csv(export.path(name), dtype=str, keep_default_na=False)
        whole = [header[one] for one in COLUMNS[name] if one == "subject_id" or DAYS.match(one)]
        whole += [header[one] for one in COLUMNS[name] if one.startswith(("Race_", "Site_of_Onset___", "R_"))]
        whole += ["ALSFRS_R_Total", "Q1_Speech"] if name == "ALSFRS" else []
        for column in set(whole) - {"Race_Other_Specify", "Site_of_Onset___Other_Specify"}:
            assert texts[column].str.fullmatch(r"(-?\d+)?").all(), f"{name}.{column}"


def test_people_are_numbers_that_join_every_table(export: Export) -> None:
    people = table(export, "DEMOGRAPHICS")
    digits = EDITIONS[export.year].digits
    assert people["subject_id"].is_unique
    assert people["subject_id"].between(10 ** (digits - 1), 10**digits - 1).all()
    for name in EDITIONS[export.year].files:
        assert set(table(export, name)["subject_id"]) <= set(people["subject_id"])


def test_race_is_one_box_of_seven(export: Export) -> None:
    people = table(export, "DEMOGRAPHICS")
    boxes = [name for name in COLUMNS["DEMOGRAPHICS"] if name.startswith("Race_") and name != "Race_Other_Specify"]
    assert people[boxes].stack().dropna().eq(1).all()
    assert people[boxes].sum(axis=1).le(1).all()
    assert np.select([people[box] == 1.0 for box in boxes], boxes, default="").tolist().count("Race_Caucasian") > 100
    assert people["Race_Other_Specify"].str.upper().notna().any()


def test_sex_and_age_are_mapped_and_filled(export: Export) -> None:
    people = table(export, "DEMOGRAPHICS")
    sexes = people["Sex"].map({"Male": 1, "Female": 0})
    assert sexes.notna().eq(people["Sex"].notna()).all()
    age = people.apply(lambda row: row["Age"] if pd.notna(row["Age"]) else abs(row["Date_of_Birth"]) // 365, axis=1)
    assert age.dropna().between(18, 90).all()
    assert people["Demographics_Delta"].eq(0).all()


def test_onset_is_a_negative_day_and_a_site_behind_a_prefix(export: Export) -> None:
    history = table(export, "ALSHISTORY")
    told = history.dropna(subset=["Onset_Delta"])
    assert (told["Onset_Delta"] <= 0).all()
    assert (told["Onset_Delta"] < 0).mean() > 0.8
    assert history["Site_of_Onset"].dropna().str.startswith("Onset: ").all()
    sites = history["Site_of_Onset"].str.replace("Onset: ", "", regex=False)
    assert set(sites.dropna()) <= {"Bulbar", "Limb", "Limb and Bulbar", "Spine", "Other"}
    assert history["subject_id"].is_unique
    boxes = [f"Site_of_Onset___{site}" for site in ("Bulbar", "Limb", "Limb_and_Bulbar", "Other", "Spine")]
    assert not (history[boxes] == 1).any().any()  # told by the text, so not told again


def test_short_delays_of_diagnosis_are_there(export: Export) -> None:
    history = table(export, "ALSHISTORY").dropna(subset=["Onset_Delta", "Diagnosis_Delta"])
    months = (history["Onset_Delta"].abs() - history["Diagnosis_Delta"].abs()) / 30.44
    coded = pd.cut(months, [-np.inf, 8, 18, np.inf], labels=["Short", "Average", "Long"])
    assert set(coded.unique()) == {"Short", "Average", "Long"}


def test_columns_dropped_by_name_are_still_there_after_empty_ones_are_dropped(export: Export) -> None:
    history = table(export, "ALSHISTORY").dropna(axis=1, how="all")
    words = history["Symptom"].dropna().str.split("; ").explode().str.strip().str.title().unique()
    assert len(words) > 0
    assert {"Symptom", "Symptom_Other_Specify", "Location"}.isdisjoint(
        history.drop(columns=["Symptom", "Symptom_Other_Specify", "Location"]).columns
    )


def test_relatives_of_both_sides_are_merged(export: Export) -> None:
    family = table(export, "FAMILYHISTORY").dropna(axis=1, how="all")
    for name in ("Grandfather", "Grandmother", "Uncle", "Aunt"):
        sides = [name, f"{name}__Maternal_", f"{name}__Paternal_"]
        family[name] = family[sides].max(axis=1)
    near = ["Father", "Mother", "Brother", "Sister", "Son", "Daughter", "Grandfather", "Grandmother"]
    far = ["Uncle", "Aunt", "Cousin", "Nephew", "Niece"]
    counts = family[near + far].apply(lambda row: sum(value == 1.0 for value in row), axis=1)
    assert counts.sum() > 40
    als = family["Family_Hx_of_Neuro_Disease"].eq("ALS") & family["Neurological_Disease"].isna()
    assert not als.any()
    assert {"ALS", "OTHER"} <= set(family["Neurological_Disease"])
    assert family["Neurological_Disease_Other"].str.contains("Frontotemporal").any()


def test_boxes_hold_1_or_nothing_but_where_the_first_person_says_0(export: Export) -> None:
    texts = pd.read_csv(export.path("FAMILYHISTORY"), dtype=str, keep_default_na=False)
    relatives = [name for name in COLUMNS["FAMILYHISTORY"] if not re.search("id$|Delta|Specify|Hx_|Disease", name)]
    first = texts["subject_id"] == texts["subject_id"].iloc[0]
    assert len(relatives) == 30
    assert set(texts.loc[~first, relatives].stack()) == {"1", ""}
    assert set(texts.loc[first, relatives].stack()) <= {"0", "1", ""}


def test_totals_are_the_sums_of_the_items(export: Export) -> None:
    visits = table(export, "ALSFRS")
    visits["Q5"] = visits["Q5b_Cutting_with_Gastrostomy"].fillna(visits["Q5a_Cutting_without_Gastrostomy"])
    assert visits[["Q5a_Cutting_without_Gastrostomy", "Q5b_Cutting_with_Gastrostomy"]].notna().sum(axis=1).le(1).all()
    nine = visits[[name for name in SHARED if not name.startswith(("Q5", "Q10"))] + ["Q5"]].sum(axis=1, skipna=False)
    revised = nine + visits[["R_1_Dyspnea", "R_2_Orthopnea", "R_3_Respiratory_Insufficiency"]].sum(axis=1, skipna=False)
    old = nine + visits["Q10_Respiratory"]
    assert (visits["ALSFRS_R_Total"][revised.notna()] == revised.dropna()).all()
    assert (visits["ALSFRS_Total"][old.notna()] == old.dropna()).all()
    assert revised.notna().sum() > 1000
    assert old.notna().sum() > 100


def test_slopes_are_fitted_after_a_merge(export: Export) -> None:
    history = table(export, "ALSHISTORY")[["subject_id", "Onset_Delta"]].dropna()
    visits = table(export, "ALSFRS").merge(history, on="subject_id").dropna(subset=["ALSFRS_R_Total", "ALSFRS_Delta"])
    visits["months"] = (visits["ALSFRS_Delta"] - visits["Onset_Delta"]) / 30.44
    often = visits.groupby("subject_id").filter(lambda one: one["months"].nunique() >= 3)
    slopes = [np.polyfit(one["months"], one["ALSFRS_R_Total"], 1)[0] for _, one in often.groupby("subject_id")]
    assert len(slopes) > 100
    assert -3 < np.median(slopes) < -0.2


def test_deaths_and_last_visits_are_found_in_every_table(export: Export) -> None:
    people = table(export, "DEMOGRAPHICS")[["subject_id"]].merge(table(export, "DEATHDATA"), how="left")
    died = people["Subject_Died"].map({"Yes": True, "No": False})
    assert died.notna().eq(people["Subject_Died"].notna()).all()
    assert people.loc[died.eq(False), "Death_Days"].isna().all()
    assert died.isna().any()
    last = []
    for name in EDITIONS[export.year].files:
        for column in filter(DAYS.match, COLUMNS[name]):
            read = pd.read_csv(export.path(name), usecols=["subject_id", column])
            last.append(read.groupby("subject_id")[column].max())
    assert pd.concat(last).groupby("subject_id").max().notna().all()


def test_laboratory_is_made_numeric_and_pivoted(export: Export) -> None:
    labs = table(export, "LABS")
    assert labs["Test_Result"].str.startswith("<").any()
    assert {"Trace", "1+", "Negative"} <= set(labs["Test_Result"])
    labs["value"] = pd.to_numeric(labs["Test_Result"], errors="coerce")
    numeric = labs.dropna(subset=["value"])
    assert numeric.groupby("Test_Name")["Test_Unit"].nunique(dropna=False).eq(1).all()
    wide = numeric.pivot_table(index="subject_id", columns="Test_Name", values="value", aggfunc="median")
    ck = "CK" if export.year == 2016 else "Creatine Kinase"
    names = ["Albumin", "Alkaline Phosphatase", "ALT(SGPT)", "AST(SGOT)", "Bilirubin (Total)", "Uric Acid", "Sodium"]
    names += ["Blood Urea Nitrogen (BUN)", "Hemoglobin", "Red Blood Cells (RBC)", "White Blood Cell (WBC)", ck]
    assert set(names) <= set(wide.columns)
    assert 55 < wide["Creatinine"].median() < 90  # umol/L
    assert 35 < wide["Albumin"].median() < 50  # g/L
    assert 4 < wide["Red Blood Cells (RBC)"].median() < 5.5  # 10*12/L


def test_vital_signs_are_converted_by_their_units(export: Export) -> None:
    signs = table(export, "VITALSIGNS")
    factors = {"Kilograms": 1, "Pounds": 0.453592}
    kilograms = signs["Weight"] * signs["Weight_Units"].map(factors)
    assert kilograms.notna().eq(signs["Weight"].notna()).all()
    assert kilograms.dropna().between(25, 250).all()
    assert set(signs["Height_Units"].dropna()) == {"Centimeters"}
    plain = ("Blood_Pressure_Diastolic", "Blood_Pressure_Systolic", "Pulse", "Respiratory_Rate", "Temperature")
    for name in plain:
        assert signs[name].notna().eq(signs[f"{name}_Units"].notna()).all()
        assert pd.to_numeric(signs[name], errors="raise").notna().sum() > 20
    phases = [
        name for name in COLUMNS["VITALSIGNS"] if name.startswith(("Baseline_", "Endpoint_", "Supine", "Standing"))
    ]
    assert signs[phases].notna().any().all()


def test_vital_capacity_is_the_best_of_three(export: Export) -> None:
    forced, slow = table(export, "FVC"), table(export, "SVC")
    normal = EDITIONS[export.year].header("FVC")["subject_normal"]
    best = forced[[f"Subject_Liters_Trial_{i}" for i in (1, 2, 3)]].max(axis=1)
    percent = forced[[f"pct_of_Normal_Trial_{i}" for i in (1, 2, 3)]].max(axis=1)
    both = best.notna() & percent.notna() & forced[normal].notna()
    assert (percent - 100 * best / forced[normal])[both].abs().median() < 2
    assert slow[["Subject_Liters_Trial_1", "Subject_Liters__Trial_2_", "Subject_Liters__Trial_3_"]].notna().any().any()
    assert set(forced["Forced_Vital_Capacity_Units"].dropna()) == {"Liters"}
    assert set(slow["Slow_Vital_Capacity_Units"].dropna()) == {"Liters"}


def test_medication_is_split_and_counted(export: Export) -> None:
    drugs = table(export, "CONMEDS")
    one = drugs.assign(name=drugs["Medication_Coded"].str.split(";")).explode("name")["name"].str.strip().str.title()
    assert {"Riluzole", "Baclofen"} <= set(one)
    assert drugs["Medication_Coded"].str.isupper().all()
    assert drugs["Frequency"].str.upper().notna().any()
    assert pd.to_numeric(drugs["Dose"], errors="coerce").notna().any()


def test_events_are_terms_of_every_level(export: Export) -> None:
    events = table(export, "ADVERSEEVENTS")
    levels = ["Lowest_Level_Term", "Preferred_Term", "High_Level_Term", "High_Level_Group_Term", "System_Organ_Class"]
    for level in [*levels, "SOC_Abbreviation"]:
        assert events[level].str.strip().str.replace('"', "", regex=False).str.title().notna().any()
    assert "Injury, poisoning and procedural complications" in set(events["System_Organ_Class"])
    assert 'Fall, "bad"' in set(events["Preferred_Term"])


def test_arms_and_riluzole_are_two_words_each(export: Export) -> None:
    assert set(table(export, "TREATMENT")["Study_Arm"]) == {"Active", "Placebo"}
    assert set(table(export, "RILUZOLE")["Subject_used_Riluzole"]) == {"Yes", "No"}
    assert table(export, "RILUZOLE")["Riluzole_use_Delta"].eq(0).all()


def test_certainty_is_one_of_four_words(later: Export) -> None:
    certain = table(later, "ELESCORIAL")
    assert set(certain["el_escorial"]) == {"Definite", "Probable", "Probable Laboratory Supported", "Possible"}


def test_muscle_strength_is_split_at_the_comma_and_filtered(later: Export) -> None:
    strength = table(later, "MUSCLESTRENGTH")
    parts = strength["Test_Name"].str.split(",", expand=True)
    assert set(parts[0]) == {"Isometric Muscle Strength"}
    assert {"Flexion", "Extension", "Abduction"} <= set(parts[1].str.strip())
    places = strength["Test_Location"].str.replace(" JOINT", "").str.replace(" MUSCLE", "")
    assert {"ELBOW", "WRIST", "SHOULDER"} <= set(places)
    right = (strength["Test_Laterality"] == "RIGHT") & (strength["Test_trial"] == 1)
    assert (right & (strength["Test_Location"] == "WRIST JOINT")).any()
    assert set(strength["Test_Unit"]) == {"Pounds"}
    assert strength["Test_Break"].dropna().str.lower().eq("yes").all()


def test_grip_is_pivoted_by_side_and_attempt(later: Export) -> None:
    grip = table(later, "HANDGRIPSTRENGTH").drop(columns=["Test_Name", "Test_Category", "Test_Location", "Test_Unit"])
    numbered = grip.groupby(["subject_id", "MS_Delta", "Test_Laterality"]).cumcount() + 1
    grip["Test_trial"] = grip["Test_trial"].fillna(numbered).astype(int)
    side = grip["Test_Laterality"].str.lower()
    wide = grip.assign(side=side).pivot_table(
        index=["subject_id", "MS_Delta"], columns=["side", "Test_trial"], values="Test_Result"
    )
    assert {("left", 1), ("left", 2), ("right", 1), ("right", 2)} <= set(wide.columns)
    assert grip["DominantHand"].dropna().str.lower().isin(["left", "right"]).all()
    assert grip["Test_Setting"].str.upper().notna().any()


def test_neurofilament_is_numeric_and_of_two_fluids(exports: Exports) -> None:
    found = pd.read_csv(exports.of(2026).path("NEUROFILAMENT"), encoding="utf-8-sig")
    assert set(found["Matrix"]) == {"SERUM", "CSF"}
    assert found["Result"].dtype == np.float64
    assert set(found["Analyte"]) == {"Neurofilament light chain"}
    assert set(found["Unit"]) == {"pg/mL"}
