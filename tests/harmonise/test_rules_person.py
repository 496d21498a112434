"""R06, R07, R08, R09, R17, R18, R19: what is said of a person, made one record."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from tests.contributions import Cases, Made

from openpals.engine import Engine
from openpals.privacy.rare import merge_rare_values

CASES = Cases()


def history(*rows: dict[str, object], about: dict[str, object] | None = None) -> str:
    return CASES.person(about, ALSHISTORY=list(rows))


BULBAR = {"Site_of_Onset": "Onset: Bulbar"}
LIMB = {"Site_of_Onset___Limb": 1}

three_rows = history({"Symptom": "WEAKNESS"}, {"Onset_Delta": -600, "Diagnosis_Delta": -300}, BULBAR)
ticked = history(LIMB)
ticked_and_written = history({**LIMB, "Site_of_Onset": "Onset: Limb"})
two_boxes = history({**LIMB, "Site_of_Onset___Bulbar": 1})
bulbar_then_limb = history(BULBAR, LIMB)
spine_then_limb = history({"Site_of_Onset": "Onset: Spine"}, LIMB)
unknown_then_limb = history({"Site_of_Onset": "Unknown"}, LIMB)
two_onsets = history({"Onset_Delta": -900}, {"Onset_Delta": -600})
spelt_oddly = history({"Site_of_Onset": "Onset: left pinky"})


def test_r06_onset_record_gathers_up_to_three_rows(made: Made) -> None:
    row = made.row("subject", three_rows)
    assert (row["onset_site"], row["onset_day"], row["diagnosis_day"]) == ("bulbar", -600, -300)
    assert made.findings(three_rows) == []


@pytest.mark.parametrize(
    ("person", "site"),
    [
        (ticked, "limb"),
        (ticked_and_written, "limb"),
        (two_boxes, "limb_and_bulbar"),
        (unknown_then_limb, "limb"),
    ],
)
def test_r06_onset_record_reads_both_encodings(made: Made, person: str, site: str) -> None:
    assert made.row("subject", person)["onset_site"] == site
    assert made.findings(person) == []


@pytest.mark.parametrize(("person", "site"), [(bulbar_then_limb, "limb_and_bulbar"), (spine_then_limb, "unknown")])
def test_r06_onset_record_contradicting_sites_are_reported(made: Made, person: str, site: str) -> None:
    assert made.row("subject", person)["onset_site"] == site
    assert made.findings(person) == [("R06", "onset", "value lost", "contradiction")] * 2


def test_r06_onset_record_earliest_of_two_days_stands(made: Made) -> None:
    assert made.row("subject", two_onsets)["onset_day"] == -900
    assert made.findings(two_onsets) == [("R06", "onset", "value lost", "contradiction")] * 2


def test_r06_onset_record_free_text_is_no_site(made: Made) -> None:
    assert made.row("subject", spelt_oddly)["onset_site"] == "unknown"
    assert made.findings(spelt_oddly) == [("R09", "onset_site", "value lost", "unknown word")]


onset_after_diagnosis = history({"Onset_Delta": -300, "Diagnosis_Delta": -600})
onset_after_baseline = history({"Onset_Delta": 10, "Diagnosis_Delta": 20})
onset_just_before = history({"Onset_Delta": -29})
onset_thirty_before = history({"Onset_Delta": -30})
diagnosed_in_screening = history({"Diagnosis_Delta": 30})
diagnosed_later = history({"Onset_Delta": -600, "Diagnosis_Delta": 31})
rounded_days = history({"Onset_Delta": -620, "Diagnosis_Delta": -314})


def test_r07_onset_order_swapped_days_are_not_swapped_back(made: Made) -> None:
    row = made.row("subject", onset_after_diagnosis)
    assert (row["onset_day"], row["diagnosis_day"]) == (None, None)
    assert made.findings(onset_after_diagnosis) == [("R07", "onset", "value lost", "onset after diagnosis")]


@pytest.mark.parametrize("person", [onset_after_baseline, onset_just_before])
def test_r07_onset_order_needs_thirty_days_before_the_trial(made: Made, person: str) -> None:
    assert made.row("subject", person)["onset_day"] is None
    assert made.findings(person) == [("R07", "onset", "value lost", "onset after the index day")]


def test_r07_onset_order_holds_its_ends(made: Made) -> None:
    assert made.row("subject", onset_thirty_before)["onset_day"] == -30
    assert made.row("subject", diagnosed_in_screening)["diagnosis_day"] == 30
    assert made.findings(onset_thirty_before) == made.findings(diagnosed_in_screening) == []


def test_r07_onset_order_diagnosis_after_screening_is_lost_alone(made: Made) -> None:
    row = made.row("subject", diagnosed_later)
    assert (row["onset_day"], row["diagnosis_day"]) == (-600, None)
    assert made.findings(diagnosed_later) == [("R07", "diagnosis", "value lost", "diagnosis after the index day")]


def test_r07_onset_order_days_are_rounded_to_months(made: Made) -> None:
    row = made.row("subject", rounded_days)
    # -620 / 30 = -20.67 -> -21 months; -314 / 30 = -10.47 -> -10 months.
    assert (row["onset_day"], row["diagnosis_day"]) == (-630, -300)


aged = CASES.person({"Age": 64})
aged_in_fractions = CASES.person({"Age": "64.93"})
born = CASES.person({"Date_of_Birth": -23_741})
eighty_nine = CASES.person({"Age": "89.99"})
ninety = CASES.person({"Age": 90})
oldest = CASES.person({"Age": 104})
born_longest_ago = CASES.person({"Date_of_Birth": -36_525})
too_old = CASES.person({"Age": 121})
not_born = CASES.person({"Date_of_Birth": 23_741})
age_in_words = CASES.person({"Age": "sixty"})


@pytest.mark.parametrize(
    ("person", "age"),
    [
        (aged, 64),
        (aged_in_fractions, 64),
        (born, 64),  # 23741 / 365.25 = 64.9993: not yet 65
        (eighty_nine, 89),
        (ninety, 90),
        (oldest, 90),
        (born_longest_ago, 90),  # 36525 / 365.25 = 100
    ],
)
def test_r08_age_in_whole_years_with_ninety_on_top(made: Made, person: str, age: int) -> None:
    row = made.row("subject", person)
    assert row["age"] == age
    assert made.findings(person) == []


def test_r08_age_birth_itself_stays_behind(made: Made) -> None:
    row = made.row("subject", born)
    assert -23_741 not in row.values()
    assert row["birth_decade"] is None  # days from baseline have no calendar
    assert "Date_of_Birth" in made.account("DEMOGRAPHICS.csv")["columns_left_behind"]


@pytest.mark.parametrize(
    ("person", "found"),
    [
        (too_old, ("R08", "age", "value lost", "number out of range")),
        (not_born, ("R08", "birth", "value lost", "birth not before the index day")),
        (age_in_words, ("A01", "age", "value lost", "text")),
    ],
)
def test_r08_age_impossible_is_lost(made: Made, person: str, found: tuple[str, str, str, str]) -> None:
    assert made.row("subject", person)["age"] is None
    assert made.findings(person) == [found]


short_sex = CASES.person({"Sex": "f", "Ethnicity": " hispanic OR Latino"})
no_code = CASES.person({"Sex": "Femail"})
two_races = CASES.person({"Race_Caucasian": 1, "Race_Asian": 1})
one_race = CASES.person({"Race_Caucasian": 1, "Race_Asian": 0})
arm_in_capitals = CASES.person(TREATMENT={"Study_Arm": "PLACEBO"})


def test_r09_code_lists_take_every_case_and_spelling(made: Made) -> None:
    row = made.row("subject", short_sex)
    assert (row["sex"], row["ethnicity"]) == ("female", "hispanic")
    assert made.row("trial_arm", arm_in_capitals)["arm"] == "placebo"
    assert made.findings(short_sex) == made.findings(arm_in_capitals) == []


def test_r09_code_lists_unknown_word_is_lost(made: Made) -> None:
    assert made.row("subject", no_code)["sex"] is None
    assert made.findings(no_code) == [("R09", "sex", "value lost", "unknown word")]


@pytest.mark.parametrize(("person", "race"), [(one_race, "white"), (two_races, "other"), (no_code, None)])
def test_r09_code_lists_read_check_boxes(made: Made, person: str, race: str | None) -> None:
    assert made.row("subject", person)["race"] == race


used = CASES.person(RILUZOLE={"Subject_used_Riluzole": "Yes"})
not_used = CASES.person(RILUZOLE={"Subject_used_Riluzole": "No"})
not_asked = CASES.person()
left_blank = CASES.person(RILUZOLE={"Subject_used_Riluzole": ""})


@pytest.mark.parametrize(
    ("person", "use"),
    [
        (used, "yes"),
        (not_used, "no"),
        (not_asked, "unknown"),
        (left_blank, "unknown"),
    ],
)
def test_r17_three_values_absent_is_not_no(made: Made, person: str, use: str) -> None:
    assert made.row("subject", person)["riluzole_use"] == use
    assert made.findings(person) == []


two_sexes = CASES.person()
CASES.files["DEMOGRAPHICS.csv"] += [
    {"subject_id": two_sexes, "Sex": "F"},
    {"subject_id": two_sexes, "Sex": "M"},
]


def test_r01_duplicates_contradicting_facts_of_a_person_are_reported(made: Made) -> None:
    assert made.row("subject", two_sexes)["sex"] == "male"  # the greater of the two codes, whatever their order
    # The first of the three rows says nothing, and so nothing that contradicts.
    assert made.findings(two_sexes) == [("R01", "subject", "value lost", "contradiction")] * 2


def test_r18_recorded_tells_never_recorded_from_not_done(made: Made) -> None:
    recorded = made.quality["recorded"]["subject"]
    assert recorded["gene"] == 0  # PRO-ACT has no such column
    assert recorded["sex"] == 2  # short_sex, two_sexes
    assert recorded["age"] == sum(row["age"] is not None for row in made.rows("subject"))


def test_r19_small_cells_are_merged_and_empty_ones_stay(engine: Engine) -> None:
    races = ["white"] * 11 + ["asian"] * 10 + ["black"] + [None]
    table = engine.table(pa.table({"subject_id": [f"s{i}" for i in range(len(races))], "race": races}))
    rows = engine.rows(merge_rare_values(table, "race", 11, "other"))
    # Asian (10) and black (1) are each below 11, and 11 together.
    assert sorted(row["race"] or "" for row in rows) == [""] + ["other"] * 11 + ["white"] * 11


def seen(age: int, day: int) -> str:
    return CASES.person({"Age": age}, ALSFRS={"ALSFRS_Delta": day, "Q1_Speech": 4})


ninety_when_last_seen = seen(88, 731)  # 88 + 2.001 years
nearly_ninety_when_last_seen = seen(88, 730)
beyond_when_last_seen = seen(93, 731)
ninety_by_medication = CASES.person(
    {"Age": 88}, CONMEDS={"Medication_Coded": "RILUZOLE", "Start_Delta": 10, "Stop_Delta": 800}
)


@pytest.mark.parametrize(
    ("person", "age"),
    [
        (ninety_when_last_seen, None),
        (nearly_ninety_when_last_seen, 88),
        (beyond_when_last_seen, 90),
        (ninety_by_medication, None),
    ],
)
def test_r08_age_is_left_out_where_a_later_day_makes_it_more_than_89(made: Made, person: str, age: int | None) -> None:
    assert made.row("subject", person)["age"] == age


def test_r08_ages_left_out_are_counted(made: Made) -> None:
    assert json.loads((made.folder / "risk.json").read_text("utf-8"))["ages_hidden"] == 2
