from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openpals.portal.members.care.models import CareGrant
from openpals.portal.members.journal.models import Revision, SymptomReport, TrackedSymptom
from openpals.portal.members.journal.symptoms import found, report
from openpals.portal.members.profile.models import Profile

from .specimens import insert

pytestmark = pytest.mark.django_db

TODAY = dt.date.today()
YESTERDAY = TODAY - dt.timedelta(days=1)


def following(member: Any, *concepts: str) -> list[TrackedSymptom]:
    rows = [TrackedSymptom(owner=member.account, author=member.account, concept=concept) for concept in concepts]
    for row in rows:
        row.save()
    return rows


def said(day: dt.date = TODAY) -> dict[str, int]:
    rows = SymptomReport.objects.filter(day=day).select_related("symptom")
    return {row.symptom.concept or row.symptom.words: row.severity for row in rows}


def test_usual_symptoms_are_followed_by_one_press(member: Any) -> None:
    member.post("symptoms/choose/", usual="1")
    member.post("symptoms/choose/", usual="1")
    assert TrackedSymptom.objects.count() == 18
    assert "Muscle cramps" in member.get("symptoms/").content.decode()


def test_symptom_is_found_by_what_people_call_it(member: Any) -> None:
    assert [term.code for term in found("tired")][:1] == ["fatigue"]
    page = member.get("symptoms/choose/?words=tired").content.decode()
    assert "Fatigue" in page
    assert "Keep my words" not in page
    member.post("symptoms/choose/", concept="fatigue")
    assert TrackedSymptom.objects.get().concept == "fatigue"


def test_own_words_are_kept_as_said(member: Any) -> None:
    page = member.get("symptoms/choose/?words=Humming+in+my+legs").content.decode()
    assert "Keep my words: Humming in my legs" in page
    member.post("symptoms/choose/", words="Humming in my legs")
    member.post("symptoms/choose/", words="humming in my LEGS")
    row = TrackedSymptom.objects.get()
    assert (row.words, row.concept, row.code) == ("Humming in my legs", "", "")


@pytest.mark.parametrize("sent", [{}, {"words": " "}, {"words": "x" * 121}, {"concept": "no_such"}])
def test_symptom_that_is_none_is_refused_in_a_clear_word(member: Any, sent: dict[str, str]) -> None:
    answer = member.client.post(member.at("symptoms/choose/"), sent, follow=True)
    assert "Choose a symptom" in answer.content.decode()
    assert not TrackedSymptom.objects.exists()


def test_severities_are_saved_and_what_has_no_answer_is_left_alone(member: Any) -> None:
    pain, fatigue = following(member, "pain", "fatigue")
    member.post("symptoms/", day=TODAY.isoformat(), **{f"s{pain.pk}": "3"})
    assert said() == {"pain": 3}
    member.post("symptoms/", day=TODAY.isoformat(), **{f"s{fatigue.pk}": "0"})
    assert said() == {"pain": 3, "fatigue": 0}


def test_same_as_last_time_is_one_press(member: Any) -> None:
    pain, fatigue, cramps = following(member, "pain", "fatigue", "muscle_cramps")
    for day, severity in ((YESTERDAY - dt.timedelta(days=3), 1), (YESTERDAY, 2)):
        SymptomReport(owner=member.account, symptom=pain, day=day, severity=severity).save()
    SymptomReport(owner=member.account, symptom=fatigue, day=YESTERDAY - dt.timedelta(days=9), severity=3).save()
    page = member.get("symptoms/").content.decode()
    assert "Last time: moderate" in page
    assert "Same as last time" in page
    member.post("symptoms/", day=TODAY.isoformat(), same="1")
    assert said() == {"pain": 2, "fatigue": 3}
    assert not SymptomReport.objects.filter(symptom=cramps).exists()


def test_day_that_has_been_can_be_filled_in(member: Any) -> None:
    (pain,) = following(member, "pain")
    member.post("symptoms/", day=YESTERDAY.isoformat(), **{f"s{pain.pk}": "1"})
    assert said(YESTERDAY) == {"pain": 1}


@pytest.mark.parametrize(
    ("day", "word"),
    [
        ((TODAY + dt.timedelta(days=3)).isoformat(), "still to come"),
        ("1959-12-31", "before the year of birth"),
        ("31 March", "year-month-day"),
        ("", "required"),
    ],
)
def test_day_that_cannot_be_is_refused_in_a_clear_word(member: Any, day: str, word: str) -> None:
    Profile(owner=member.account, birth_year=1960).save()
    (pain,) = following(member, "pain")
    answer = member.post("symptoms/", day=day, **{f"s{pain.pk}": "1"})
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert not SymptomReport.objects.exists()


@pytest.mark.parametrize("severity", ["4", "-1", "bad"])
def test_severity_that_is_none_of_the_four_is_refused(member: Any, severity: str) -> None:
    (pain,) = following(member, "pain")
    answer = member.post("symptoms/", day=TODAY.isoformat(), **{f"s{pain.pk}": severity})
    assert answer.status_code == 422
    assert "none, mild, moderate or severe" in answer.content.decode()
    assert not SymptomReport.objects.exists()


def test_second_press_of_a_day_takes_the_place_of_the_first_which_is_kept(member: Any, actor: Any) -> None:
    (pain,) = following(member, "pain")
    for severity in (2, 2, 3):
        report(member.account.pk, TODAY, {pain.pk: severity}, answered_by="person", by=actor(member.account))
    assert said() == {"pain": 3}
    assert [kept.before["severity"] for kept in Revision.objects.all()] == [2]


def test_month_is_filled_in_from_one_page(member: Any) -> None:
    (pain,) = following(member, "pain")
    first = (TODAY.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    address = f"symptoms/{pain.key}/month/?month={first:%Y-%m}"
    assert "All days without an answer" in member.get(address).content.decode()
    member.post(address, fill="1", d2="3", d3="0")
    last = (TODAY.replace(day=1) - dt.timedelta(days=1)).day
    rows = dict(SymptomReport.objects.values_list("day", "severity"))
    assert len(rows) == last
    assert (rows[first], rows[first.replace(day=2)], rows[first.replace(day=3)]) == (1, 3, 0)
    member.post(address, d2="2")
    assert dict(SymptomReport.objects.values_list("day", "severity")) == {first.replace(day=2): 2}
    assert Revision.objects.filter(what="deleted").count() == last - 1


def test_month_has_no_days_to_come(member: Any) -> None:
    (pain,) = following(member, "pain")
    page = member.get(f"symptoms/{pain.key}/month/?month=2999-01")
    assert f"{TODAY:%B %Y}" in page.content.decode()
    assert len(page.context["form"].days) in (TODAY.day, TODAY.day + 1)


def test_symptom_no_longer_asked_keeps_its_reports_and_can_come_back(member: Any) -> None:
    (pain,) = following(member, "pain")
    SymptomReport(owner=member.account, symptom=pain, day=YESTERDAY, severity=2).save()
    member.post(f"symptoms/{pain.key}/stop/")
    assert "Pain" not in member.get("symptoms/").content.decode()
    assert "Pain: moderate" in member.get("symptom-reports/").content.decode()
    member.post("symptoms/choose/", concept="pain")
    assert "Last time: moderate" in member.get("symptoms/").content.decode()


def test_report_is_changed_and_deleted_with_its_history(member: Any) -> None:
    (pain,) = following(member, "pain")
    row = SymptomReport(owner=member.account, symptom=pain, day=YESTERDAY, severity=2)
    row.save()
    address = f"symptom-reports/{row.key}/change/"
    member.post(address, day=TODAY.isoformat(), severity="1", attributed_to="disease")
    page = member.get(address).content.decode()
    assert "What it was before" in page
    assert "Moderate" in page
    member.post(f"symptom-reports/{row.key}/delete/")
    assert not SymptomReport.objects.exists()
    assert Revision.objects.get(what="deleted").before["severity"] == 1


def test_report_cannot_be_moved_onto_another_of_the_same_symptom(member: Any) -> None:
    (pain,) = following(member, "pain")
    rows = [SymptomReport(owner=member.account, symptom=pain, day=day, severity=2) for day in (YESTERDAY, TODAY)]
    for row in rows:
        row.save()
    answer = member.post(f"symptom-reports/{rows[0].key}/change/", day=TODAY.isoformat(), severity="2")
    assert answer.status_code == 422
    assert "entry of that day already" in answer.content.decode()


def test_rule_10_thoughts_of_ending_life_show_help_lines_at_once(member: Any) -> None:
    Profile(owner=member.account, country="US").save()
    (thoughts,) = following(member, "suicidal_thoughts")
    for path in ("symptoms/", f"symptoms/{thoughts.key}/month/"):
        page = member.get(path).content.decode()
        assert "988" in page
        assert "Nobody is told what you write here" in page


def test_rule_6_closed_symptom_is_neither_shown_to_a_caregiver_nor_taken_from_one(
    member: Any, build_member: Any
) -> None:
    helper = build_member()
    insert(CareGrant(member=member.account, caregiver=helper.account, may_write_for=True))
    pain, mood = following(member, "pain", "depressed_mood")
    page = helper.client.get(member.at("symptoms/")).content.decode()
    assert "Pain" in page
    assert "Depressed" not in page
    helper.client.post(member.at("symptoms/"), {"day": TODAY.isoformat(), f"s{pain.pk}": "1", f"s{mood.pk}": "3"})
    assert said() == {"pain": 1}
    row = SymptomReport.objects.get()
    assert (row.author, row.answered_by) == (helper.account, "caregiver_writing")
    assert helper.client.get(member.at(f"symptoms/{mood.key}/month/")).status_code == 404
    helper.client.post(member.at("symptoms/choose/"), {"concept": "sexual_problems"})
    assert TrackedSymptom.objects.count() == 2


def test_number_of_queries_does_not_grow_with_symptoms_or_reports(member: Any) -> None:
    def queries(method: str, path: str, **sent: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            getattr(member, method)(path, **sent)
        return len(seen)

    (pain,) = following(member, "pain")
    SymptomReport(owner=member.account, symptom=pain, day=YESTERDAY, severity=2).save()
    paths = ("symptoms/", "symptoms/choose/", f"symptoms/{pain.key}/month/", "symptom-reports/")
    few = [queries("get", path) for path in paths]
    saving = queries("post", "symptoms/", day=TODAY.isoformat(), same="1")
    more = following(member, "fatigue", "insomnia", "muscle_cramps", "choking", "falls")
    for row in more:
        for days in range(1, 20):
            day = TODAY - dt.timedelta(days=days)
            SymptomReport(owner=member.account, symptom=row, day=day, severity=2).save()
    SymptomReport.objects.filter(day=TODAY).delete()
    assert [queries("get", path) for path in paths] == few
    assert queries("post", "symptoms/", day=TODAY.isoformat(), same="1") == saving
    assert max(few) <= 14
