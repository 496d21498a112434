"""R02, R14, R15, R21 and A07: days, deaths and contacts of a trial that counts days from each person's baseline."""

from __future__ import annotations

import pytest
from tests.contributions import Cases, Made

CASES = Cases()


def visited(*days: object, about: dict[str, object] | None = None, **tables: dict[str, object]) -> str:
    """Somebody assessed on these days."""
    visits = [{"ALSFRS_Delta": day, "Q1_Speech": 4} for day in days]
    return CASES.person(about, ALSFRS=visits, **tables)


def died(day: object, status: str = "Yes") -> dict[str, object]:
    return {"Subject_Died": status, "Death_Days": day}


screened = visited(-90)
too_early = visited(-91)
thirty_years = visited(10_950)
too_late = visited(10_951)
no_day = visited("")
half_day = visited("1.5")


@pytest.mark.parametrize(("person", "day"), [(screened, -90), (thirty_years, 10_950)])
def test_r02_visit_window_holds_its_ends(made: Made, person: str, day: int) -> None:
    assert made.row("alsfrs", person)["day"] == day
    assert made.findings(person) == []


@pytest.mark.parametrize("person", [too_early, too_late])
def test_r02_visit_window_outside_is_rejected(made: Made, person: str) -> None:
    assert made.rows("alsfrs", person) == []
    assert made.findings(person) == [("R02", "day", "row rejected", "day out of window")]


def test_r02_visit_window_empty_day_is_rejected_and_never_filled(made: Made) -> None:
    assert made.rows("alsfrs", no_day) == []
    assert made.findings(no_day) == [("R02", "day", "row rejected", "empty")]


def test_a01_number_with_a_fraction_is_no_day(made: Made) -> None:
    assert made.rows("alsfrs", half_day) == []
    assert made.findings(half_day) == [("A01", "day", "row rejected", "fraction")]


day_after_death = visited(99, 100, 101, DEATHDATA=died(100))
visit_after_death = visited(100, 102, DEATHDATA=died(100))


def test_r14_vital_status_day_after_death_may_be_a_matter_of_midnight(made: Made) -> None:
    assert [row["day"] for row in made.rows("alsfrs", day_after_death)] == [99, 100, 101]
    assert made.findings(day_after_death) == []


def test_r14_vital_status_visit_after_death_is_rejected(made: Made) -> None:
    assert [row["day"] for row in made.rows("alsfrs", visit_after_death)] == [100]
    assert made.findings(visit_after_death) == [("R14", "day", "row rejected", "day after death")]
    assert made.row("vital_status", visit_after_death) == {"status": "died", "day": 100}


absent = visited(30)
death_without_day = visited(30, DEATHDATA=died(""))
known_alive = visited(30, 200, DEATHDATA=died("", "No"))
died_twice = CASES.person(DEATHDATA=[died(100), died(90)])
died_and_not = CASES.person(DEATHDATA=[died(""), died("", "No")])
died_repeated = CASES.person(DEATHDATA=[died(50), died(50)])


@pytest.mark.parametrize(
    ("person", "status", "day"),
    [
        (absent, "unknown", None),
        (death_without_day, "died", None),
        (known_alive, "alive", 200),
    ],
)
def test_r14_vital_status_says_no_more_than_was_recorded(made: Made, person: str, status: str, day: int | None) -> None:
    assert made.row("vital_status", person) == {"status": status, "day": day}
    assert made.findings(person) == []


def test_r14_vital_status_earliest_of_contradicting_deaths_stands_and_is_reported(made: Made) -> None:
    assert made.row("vital_status", died_twice) == {"status": "died", "day": 90}
    assert made.findings(died_twice) == [("R14", "death", "value lost", "contradiction")] * 2


def test_r14_vital_status_death_stands_against_its_denial_and_is_reported(made: Made) -> None:
    assert made.row("vital_status", died_and_not) == {"status": "died", "day": None}
    assert made.findings(died_and_not) == [("R14", "death", "value lost", "contradiction")] * 2


def test_r14_vital_status_repeated_row_is_merged(made: Made) -> None:
    assert made.findings(died_repeated) == []
    assert made.account("DEATHDATA.csv")["merged"] == 1


def event(start: object, end: object) -> dict[str, object]:
    return {"Preferred_Term": "Fall", "Start_Date_Delta": start, "End_Date_Delta": end}


ongoing = CASES.person(ADVERSEEVENTS=event(10, 73299))
ongoing_too = CASES.person(ADVERSEEVENTS=event(10, 1096331))
beyond_life = CASES.person(ADVERSEEVENTS=event(10, 40178))
longest_life = CASES.person(ADVERSEEVENTS=event(10, 40177))
visit_on_placeholder = visited(9999)


@pytest.mark.parametrize("person", [ongoing, ongoing_too, beyond_life])
def test_r15_sentinel_days_mean_ongoing_or_unknown(made: Made, person: str) -> None:
    row = made.row("adverse_event", person)
    assert (row["start_day"], row["end_day"]) == (10, None)
    assert made.findings(person) == [("R15", "end_day", "note", "placeholder day")]


def test_r15_sentinel_days_end_where_a_lifetime_does(made: Made) -> None:
    assert made.row("adverse_event", longest_life)["end_day"] == 40177
    assert made.findings(longest_life) == []


def test_r15_sentinel_days_are_no_visit(made: Made) -> None:
    assert made.rows("alsfrs", visit_on_placeholder) == []
    assert made.findings(visit_on_placeholder) == [("R15", "day", "row rejected", "placeholder day")]


laboratory_later = visited(30, LABS={"Test_Name": "ALT", "Test_Result": 20, "Test_Unit": "U/L", "Laboratory_Delta": 60})
event_later = visited(30, ADVERSEEVENTS=event(90, 95))
never_seen = CASES.person(ADVERSEEVENTS=event(5, 9))


@pytest.mark.parametrize("person", [laboratory_later, event_later])
def test_r21_contact_days_leave_laboratory_and_events_out(made: Made, person: str) -> None:
    assert made.row("subject", person)["last_contact_day"] == 30


def test_r21_contact_days_are_unknown_of_a_person_never_assessed(made: Made) -> None:
    assert made.row("subject", never_seen)["last_contact_day"] is None


born_late = visited(-40, 0, about={"Date_of_Birth": -30})


def test_a07_before_birth_is_rejected(made: Made) -> None:
    assert [row["day"] for row in made.rows("alsfrs", born_late)] == [0]
    assert made.findings(born_late) == [("A07", "day", "row rejected", "day before birth")]
