"""R03, R04, R05: what becomes of an ALSFRS or ALSFRS-R assessment."""

from __future__ import annotations

import pytest
from tests.contributions import Cases, Made

SHARED = (
    "Q1_Speech",
    "Q2_Salivation",
    "Q3_Swallowing",
    "Q4_Handwriting",
    "Q5a_Cutting_without_Gastrostomy",
    "Q6_Dressing_and_Hygiene",
    "Q7_Turning_in_Bed",
    "Q8_Walking",
    "Q9_Climbing_Stairs",
)
REVISED = (*SHARED, "R_1_Dyspnea", "R_2_Orthopnea", "R_3_Respiratory_Insufficiency")
ORIGINAL = (*SHARED, "Q10_Respiratory")

CASES = Cases()


def assessed(items: tuple[str, ...] = REVISED, **changes: object) -> str:
    """Somebody with one assessment: every item 3, apart from the changes."""
    return CASES.person(ALSFRS={"ALSFRS_Delta": 0, **dict.fromkeys(items, 3), **changes})


revised = assessed(REVISED)
original = assessed(ORIGINAL)
thirteen = assessed((*REVISED, "Q10_Respiratory"))
no_respiratory = assessed(SHARED)


def test_r03_scale_revised_has_its_total_only(made: Made) -> None:
    row = made.row("alsfrs", revised)
    # Twelve items of 3 are 36; the ten-item total would need item 10.
    assert (row["scale"], row["alsfrs_r_total"], row["alsfrs_total"]) == ("alsfrs_r", 36, None)
    assert made.findings(revised) == []


def test_r03_scale_original_has_its_total_only(made: Made) -> None:
    row = made.row("alsfrs", original)
    # Ten items of 3 are 30. R1 to R3 are not guessed from item 10.
    assert (row["scale"], row["alsfrs_total"], row["alsfrs_r_total"]) == ("alsfrs", 30, None)
    assert (row["respiratory"], row["dyspnea"]) == (3, None)


def test_r03_scale_thirteen_items_keep_both_totals_apart(made: Made) -> None:
    row = made.row("alsfrs", thirteen)
    assert (row["scale"], row["alsfrs_total"], row["alsfrs_r_total"]) == ("both", 30, 36)
    assert made.findings(thirteen) == [("R03", "scale", "note", "items of both scales")]


def test_r03_scale_without_respiratory_items_is_unknown(made: Made) -> None:
    row = made.row("alsfrs", no_respiratory)
    assert (row["scale"], row["alsfrs_total"], row["alsfrs_r_total"]) == ("unknown", None, None)


half_point = assessed(Q1_Speech="2.5")
item_of_seven = assessed(Q8_Walking=7)
negative_item = assessed(Q8_Walking=-1)
whole_as_fraction = assessed(Q1_Speech="2.0")
missing_item = assessed(Q1_Speech="")


@pytest.mark.parametrize(
    ("person", "item", "what"),
    [
        (half_point, "speech", "fraction"),
        (item_of_seven, "walking", "number out of range"),
        (negative_item, "walking", "number out of range"),
    ],
)
def test_r04_items_impossible_become_null_and_leave_no_total(made: Made, person: str, item: str, what: str) -> None:
    row = made.row("alsfrs", person)
    assert row[item] is None
    assert row["alsfrs_r_total"] is None
    assert made.findings(person) == [("R04", item, "value lost", what)]


def test_r04_items_written_as_fraction_of_a_whole_number_are_whole(made: Made) -> None:
    row = made.row("alsfrs", whole_as_fraction)
    assert (row["speech"], row["alsfrs_r_total"]) == (2, 35)  # 11 x 3 + 2
    assert made.findings(whole_as_fraction) == []


def test_r04_items_missing_are_no_fault_and_no_total(made: Made) -> None:
    row = made.row("alsfrs", missing_item)
    assert (row["speech"], row["alsfrs_r_total"]) == (None, None)
    assert made.findings(missing_item) == []


same_total = assessed(ALSFRS_R_Total=36)
other_total = assessed(ALSFRS_R_Total=40)
total_of_ten = assessed(ORIGINAL, ALSFRS_Total=30)
total_alone = assessed(Q1_Speech="", ALSFRS_R_Total=36)
total_beyond = assessed(ALSFRS_R_Total=49)


def test_r04_totals_differing_are_kept_beside_the_recomputed(made: Made) -> None:
    row = made.row("alsfrs", other_total)
    assert (row["alsfrs_r_total"], row["source_total"]) == (36, 40)
    assert made.findings(other_total) == [("R04", "source_total", "note", "total differs from its items")]


@pytest.mark.parametrize("person", [same_total, total_of_ten, total_alone])
def test_r04_totals_that_do_not_contradict_are_not_reported(made: Made, person: str) -> None:
    assert made.findings(person) == []


def test_r04_totals_are_not_filled_from_the_source(made: Made) -> None:
    row = made.row("alsfrs", total_alone)
    assert (row["alsfrs_r_total"], row["source_total"]) == (None, 36)


def test_r04_totals_beyond_the_scale_are_lost(made: Made) -> None:
    assert made.row("alsfrs", total_beyond)["source_total"] is None
    assert made.findings(total_beyond) == [("A02", "source_total", "value lost", "number out of range")]


with_tube = assessed(Q5a_Cutting_without_Gastrostomy="", Q5b_Cutting_with_Gastrostomy=1)
both_cutting = assessed(Q5b_Cutting_with_Gastrostomy=1)
neither_cutting = assessed(Q5a_Cutting_without_Gastrostomy="")


def test_r05_cutting_without_tube(made: Made) -> None:
    row = made.row("alsfrs", revised)
    assert (row["cutting"], row["gastrostomy"]) == (3, False)
    assert made.row("subject", revised)["gastrostomy_ever"] is False


def test_r05_cutting_with_tube(made: Made) -> None:
    row = made.row("alsfrs", with_tube)
    assert (row["cutting"], row["gastrostomy"], row["alsfrs_r_total"]) == (1, True, 34)  # 11 x 3 + 1
    assert made.row("subject", with_tube)["gastrostomy_ever"] is True


def test_r05_cutting_answered_twice_takes_the_answer_with_tube_and_reports(made: Made) -> None:
    row = made.row("alsfrs", both_cutting)
    assert (row["cutting"], row["gastrostomy"]) == (1, True)
    assert made.findings(both_cutting) == [("R05", "cutting", "value lost", "both 5a and 5b")]


def test_r05_cutting_unanswered_says_nothing_of_a_tube(made: Made) -> None:
    row = made.row("alsfrs", neither_cutting)
    assert (row["cutting"], row["gastrostomy"], row["alsfrs_r_total"]) == (None, None, None)


no_item = assessed((), ALSFRS_R_Total=36)


def test_a06_required_assessment_without_items_is_no_fact(made: Made) -> None:
    assert made.rows("alsfrs", no_item) == []
    assert made.findings(no_item) == [("A06", "speech", "row rejected", "no item answered")]


text_item = assessed(Q1_Speech="three")


def test_a01_number_expected_text_becomes_null(made: Made) -> None:
    assert made.row("alsfrs", text_item)["speech"] is None
    assert made.findings(text_item) == [("A01", "speech", "value lost", "text")]


odd_words = assessed(Mode_of_Administration="By Pigeon", ALSFRS_Responded_By="Patient ")


def test_r09_code_lists_unknown_word_becomes_null_and_known_one_its_code(made: Made) -> None:
    row = made.row("alsfrs", odd_words)
    assert (row["mode"], row["respondent"]) == (None, "person")
    assert made.findings(odd_words) == [("R09", "mode", "value lost", "unknown word")]


def test_every_row_has_a_fate(made: Made) -> None:
    assert made.fates("ALSFRS.csv") == {
        "kept": len(CASES.files["ALSFRS.csv"]) - 1,
        "merged": 0,
        "rejected": 1,
    }
