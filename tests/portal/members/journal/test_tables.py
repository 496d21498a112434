from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from openpals.portal.common.access.decide import decide, visible
from openpals.portal.members.care.models import CareGrant
from openpals.portal.members.journal.keep import add, change, history, remove
from openpals.portal.members.journal.models import (
    Feeling,
    Note,
    Response,
    Revision,
    SymptomReport,
    TrackedSymptom,
    Treatment,
    journal_of,
)

from .entries import one_of_each
from .specimens import insert

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 4)


def test_press_sent_twice_is_one_row(build_account: Any, actor: Any) -> None:
    mine, key = build_account(), uuid.uuid4()
    first = add(Feeling(owner=mine, key=key, day=DAY, value=4), by=actor(mine))
    again = add(Feeling(owner=mine, key=key, day=DAY, value=4), by=actor(mine))
    assert (first.pk, Feeling.objects.count()) == (again.pk, 1)


def test_key_of_another_person_finds_nothing_of_theirs(build_account: Any, actor: Any) -> None:
    mine, other, key = build_account(), build_account(), uuid.uuid4()
    add(Note(owner=other, key=key, day=DAY, text="theirs"), by=actor(other))
    assert add(Note(owner=mine, key=key, day=DAY, text="mine"), by=actor(mine)).text == "mine"


def test_change_keeps_what_was_there_and_who_changed_it(build_account: Any, actor: Any) -> None:
    mine = build_account()
    note = add(Note(owner=mine, day=DAY, text="Before."), by=actor(mine))
    assert change(note, by=actor(mine), text="After.", day=DAY)
    assert not change(note, by=actor(mine), text="After.")
    (kept,) = history(note)
    assert (kept.what, kept.before, kept.by) == ("changed", {"text": "Before."}, mine)


def test_deleted_entry_is_kept_in_history_until_the_account_goes(build_account: Any, actor: Any) -> None:
    mine = build_account()
    note = add(Note(owner=mine, day=DAY, text="Gone."), by=actor(mine))
    remove(note, by=actor(mine))
    remove(note, by=actor(mine))
    assert not Note.objects.exists()
    kept = Revision.objects.get(what="deleted")
    assert (kept.before["text"], kept.before["day"]) == ("Gone.", "2026-03-04")
    mine.delete()
    assert not Revision.objects.exists()


def test_database_refuses_a_severity_outside_0_to_3(build_account: Any) -> None:
    mine = build_account()
    symptom = TrackedSymptom(owner=mine, concept="pain")
    symptom.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        SymptomReport(owner=mine, symptom=symptom, day=DAY, severity=4).save()


def test_database_refuses_the_same_words_in_another_case(build_account: Any) -> None:
    mine = build_account()
    TrackedSymptom(owner=mine, words="Cold feet").save()
    with pytest.raises(IntegrityError), transaction.atomic():
        TrackedSymptom(owner=mine, words="cold FEET").save()


def test_database_refuses_a_treatment_that_stops_before_it_starts(build_account: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Treatment(
            owner=build_account(), kind="drug", code="riluzole", start_day=DAY, stop_day=dt.date(2026, 3, 3)
        ).save()


def test_caregiver_sees_nothing_of_a_closed_part_and_all_else(build_account: Any, actor: Any) -> None:
    member, caregiver = build_account(), build_account()
    one_of_each(member, uuid.uuid4(), DAY)
    for concept in ("depressed_mood", "sexual_problems", "suicidal_thoughts"):
        TrackedSymptom(owner=member, concept=concept).save()
    mapped = TrackedSymptom(owner=member, words="no joy", mapped_concept="depressed_mood")
    mapped.save()
    grant = CareGrant(member=member, caregiver=caregiver, may_write_for=True, closed_sexual=False)
    insert(grant)
    who = actor(caregiver)
    followed = visible(who, "journal.read", TrackedSymptom.objects.all())
    assert set(followed.values_list("concept", flat=True)) == {"fatigue", "sexual_problems"}
    assert not visible(who, "journal.read", Note.objects.all()).exists()
    assert not visible(who, "journal.read", Feeling.objects.all()).exists()
    assert visible(who, "journal.read", Response.objects.all()).count() == 1
    journal = journal_of(member)
    assert decide(who, "journal.write", journal).allowed
    assert decide(who, "sexual.write", journal).allowed
    assert not decide(who, "notes.write", journal).allowed
    assert not decide(who, "mood.read", journal).allowed


def test_ended_grant_opens_nothing(build_account: Any, actor: Any) -> None:
    member, caregiver = build_account(), build_account()
    journal = journal_of(member)
    grant = CareGrant(member=member, caregiver=caregiver)
    insert(grant)
    assert decide(actor(caregiver), "journal.read", journal).allowed
    grant.ended_at = grant.began_at
    grant.write(by=actor(member), action="care.end", why="for a test", fields=("ended_at",))
    assert not decide(actor(caregiver), "journal.read", journal).allowed
