"""A08: of who still reports, nothing is told after a keyed day before the latest report of all."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.contributions import KEY, TO_THE_END, Cases, Made, csv_text, deposit, write_contribution

from openpals.privacy.history_ends import HISTORY_ENDS, untold_days
from openpals.privacy.keys import Key
from openpals.privacy.policy import default_policy
from openpals.release.deposit import make_deposit
from openpals.sources.files import SourceRefused

LATEST = date(2025, 12, 31)  # of all reports; the contribution says that it was extracted a month later
JOINED = date(2022, 1, 1)
END = (LATEST - JOINED).days  # 1460

CASES = Cases(layout="members", people="members", subject="member_id", settings={"dataset": "members-2026"})


def member(joined: date = JOINED, every: int = 5, **tables: object) -> str:
    """Somebody who reports every so many days until the latest day of all."""
    days = [joined + timedelta(days=day) for day in range(0, (LATEST - joined).days + 1, every)]
    reports = [{"date": day, "symptom": "fatigue", "severity": "mild"} for day in (*days, LATEST)]
    return CASES.person({"sex": "female"}, symptom_reports=reports, **tables)  # type: ignore[arg-type]


def last_told(person: str, joined: date = JOINED) -> int:
    """The person's last told day, in days from their day 0."""
    return (LATEST - joined).days - untold_days(KEY, [person], HISTORY_ENDS)[0].as_py()


active = member()
others = [member() for _ in range(20)]
course = member(
    treatments=[
        {"treatment": "riluzole", "start_date": JOINED, "stop_date": LATEST, "stop_reason": "side_effects"},
        {"treatment": "baclofen", "start_date": JOINED, "stop_date": JOINED + timedelta(days=90)},
        {"treatment": "edaravone", "start_date": LATEST},
    ],
    equipment={"equipment": "gastrostomy", "start_date": LATEST},
)
dead = member(deaths={"died": "yes", "death_date": LATEST})
dead_some_day = member(deaths={"died": "yes"})
alive = member(deaths={"died": "no"})
newcomer = member(
    LATEST - timedelta(days=25), deaths={"died": "no"}, family_history={"relative": "mother", "disease": "als"}
)
silent = CASES.person({"sex": "male"})
diagnosed = CASES.person(
    {"onset_date": JOINED - timedelta(days=300), "diagnosis_date": LATEST},
    symptom_reports=[{"date": day, "symptom": "fatigue", "severity": "mild"} for day in (JOINED, LATEST)],
)


def test_a08_last_told_day_ends_every_history_of_who_is_not_dead(made: Made) -> None:
    for person in (active, *others):
        days = [row["day"] for row in made.rows("symptom_report", person)]
        last = last_told(person)
        # Reports every five days: the last of them is at most four days before the end.
        assert days == list(range(0, last + 1, 5))
        assert END - 365 - 4 <= days[-1] <= END - 30
        assert made.row("subject", person)["last_contact_day"] == days[-1]
    assert len({last_told(person) for person in others}) > 15


def test_a08_last_told_day_is_not_that_of_the_dead(made: Made) -> None:
    for person in (dead, dead_some_day):
        assert max(row["day"] for row in made.rows("symptom_report", person)) == END
        assert made.row("subject", person)["last_contact_day"] == END
    assert made.row("vital_status", dead) == {"status": "died", "day": END}
    assert made.row("vital_status", dead_some_day) == {"status": "died", "day": None}


def test_a08_person_known_alive_is_alive_on_the_last_contact_that_is_told(made: Made) -> None:
    last = made.row("subject", alive)["last_contact_day"]
    assert last <= last_told(alive)
    assert made.row("vital_status", alive) == {"status": "alive", "day": last}


def test_a08_course_goes_on_that_ends_later_and_is_withheld_where_it_begins_later(made: Made) -> None:
    told = {row["treatment"]: (row["start_day"], row["stop_day"]) for row in made.rows("treatment", course)}
    assert told == {"riluzole": (0, None), "baclofen": (0, 90)}
    assert made.rows("equipment", course) == []
    assert made.row("subject", course)["gastrostomy_ever"] is not True


def test_a08_diagnosis_after_the_last_told_day_is_withheld(made: Made) -> None:
    row = made.row("subject", diagnosed)
    assert (row["onset_day"], row["diagnosis_day"]) == (-300, None)


def test_a08_newcomer_is_left_out(made: Made) -> None:
    for table in made.tables:
        assert made.rows(table, newcomer) == []
    assert made.row("subject", silent)["last_contact_day"] is None  # who never reported has no day that could tell


def test_a08_left_out_are_counted(made: Made) -> None:
    assert made.risk["history_ends"] == {"from": 30, "to": 365, "people_left_out": 1}
    assert made.risk["people"] == len(made.rows("subject")) == len(CASES.files["members.csv"]) - 1
    assert len(made.rows("vital_status")) == len(made.rows("subject"))


def test_a08_every_row_is_accounted_for_and_no_withheld_one_is_a_loss(made: Made) -> None:
    withheld = {}
    for file in made.quality["files"]:
        assert file["read"] == file["kept"] + file["merged"] + file["rejected"]
        assert file["rows_with_losses"] == 0
        found = {one["effect"]: one["rows"] for one in file["findings"] if one["rule"] == "A08"}
        withheld[file["file"]] = found
        assert found.get("row withheld", 0) == file["rejected"]
    assert withheld["treatments.csv"] == {"row withheld": 1, "value withheld": 1}
    assert withheld["members.csv"] == {"row withheld": 1, "value withheld": 1}
    assert withheld["deaths.csv"] == withheld["family_history.csv"] == {"row withheld": 1}


def test_a08_no_withheld_row_is_listed(made: Made) -> None:
    # The list goes with the deposit: how many rows follow the last told one would tell how long somebody went on.
    assert {line["rule"] for line in made.listed()} <= {"A06"}


def files(latest: date = LATEST) -> dict[str, str]:
    people = [{"member_id": f"m{n}"} for n in range(3)]
    days = [JOINED + timedelta(days=day) for day in range(0, (latest - JOINED).days + 1)]
    reports = [
        {"member_id": one["member_id"], "date": day, "symptom": "fatigue", "severity": "mild"}
        for one in people
        for day in days
    ]
    return {"members.csv": csv_text(people), "symptom_reports.csv": csv_text(reports)}


def ends(made: Made) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in made.rows("symptom_report"):
        found[row["subject_id"]] = max(found.get(row["subject_id"], 0), row["day"])
    return found


def test_last_told_day_moves_with_the_latest_report_and_by_as_much(tmp_path: Path) -> None:
    """So the difference of two deposits tells when they were made, and of nobody when their history ends."""
    made = []
    for name, latest in (("first", LATEST), ("again", LATEST), ("later", LATEST + timedelta(days=31))):
        source = write_contribution(tmp_path / name, files(latest), layout="members")
        made.append(deposit(source, tmp_path / f"{name}-deposit"))
    first, again, later = made
    assert {person: day + 31 for person, day in ends(first).items()} == ends(later)
    paths = [path.relative_to(first.folder) for path in first.folder.rglob("*") if path.is_file()]
    assert [path for path in paths if (first.folder / path).read_bytes() != (again.folder / path).read_bytes()] == []


def test_last_told_day_is_the_latest_of_all_where_the_policy_withholds_nothing(tmp_path: Path) -> None:
    source = write_contribution(tmp_path / "source", files(), layout="members")
    made = deposit(source, tmp_path / "deposit", TO_THE_END)
    assert set(ends(made).values()) == {END}
    assert made.fates("symptom_reports.csv")["rejected"] == 0


def test_layout_without_open_end_is_told_to_the_end(tmp_path: Path) -> None:
    mapping = """
name = "registry"
time = "dates"
time_zero = "earliest report"
people = "members"
[source.members]
subject = "member_id"
[source.symptom_reports]
subject = "member_id"
[[feed]]
from = "members"
to = "subject"
[[feed]]
from = "symptom_reports"
to = "symptom_report"
day = "date"
symptom = "symptom"
severity = "severity"
"""
    closed, opened = (
        deposit(
            write_contribution(tmp_path / name, {**files(), "mapping.toml": top + mapping}, layout="mapping.toml"),
            tmp_path / f"{name}-deposit",
        )
        for name, top in (("closed", ""), ("open", "open_ended = true\n"))
    )
    assert set(ends(closed).values()) == {END}
    assert max(ends(opened).values()) <= END - 30
    assert ["history_ends" in made.risk for made in (closed, opened)] == [False, True]


def test_contribution_of_newcomers_alone_is_refused(tmp_path: Path) -> None:
    source = write_contribution(tmp_path / "source", files(JOINED + timedelta(days=20)), layout="members")
    with pytest.raises(SourceRefused, match="nobody in it has been there long enough"):
        make_deposit(source, tmp_path / "deposit", lambda _: KEY, default_policy(), lambda _: None)
    assert not (tmp_path / "deposit").exists()


def test_another_key_ends_histories_on_other_days(tmp_path: Path) -> None:
    source = write_contribution(tmp_path / "source", files(), layout="members")
    other = Key("contributor", bytes(range(1, 33)))
    make_deposit(source, tmp_path / "deposit", lambda _: other, default_policy(), lambda _: None)
    theirs, ours = Made(tmp_path / "deposit", "trial-a"), deposit(source, tmp_path / "ours")
    assert sorted(ends(theirs).values()) != sorted(ends(ours).values())
