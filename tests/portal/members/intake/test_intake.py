from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from openpals.portal.members.intake import columns as c
from openpals.portal.members.intake.bring import TOTAL_ONLY
from openpals.portal.members.intake.models import DMY, KG, LB, MDY, YMD, Draft
from openpals.portal.members.intake.read import MOST_BYTES, Fact, TableRefused, decode, read_table
from openpals.portal.members.journal.models import (
    Answer,
    Measurement,
    Response,
    SymptomReport,
    TrackedSymptom,
)
from openpals.portal.members.profile.models import Profile

TODAY = dt.date(2026, 6, 30)

SPREADSHEET = """\
Date;ALSFRS-R;Weight (kg);FVC %;Cramps;Mood of the cat
1.2.2026;40;72,5;81;mild;purring
2.3.2026;;71;;severe;
31.2.2026;39;;;;
3.3.2026;77;700;;terrible;
"""


def understood(text: str, order: str = DMY, unit: str = KG, born: int | None = None) -> Any:
    return read_table(text, order, unit, TODAY, born)


def test_spreadsheet_with_semicolons_and_decimal_commas_is_read() -> None:
    told = understood(SPREADSHEET)
    first = dt.date(2026, 2, 1)
    assert told.facts[:4] == [
        Fact(c.TOTAL, "alsfrs-r", first, Decimal(40)),
        Fact(c.WEIGHT, "weight", first, Decimal("72.5"), "kg"),
        Fact(c.CAPACITY, "fvc", first, Decimal(81), "%"),
        Fact(c.SYMPTOM, "muscle_cramps", first, Decimal(1)),
    ]
    assert told.unknown == ["Mood of the cat"]
    assert [(one.line, one.heading) for one in told.problems] == [
        (4, "Date"),
        (5, "ALSFRS-R"),
        (5, "Weight (kg)"),
        (5, "Cramps"),
    ]


@pytest.mark.parametrize(
    ("order", "cell", "day"),
    [
        (DMY, "3.4.2026", dt.date(2026, 4, 3)),
        (MDY, "3/4/2026", dt.date(2026, 3, 4)),
        (YMD, "2026-03-04", dt.date(2026, 3, 4)),
        (DMY, "2026-03-04", dt.date(2026, 3, 4)),  # a year in front tells the order
        (DMY, "3.4.26", dt.date(2026, 4, 3)),
    ],
)
def test_days_are_read_in_the_order_that_was_said(order: str, cell: str, day: dt.date) -> None:
    assert understood(f"Date,Weight\n{cell},70\n", order).facts[0].day == day


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("2026-07-01", "has not come yet"),
        ("1960-01-01", "before you were born"),
        ("2026-13-01", "no such day"),
        ("soon", "no day"),
    ],
)
def test_day_that_cannot_be_is_told_by_line(cell: str, why: str) -> None:
    told = understood(f"Date,Weight\n{cell},70\n", YMD, born=1961)
    assert (told.facts, told.problems[0].line) == ([], 2)
    assert why in told.problems[0].why


def test_pounds_become_kilograms() -> None:
    assert understood("Date,Weight\n2026-01-02,150\n", YMD, LB).facts[0].value == Decimal("68.04")
    assert understood("Date,Weight (lbs)\n2026-01-02,150\n", YMD, KG).facts[0].value == Decimal("68.04")


def test_items_are_known_by_name_and_by_number() -> None:
    told = understood("date,Speech,Q2,3,5b\n2026-01-02,4,3,2,1\n", YMD)
    assert [(fact.code, int(fact.value)) for fact in told.facts] == [
        ("speech", 4),
        ("salivation", 3),
        ("swallowing", 2),
        ("cutting_tube", 1),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Date"),
        ("Weight\n70\n", "Date"),
        ("Date,Colour\n2026-01-02,red\n", "headings"),
        ("Date,Weight\n" + "2026-01-02,70\n" * 5_001, "5,000 lines"),
    ],
)
def test_what_is_no_table_of_ours_is_refused_with_what_to_do(text: str, why: str) -> None:
    with pytest.raises(TableRefused, match=why):
        understood(text, YMD)


def test_file_that_is_no_text_or_too_large_is_refused() -> None:
    with pytest.raises(TableRefused, match="not a CSV"):
        decode(b"PK\x03\x04\0\0")
    with pytest.raises(TableRefused, match="too large"):
        decode(b"x" * (MOST_BYTES + 1))
    assert decode("Größe".encode("cp1252")) == "Größe"


@given(st.text(max_size=300), st.sampled_from((YMD, DMY, MDY)))
def test_any_text_is_read_or_refused(text: str, order: str) -> None:
    try:
        told = read_table(f"Date,Weight,ALSFRS-R\n{text}", order, KG, TODAY)
    except TableRefused:
        return
    assert all(fact.day <= TODAY and fact.value >= 0 for fact in told.facts)


def send(client: Any, text: str, order: str = DMY) -> Any:
    file = SimpleUploadedFile("history.csv", text.encode(), "text/csv")
    return client.post("/my-data/table/", {"file": file, "day_order": order, "weight_unit": KG}, follow=True)


def bring(client: Any) -> str:
    draft = Draft.objects.latest("made_at")
    return client.post(f"/my-data/table/{draft.pk}/", {"answer": "bring"}, follow=True).content.decode()


@pytest.mark.django_db
def test_preview_saves_nothing_and_the_press_saves_all(build_account: Any, log_in: Any) -> None:
    mine = build_account()
    client = log_in(mine)
    page = send(client, SPREADSHEET).content.decode()
    assert "Nothing is saved yet" in page
    assert "There is no such day" in page
    assert "Mood of the cat" in page
    assert not Measurement.objects.exists()
    assert "6 entries are new. 0 were there already" in bring(client)
    assert Response.objects.get(instrument=TOTAL_ONLY).answers.get().value == 40
    weights = Measurement.objects.filter(code="weight").order_by("day").values_list("day", "value")
    assert list(weights) == [(dt.date(2026, 2, 1), Decimal("72.5")), (dt.date(2026, 3, 2), Decimal(71))]
    assert Measurement.objects.get(code="fvc").percent_predicted == Decimal(81)
    assert list(SymptomReport.objects.order_by("day").values_list("severity", flat=True)) == [1, 3]
    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_same_table_twice_changes_nothing(build_account: Any, log_in: Any) -> None:
    client = log_in(build_account())
    for _ in range(2):
        send(client, SPREADSHEET)
        page = bring(client)
    assert "0 entries are new. 6 were there already" in page
    assert (Measurement.objects.count(), SymptomReport.objects.count(), Response.objects.count()) == (3, 2, 1)


@pytest.mark.django_db
def test_entry_of_that_day_made_by_hand_stays(build_account: Any, log_in: Any) -> None:
    mine = build_account()
    symptom = TrackedSymptom(owner=mine, concept="muscle_cramps")
    symptom.save()
    SymptomReport(owner=mine, symptom=symptom, day=dt.date(2026, 2, 1), severity=0).save()
    client = log_in(mine)
    send(client, SPREADSHEET)
    assert "5 entries are new. 1 were there already" in bring(client)
    assert SymptomReport.objects.get(day=dt.date(2026, 2, 1)).severity == 0


@pytest.mark.django_db
def test_answers_of_a_day_are_one_response_and_its_total_is_not_kept_beside_them(
    build_account: Any, log_in: Any
) -> None:
    client = log_in(build_account())
    send(client, "Date,Total,Speech,Walking\n2026-01-02,40,4,3\n", YMD)
    bring(client)
    response = Response.objects.get()
    assert (response.instrument, response.finished_at) == ("alsfrs-r", None)
    assert dict(response.answers.values_list("item", "value")) == {"speech": 4, "walking": 3}


@pytest.mark.django_db
def test_whole_scale_is_finished(build_account: Any, log_in: Any) -> None:
    client = log_in(build_account())
    headings = ["Date", *(str(number) for number in range(1, 13))]
    send(client, ",".join(headings) + "\n2026-01-02" + ",4" * 12 + "\n", YMD)
    bring(client)
    assert Response.objects.get().finished_at is not None
    assert Answer.objects.count() == 12


@pytest.mark.django_db
def test_year_of_birth_of_the_profile_is_minded(build_account: Any, log_in: Any) -> None:
    mine = build_account()
    Profile(owner=mine, birth_year=1990).save()
    assert "before you were born" in send(log_in(mine), "Date,Weight\n1989-01-02,70\n", YMD).content.decode()


@pytest.mark.django_db
def test_table_left_alone_is_thrown_away(build_account: Any, log_in: Any) -> None:
    client = log_in(build_account())
    send(client, SPREADSHEET)
    client.post(f"/my-data/table/{Draft.objects.get().pk}/", {"answer": "leave"})
    assert not Draft.objects.exists()
    assert not Measurement.objects.exists()


@pytest.mark.django_db
def test_file_that_cannot_be_read_is_said_at_the_field(build_account: Any, log_in: Any) -> None:
    page = send(log_in(build_account()), "Colour\nred\n")
    assert page.status_code == 422
    assert "No column is called" in page.content.decode()


@pytest.mark.django_db
def test_bringing_in_does_not_ask_more_often_for_more_lines(
    build_account: Any, log_in: Any, django_assert_max_num_queries: Any
) -> None:
    client = log_in(build_account())
    days = [TODAY - dt.timedelta(days=number) for number in range(400)]
    lines = [f"{day.isoformat()},40,70,mild" for day in days if day <= dt.date.today()]
    send(client, "Date,ALSFRS-R,Weight,Cramps\n" + "\n".join(lines), YMD)
    with django_assert_max_num_queries(60):
        client.post(f"/my-data/table/{Draft.objects.get().pk}/", {"answer": "bring"})
    assert SymptomReport.objects.count() == len(lines)
