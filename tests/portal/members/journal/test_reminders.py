from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.utils.module_loading import import_string

from openpals.portal.common.jobs.models import Job, State
from openpals.portal.members.journal.models import Reminder
from openpals.portal.members.journal.reminders import SomeNotSent, send_due, start_sending

pytestmark = pytest.mark.django_db

TODAY = dt.date.today()
ONCE = {"alsfrs-r": "30", "symptoms": "7", "feeling": "", "treatments": "", "measurements": "", "save": "1"}


def due(member: Any, what: str = "symptoms", on: dt.date = TODAY) -> Reminder:
    row = Reminder(owner=member.account, what=what, every_days=7, next_on=on)
    row.save()
    return row


def test_rhythm_is_chosen_and_changed(member: Any) -> None:
    member.post("reminders/", **ONCE)
    rows = {row.what: (row.every_days, row.next_on - TODAY) for row in Reminder.objects.all()}
    assert rows == {"alsfrs-r": (30, dt.timedelta(30)), "symptoms": (7, dt.timedelta(7))}
    member.post("reminders/", **{**ONCE, "symptoms": ""})
    assert Reminder.objects.get().what == "alsfrs-r"
    assert member.post("reminders/", **{**ONCE, "symptoms": "3650"}).status_code == 422


def test_letter_says_that_something_waits_and_not_what(member: Any) -> None:
    due(member)
    due(member, "alsfrs-r")
    send_due(Job())
    (sent,) = mail.outbox
    assert sent.to == [member.account.email]
    assert f"/journal/{member.journal.pk}/reminders/" in sent.body
    for word in ("ALS", "symptom", "feel", "illness"):
        assert word not in sent.body + sent.subject
    assert {row.next_on for row in Reminder.objects.all()} == {TODAY + dt.timedelta(days=7)}
    send_due(Job())
    assert len(mail.outbox) == 1


def test_rule_7_one_press_pauses_all_messages(member: Any) -> None:
    due(member)
    member.post("reminders/", pause="1")
    send_due(Job())
    assert not mail.outbox
    member.post("reminders/", **{"go-on": "1"})
    send_due(Job())
    assert len(mail.outbox) == 1


def test_later_puts_off_what_is_due_and_leaves_the_rest(member: Any) -> None:
    due(member)
    due(member, "alsfrs-r", TODAY + dt.timedelta(days=20))
    member.post("reminders/", later="1")
    rows = dict(Reminder.objects.values_list("what", "next_on"))
    assert rows == {"symptoms": TODAY + dt.timedelta(days=3), "alsfrs-r": TODAY + dt.timedelta(days=20)}


def test_letter_that_could_not_be_sent_is_still_due(member: Any, build_member: Any, monkeypatch: Any) -> None:
    from openpals.portal.members.journal import reminders

    due(member)
    due(other := build_member())
    whole = reminders._send

    def broken(email: str, journal: object) -> None:
        if email == member.account.email:
            raise ConnectionError
        whole(email, journal)

    monkeypatch.setattr(reminders, "_send", broken)
    with pytest.raises(SomeNotSent, match="1 letters"):
        send_due(Job())
    assert [letter.to for letter in mail.outbox] == [[other.account.email]]
    assert Reminder.objects.get(owner=member.account).next_on == TODAY


def test_day_has_one_job_which_a_worker_can_find(member: Any) -> None:
    due(member)
    job = start_sending()
    assert start_sending().pk == job.pk
    assert (job.state, job.owner) == (State.WAITING, None)
    import_string(job.function)(job, **job.arguments)
    assert len(mail.outbox) == 1


def test_points_are_hidden_and_shown_by_one_press(member: Any) -> None:
    member.post("points/", hide="1")
    member.journal.refresh_from_db()
    assert member.journal.score_hidden
    member.post("points/", show="1")
    member.journal.refresh_from_db()
    assert not member.journal.score_hidden


def test_caregiver_changes_neither_reminders_nor_points(member: Any, build_member: Any) -> None:
    from openpals.portal.members.care.models import CareGrant

    from .specimens import insert

    helper = build_member()
    insert(CareGrant(member=member.account, caregiver=helper.account, may_answer_for=True))
    assert helper.client.get(member.at("reminders/")).status_code == 404
    assert helper.client.post(member.at("points/"), {"hide": "1"}).status_code == 404
