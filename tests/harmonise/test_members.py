"""The members' platform's export: dates of the calendar, and much that must stay behind."""

from __future__ import annotations

import pytest
from tests.contributions import TO_THE_END, Cases, Found, Made

CASES = Cases(
    layout="members",
    people="members",
    subject="member_id",
    settings={"dataset": "members-2026"},
    policy=TO_THE_END,
)


def member(first_report: str | None = "2024-03-10", **about: object) -> str:
    """A member whose first report is of that day."""
    reports = [{"date": first_report, "symptom": "fatigue", "severity": "mild"}] if first_report else []
    return CASES.person({"sex": "female", **about}, symptom_reports=reports)


def report(person: str, day: str, severity: str = "mild", **more: object) -> None:
    CASES.files["symptom_reports.csv"].append(
        {"member_id": person, "date": day, "symptom": "fatigue", "severity": severity, **more}
    )


def add(person: str, table: str, **row: object) -> None:
    CASES.files.setdefault(f"{table}.csv", []).append({"member_id": person, **row})


reporting = member("2024-3-10")
report(reporting, "2024-02-29T23:59:00", "severe")
add(reporting, "alsfrs", date="2024-03-01", speech=3)
NO_WORDS = "and then my neighbour Ursula drove me home"
report(reporting, "2024-04-01", words=NO_WORDS)


def test_r02_visit_window_begins_with_the_earliest_report(made: Made) -> None:
    # The leap day is day 0: 1 March is day 1, 10 March 10, 1 April 32 (1 + 31).
    rows = made.rows("symptom_report", reporting)
    assert [(row["day"], row["severity"]) for row in rows] == [(0, "severe"), (10, "mild"), (32, "mild")]
    assert made.row("alsfrs", reporting)["day"] == 1
    assert made.row("subject", reporting)["last_contact_day"] == 32
    assert made.row("subject", reporting)["index_event"] == "first_report"
    assert made.findings(reporting) == []


onset = member(onset_date="2022-01-15", diagnosis_date="2022-12-01", birth_date="1960-03-11")
day_before_birthday = member(birth_date="1960-03-20")
ninety = member(birth_date="1934-01-01")
oldest = member(birth_date="1920-06-01")


def test_r07_onset_order_days_become_months(made: Made) -> None:
    row = made.row("subject", onset)
    # 785 days before: 785 / 30 = 26.2 -> 26 months = 780 days; 465 days: 15.5 -> 16 months = 480 days.
    assert (row["onset_day"], row["diagnosis_day"]) == (-780, -480)


by_month = member(onset_date="2023-05", diagnosis_date="2023-05", birth_date="1960")
by_year = member(onset_date="2022", diagnosis_date="2023-13", birth_date="1960-03")


def test_a03_date_known_to_the_month_is_enough_for_onset_and_diagnosis(made: Made) -> None:
    row = made.row("subject", by_month)
    # 1 May 2023 lies 314 days before 10 March 2024 (10.5 -> 10 months), 28 May 287 (9.6 -> 10 months).
    assert (row["onset_day"], row["diagnosis_day"]) == (-300, -300)
    assert (row["age"], row["birth_decade"]) == (63, 1960)  # born on 1 July, as far as anybody knows
    assert made.findings(by_month) == [
        ("A03", name, "note", "partial date") for name in ("birth", "diagnosis", "onset")
    ]


def test_a03_date_known_to_the_year_is_no_onset(made: Made) -> None:
    row = made.row("subject", by_year)
    assert (row["onset_day"], row["diagnosis_day"], row["age"]) == (None, None, 63)
    assert made.findings(by_year) == [
        ("A03", "birth", "note", "partial date"),
        ("A03", "diagnosis", "left behind", "partial date"),
        ("A03", "onset", "left behind", "partial date"),
    ]


taking = member()
add(taking, "treatments", treatment="Riluzole")
reporting_on = member()
add(reporting_on, "treatment_reports", date="2024-03-11", treatment="rilutek")
taking_other = member()
add(taking_other, "treatments", treatment="baclofen")


@pytest.mark.parametrize(("person", "use"), [(taking, "yes"), (reporting_on, "yes"), (taking_other, "unknown")])
def test_r17_three_values_a_treatment_tells_of_riluzole(made: Made, person: str, use: str) -> None:
    assert made.row("subject", person)["riluzole_use"] == use


@pytest.mark.parametrize(
    ("person", "age", "decade"),
    [
        (onset, 63, 1960),  # 64 the next day
        (day_before_birthday, 63, 1960),
        (ninety, 90, None),
        (oldest, 90, None),  # 103
    ],
)
def test_r08_age_comes_from_birth_and_ninety_is_the_top(made: Made, person: str, age: int, decade: int | None) -> None:
    row = made.row("subject", person)
    assert (row["age"], row["birth_decade"]) == (age, decade)


abroad = member(country="fr", race="Asian", onset_site="leg_foot", gene="c9orf72")
nowhere = member(country="Atlantis")


def test_r09_code_lists_a_country_becomes_its_region(made: Made) -> None:
    row = made.row("subject", abroad)
    assert (row["region"], row["race"], row["onset_site"], row["gene"]) == (
        "europe",
        "asian",
        "limb",
        "c9orf72",
    )
    assert made.findings(nowhere) == [("R09", "region", "value lost", "unknown word")]


EARLY: Found = ("R15", "day", "row rejected", "placeholder date")
IMPOSSIBLE: Found = ("A03", "day", "row rejected", "impossible date")
BAD_DATES: dict[str, Found] = {
    "2024-02-30": IMPOSSIBLE,
    "31/12/2023": IMPOSSIBLE,
    "2024/03/11": IMPOSSIBLE,
    "2024-03-111": IMPOSSIBLE,
    "2024-03-11x": IMPOSSIBLE,
    "2024-03-1O": IMPOSSIBLE,
    "20240311": IMPOSSIBLE,
    "infinity": IMPOSSIBLE,
    "yesterday": IMPOSSIBLE,
    "2024-03": ("A03", "day", "row rejected", "partial date"),
    "2024": ("A03", "day", "row rejected", "partial date"),
    "2026-02-01": ("A03", "day", "row rejected", "date in the future"),
    "1900-01-01": EARLY,
    "9999-12-31": EARLY,
    "": ("R02", "day", "row rejected", "empty"),
}
wrong = {text: member() for text in BAD_DATES}
for text, person in wrong.items():
    report(person, text)


@pytest.mark.parametrize("text", BAD_DATES)
def test_a03_date_wrong_is_rejected_and_is_no_index_day(made: Made, text: str) -> None:
    assert [row["day"] for row in made.rows("symptom_report", wrong[text])] == [0]
    assert made.findings(wrong[text]) == [BAD_DATES[text]]


long_ago = member(birth_date="1980-01-01")
add(long_ago, "equipment", equipment="AFO", start_date="1850-05-05")
add(long_ago, "equipment", equipment="gastrostomy", start_date="2024-03-11", stop_date="2024-05")
no_report = member(None, birth_date="1980-01-01")
add(no_report, "treatments", treatment="riluzole", start_date="2024-01-01")


def test_r15_sentinel_days_beyond_a_lifetime_are_lost(made: Made) -> None:
    rows = made.rows("equipment", long_ago)
    assert {(row["equipment"], row["start_day"], row["stop_day"]) for row in rows} == {
        ("afo", None, None),
        ("gastrostomy", 1, None),
    }
    assert made.row("subject", long_ago)["gastrostomy_ever"] is True
    assert made.findings(long_ago) == [
        ("R15", "start_day", "value lost", "date beyond a lifetime"),
        ("A03", "stop_day", "left behind", "partial date"),
    ]


def test_a03_date_of_a_member_without_reports_cannot_be_placed(made: Made) -> None:
    treatment = made.row("treatment", no_report)
    assert (treatment["treatment"], treatment["start_day"]) == ("riluzole", None)
    subject = made.row("subject", no_report)
    assert (subject["age"], subject["birth_decade"], subject["last_contact_day"]) == (None, None, None)
    assert made.findings(no_report) == [("A03", "day", "left behind", "no index day")] * 2


died = member()
add(died, "deaths", died="yes", death_date="2024-03-20")
report(died, "2024-03-21")
report(died, "2024-03-22")


def test_r14_vital_status_reports_end_with_death(made: Made) -> None:
    assert made.row("vital_status", died) == {"status": "died", "day": 10}
    assert [row["day"] for row in made.rows("symptom_report", died)] == [0, 11]
    assert made.findings(died) == [("R14", "day", "row rejected", "day after death")]


relatives = member()
for disease in ("als", "stroke", "als"):
    add(relatives, "family_history", relative="mother", disease=disease)


def test_r01_duplicates_two_diseases_of_one_relative_are_two_facts(made: Made) -> None:
    assert [(row["relative"], row["disease"]) for row in made.rows("family_history", relatives)] == [
        ("mother", "als"),
        ("mother", "stroke"),
    ]
    assert made.findings(relatives) == []


SECRETS = {
    "name": "Ursula Sommerfeldt",
    "email": "ursula@example.org",
    "city": "Trondheim",
    "postcode": "7013 XQ",
    "birth_date": "1961-07-23",
}
identified = member(**SECRETS)


def test_identity_stays_behind(made: Made) -> None:
    assert made.row("subject", identified)["age"] == 62
    assert made.holding(*SECRETS.values(), NO_WORDS, "Ursula", "2024-", identified) == []


def test_identity_is_listed_as_left_behind(made: Made) -> None:
    assert set(SECRETS) <= set(made.account("members.csv")["columns_left_behind"])
    assert "words" in made.account("symptom_reports.csv")["columns_left_behind"]


def test_holding_finds_what_is_there(made: Made) -> None:
    assert made.holding("members-2026", "fatigue", "symptom_reports.csv") == [
        "members-2026",
        "fatigue",
        "symptom_reports.csv",
    ]
