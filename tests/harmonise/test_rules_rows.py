"""R01, R16, A05, A06: rows that repeat, contradict, belong to nobody or say nothing."""

from __future__ import annotations

from tests.contributions import Cases, Made

CASES = Cases()


def results(*values: object) -> list[dict[str, object]]:
    return [{"Test_Name": "ALT", "Test_Result": value, "Test_Unit": "U/L", "Laboratory_Delta": 0} for value in values]


once_and_again = CASES.person(LABS=results(20, 20, 20))
contradicting = CASES.person(LABS=results(20, 35, 21, 35))
written_differently = CASES.person(LABS=results("20", "20.0"))
two_days = CASES.person(LABS=[*results(20), {**results(20)[0], "Laboratory_Delta": 1}])
nothing_against_something = CASES.person(
    ALSFRS=[
        {"ALSFRS_Delta": 0, "Q1_Speech": 3},
        {"ALSFRS_Delta": 0, "Q1_Speech": 3, "Q8_Walking": 2},
    ]
)
CONTRADICTION = ("R01", "row", "value lost", "contradiction")


def test_r01_duplicates_exact_are_merged_in_silence(made: Made) -> None:
    assert made.row("lab", once_and_again)["value"] == 20
    assert made.findings(once_and_again) == []


def test_r01_duplicates_that_mean_the_same_are_merged(made: Made) -> None:
    assert made.row("lab", written_differently)["value"] == 20
    assert made.findings(written_differently) == []


def test_r01_duplicates_contradicting_keep_the_greatest_and_name_the_others(made: Made) -> None:
    assert made.row("lab", contradicting)["value"] == 35
    assert made.findings(contradicting) == [CONTRADICTION] * 2  # 20 and 21; the second 35 is a repeat


def test_r01_duplicates_an_empty_value_gives_way(made: Made) -> None:
    assert made.row("alsfrs", nothing_against_something)["walking"] == 2
    assert made.findings(nothing_against_something) == [CONTRADICTION]


def test_r01_duplicates_need_the_same_day(made: Made) -> None:
    assert len(made.rows("lab", two_days)) == 2
    assert made.findings(two_days) == []


def test_r01_duplicates_are_counted(made: Made) -> None:
    # Of 3, 4, 2 and 2 rows the first three people keep one each.
    assert made.fates("LABS.csv") == {"kept": 5, "merged": 6, "rejected": 0}
    assert made.account("LABS.csv")["rows_with_losses"] == 2


joined = CASES.person(CONMEDS={"Medication_Coded": "riluzole; Baclofen ;;", "Start_Delta": 3, "Dose": 50, "Unit": "mg"})
twice_in_a_cell = CASES.person(CONMEDS={"Medication_Coded": "ASPIRIN;aspirin"})
only_separators = CASES.person(CONMEDS={"Medication_Coded": " ; "})
no_name = CASES.person(CONMEDS={"Medication_Coded": "", "Start_Delta": 3})
dose_in_words = CASES.person(CONMEDS={"Medication_Coded": "ASPIRIN", "Dose": "as needed", "Route": "PO"})


def test_r16_medication_names_are_split_and_capitalised(made: Made) -> None:
    rows = made.rows("concomitant_medication", joined)
    assert {(row["ingredient"], row["treatment"]) for row in rows} == {
        ("RILUZOLE", "riluzole"),
        ("BACLOFEN", "baclofen"),
    }
    assert {(row["start_day"], row["dose"], row["dose_unit"]) for row in rows} == {(3, 50, "mg")}
    assert made.findings(joined) == []


def test_r16_medication_names_repeated_in_a_cell_are_one(made: Made) -> None:
    row = made.row("concomitant_medication", twice_in_a_cell)
    assert (row["ingredient"], row["treatment"]) == ("ASPIRIN", None)  # no treatment of the model's own list


def test_r16_medication_names_dose_in_words_stays_behind(made: Made) -> None:
    row = made.row("concomitant_medication", dose_in_words)
    assert (row["dose"], row["route"]) == (None, "oral")
    assert made.findings(dose_in_words) == [("R16", "dose", "left behind", "text")]


def test_a06_required_medication_without_a_name_is_no_fact(made: Made) -> None:
    for person in (only_separators, no_name):
        assert made.rows("concomitant_medication", person) == []
        assert made.findings(person) == [("A06", "ingredient", "row rejected", "empty")]


nameless_event = CASES.person(ADVERSEEVENTS={"Preferred_Term": "", "Start_Date_Delta": 1})


def test_a06_required_event_without_a_term_is_no_fact(made: Made) -> None:
    assert made.rows("adverse_event", nameless_event) == []
    assert made.findings(nameless_event) == [("A06", "term", "row rejected", "empty")]


CASES.files["ELESCORIAL.csv"] = [
    {"subject_id": once_and_again, "el_escorial": "Definite", "delta_days": 0},
    {"subject_id": "99999", "el_escorial": "Definite", "delta_days": 0},
    {"subject_id": "", "el_escorial": "Definite", "delta_days": 0},
]


def test_a05_subject_unlisted_is_rejected(made: Made) -> None:
    assert made.findings("99999") == [("A05", "subject_id", "row rejected", "identifier")]


def test_a06_required_subject_is_rejected_when_empty(made: Made) -> None:
    assert made.findings("") == [("A06", "subject_id", "row rejected", "empty")]


def test_a05_subject_of_rejected_rows_is_nowhere(made: Made) -> None:
    assert made.fates("ELESCORIAL.csv") == {"kept": 1, "merged": 0, "rejected": 2}
    assert len(made.rows("el_escorial")) == 1
    assert len(made.rows("subject")) == len({row["subject_id"] for row in CASES.files["DEMOGRAPHICS.csv"]})
