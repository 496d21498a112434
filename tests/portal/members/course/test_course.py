from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from openpals.portal.members.care.models import CareGrant
from openpals.portal.members.journal.models import Answer, Measurement, SymptomReport, TrackedSymptom, journal_of

from ..journal.specimens import insert
from ..years import answered, fill, lasting, onset

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()


def page(client: Client, owner: Any, path: str = "") -> str:
    answer = client.get(f"/journal/{journal_of(owner).pk}/course/{path}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_nothing_written_down_says_what_will_be_here(build_account: Any, log_in: Any) -> None:
    mine = build_account()
    assert "nothing to show yet" in page(log_in(mine), mine)


def test_total_by_hand(build_account: Any, log_in: Any, today: dt.date) -> None:
    mine = build_account()
    answered(mine, today - dt.timedelta(days=100), 40)
    answered(mine, today, 31)
    told = page(log_in(mine), mine)
    assert "Score 40 of 48 on" in told
    assert "and 31 on" in told
    assert ": 9 less." in told
    # 100 days wide; 40 of 48 is 16.67 % below the top, 31 of 48 is 35.42 %.
    assert 'points="0.00,16.67 100.00,35.42"' in told


def test_part_of_the_answers_makes_no_total_but_its_whole_domains(
    build_account: Any, log_in: Any, today: dt.date
) -> None:
    mine = build_account()
    response = answered(mine, today, 48)
    Answer.objects.filter(response=response, item="dyspnea").delete()
    told = page(log_in(mine), mine)
    assert "There is no whole score in this time." in told
    assert "Speech, saliva and swallowing 12 of 12" in told
    assert "Breathing 12" not in told


def test_two_answers_to_the_fifth_question_are_never_added(build_account: Any, log_in: Any, today: dt.date) -> None:
    mine = build_account()
    response = answered(mine, today, 48)
    Answer(response=response, item="cutting_tube", value=4, author=mine).save()
    told = page(log_in(mine), mine)
    assert "There is no whole score in this time." in told
    assert "Writing, cutting and dressing" in told
    assert "16 of 12" not in told


def test_hidden_score_is_nowhere_on_the_page(build_account: Any, log_in: Any, today: dt.date) -> None:
    mine = build_account()
    fill(mine, today, 5)
    journal = journal_of(mine)
    journal.score_hidden = True
    journal.save()
    told = page(log_in(mine), mine)
    assert "ALSFRS-R are hidden" in told
    assert "of 48" not in told
    assert "of 12" not in told
    assert "Weight" in told


def test_weights_in_pounds_stand_in_kilograms(build_account: Any, log_in: Any, today: dt.date) -> None:
    mine = build_account()
    for unit, value in (("[lb_av]", 154), ("kg", 70)):
        Measurement(
            owner=mine, author=mine, day=today, kind="sign", code="weight", value=Decimal(value), unit=unit
        ).save()
    assert "Weight 69.85 kg on" in page(log_in(mine), mine)


def test_own_words_are_shown_as_said_and_never_as_markup(build_account: Any, log_in: Any, today: dt.date) -> None:
    mine = build_account()
    symptom = TrackedSymptom(owner=mine, author=mine, words="<b>Buzzing</b>")
    symptom.save()
    SymptomReport(owner=mine, author=mine, day=today, symptom=symptom, severity=3).save()
    told = page(log_in(mine), mine)
    assert "&lt;b&gt;Buzzing" in told
    assert "<b>Buzzing" not in told
    assert "#op-grade3" in told


def test_half_a_year_shows_what_lies_in_it_and_leads_to_what_came_before(
    build_account: Any, log_in: Any, today: dt.date
) -> None:
    mine = build_account()
    answered(mine, today - dt.timedelta(days=300), 45)
    answered(mine, today - dt.timedelta(days=20), 33)
    client = log_in(mine)
    told = page(client, mine, "?span=6m")
    assert "Score 33 of 48" in told
    assert "45" not in re.findall(r"Score (\d+)", told)
    earlier = re.search(r'href="(\?span=6m&amp;until=[\d-]+)"[^>]*>Earlier', told)
    assert earlier is not None
    assert "Score 45 of 48" in page(client, mine, earlier.group(1).replace("&amp;", "&"))


@pytest.mark.parametrize(
    "query", ["span=9y", "span=1y&until=yesterday", "until=2300-01-01", "span=6m&until=0001-01-01"]
)
def test_stretch_that_is_not_understood_is_no_error(
    build_account: Any, log_in: Any, today: dt.date, query: str
) -> None:
    mine = build_account()
    answered(mine, today, 40)
    assert "Score 40 of 48" in page(log_in(mine), mine, f"?{query}")


def test_treatment_and_device_are_bars(build_account: Any, log_in: Any, today: dt.date) -> None:
    mine = build_account()
    answered(mine, today - dt.timedelta(days=100), 40)
    lasting(mine, today - dt.timedelta(days=50))
    told = page(log_in(mine), mine)
    assert "Riluzole</strong>, 50 mg, 2 times a day" in told
    assert told.count('<line class="bar" x1="50.00%" x2="100.00%"') == 2


def test_queries_do_not_grow_with_entries(build_account: Any, log_in: Any, today: dt.date) -> None:
    def queries(entries: int) -> int:
        mine = build_account()
        fill(mine, today, entries)
        lasting(mine, today - dt.timedelta(days=9))
        client = log_in(mine)
        journal_of(mine)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(client, mine)
        return len(asked)

    assert queries(2) == queries(60)


def test_course_of_another_is_not_there(build_account: Any, log_in: Any) -> None:
    mine, other = build_account(), build_account()
    assert log_in(mine).get(f"/journal/{journal_of(other).pk}/course/").status_code == 404


@pytest.fixture
def cared_for(build_account: Callable[..., Any], today: dt.date) -> Any:
    """A member with a private symptom and another."""
    member = build_account()
    for concept in ("fatigue", "depressed_mood", "sexual_problems"):
        symptom = TrackedSymptom(owner=member, author=member, concept=concept)
        symptom.save()
        SymptomReport(owner=member, author=member, day=today, symptom=symptom, severity=1).save()
    onset(member, today - dt.timedelta(days=900))
    return member


def test_caregiver_sees_the_course_without_the_parts_closed_to_them(
    build_account: Any, log_in: Any, cared_for: Any
) -> None:
    caregiver = build_account("caregiver")
    insert(CareGrant(member=cared_for, caregiver=caregiver, closed_mood=False))
    told = page(log_in(caregiver), cared_for)
    assert "Fatigue" in told
    assert "epressed" in told
    assert "exual" not in told


def test_caregiver_whose_grant_ended_finds_nothing(build_account: Any, log_in: Any, cared_for: Any) -> None:
    caregiver = build_account("caregiver")
    grant = CareGrant(member=cared_for, caregiver=caregiver)
    grant.ended_at = grant.began_at
    insert(grant)
    assert log_in(caregiver).get(f"/journal/{journal_of(cared_for).pk}/course/").status_code == 404
