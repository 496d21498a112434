from __future__ import annotations

import datetime as dt
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from openpals.portal.common.access.decide import decide
from openpals.portal.common.audit.models import Event
from openpals.portal.members.care.models import CareGrant, Invitation, Remembrance
from openpals.portal.members.care.parts import MOOD, PARTS
from openpals.portal.members.consent.purposes import RESEARCH, current_text
from openpals.portal.members.consent.say import live, say
from openpals.portal.members.journal.models import journal_of
from openpals.portal.members.profile.models import Profile

pytestmark = pytest.mark.django_db

ASKED = {"email": "helper@example.org", "called": "my daughter", "may": "answer", "parts": [MOOD]}


@pytest.fixture
def send(log_in: Any, django_capture_on_commit_callbacks: Any) -> Any:
    """Posts as an account, letters included; gives the page that follows."""

    def post(account: Any, path: str, data: Any = None) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return log_in(account).post(path, data or {}, follow=True)

    return post


def link(path: str) -> str:
    """The link of the last letter."""
    found = re.search(rf"http://localhost:8000({path}\S+)", mail.outbox[-1].body)
    assert found
    return found.group(1)


def granted(member: Any, caregiver: Any, actor: Any, **values: bool) -> CareGrant:
    grant = CareGrant(member=member, caregiver=caregiver, **values)
    grant.write(by=actor(member), action="care.give", why="for a test")
    return grant


def test_invited_caregiver_accepts_and_may_what_was_granted(build_account: Any, send: Any, actor: Any) -> None:
    member, helper = build_account("member", name="Ines"), build_account(name="Ruth")
    send(member, "/care/invite/", ASKED)
    assert mail.outbox[-1].to == ["helper@example.org"]
    assert "helper@example.org" not in str(list(Invitation.objects.values()))
    page = send(helper, link("/care/invited/")).content.decode()
    assert "Ines" in page
    grant = CareGrant.objects.get()
    assert (grant.caregiver, grant.may_answer_for, grant.closed()) == (helper, True, frozenset(PARTS) - {MOOD})
    journal = journal_of(member)
    assert decide(actor(helper), "journal.write", journal).allowed
    assert decide(actor(helper), "mood.read", journal).allowed
    assert not decide(actor(helper), "notes.read", journal).allowed
    assert not Invitation.objects.exists()
    assert [role.role for role in helper.appointments.all()] == ["caregiver"]


def test_same_press_sends_one_letter(build_account: Any, send: Any) -> None:
    member, key = build_account(), str(uuid.uuid4())
    for _ in range(2):
        send(member, "/care/invite/", {**ASKED, "key": key})
    assert (len(mail.outbox), Invitation.objects.count()) == (1, 1)


def test_invitation_works_once(build_account: Any, send: Any, log_in: Any) -> None:
    member, helper = build_account(), build_account()
    send(member, "/care/invite/", ASKED)
    address = link("/care/invited/")
    send(helper, address)
    assert send(build_account(), address).status_code == 404
    assert CareGrant.objects.count() == 1


def test_invitation_is_not_accepted_by_who_sent_it(build_account: Any, send: Any) -> None:
    member = build_account()
    send(member, "/care/invite/", ASKED)
    page = send(member, link("/care/invited/"))
    assert (page.status_code, CareGrant.objects.count()) == (422, 0)


def test_old_invitation_is_not_accepted(build_account: Any, send: Any, actor: Any) -> None:
    member = build_account()
    late = Invitation(member=member, called="x", key=uuid.uuid4(), closes_at=timezone.now() - timedelta(seconds=1))
    late.write(by=actor(member), action="invitation.send", why="for a test")
    page = send(build_account(), f"/care/invited/{late.pk}/")
    assert "too old" in page.content.decode()
    assert not CareGrant.objects.exists()


def test_invitation_taken_back_counts_no_more(build_account: Any, send: Any) -> None:
    member = build_account()
    send(member, "/care/invite/", ASKED)
    address = link("/care/invited/")
    send(member, f"{address}cancel/")
    assert send(build_account(), address).status_code == 404


def test_member_ends_a_grant_and_the_next_request_is_refused(
    build_account: Any, send: Any, log_in: Any, actor: Any
) -> None:
    member, helper = build_account(), build_account()
    grant = granted(member, helper, actor)
    address = f"/journal/{journal_of(member).pk}/"
    assert log_in(helper).get(address).status_code == 200
    send(member, f"/care/{grant.pk}/end/")
    assert log_in(helper).get(address).status_code == 404
    assert send(member, f"/care/{grant.pk}/end/").status_code == 404
    assert Event.objects.filter(action="care.end").count() == 1


def test_caregiver_leaves(build_account: Any, send: Any, actor: Any) -> None:
    member, helper = build_account(), build_account()
    grant = granted(member, helper, actor)
    send(helper, f"/care/{grant.pk}/leave/")
    grant.refresh_from_db()
    assert grant.ended_at is not None


def test_caregiver_cannot_widen_the_own_grant(build_account: Any, send: Any, actor: Any) -> None:
    member, helper = build_account(), build_account()
    grant = granted(member, helper, actor)
    assert send(helper, f"/care/{grant.pk}/", {"may": "answer", "parts": list(PARTS)}).status_code == 404
    grant.refresh_from_db()
    assert not grant.may_answer_for


def test_member_changes_what_a_caregiver_may(build_account: Any, send: Any, actor: Any) -> None:
    member, helper = build_account(), build_account()
    grant = granted(member, helper, actor, may_write_for=True)
    send(member, f"/care/{grant.pk}/", {"may": "read", "parts": [MOOD], "after": "on"})
    grant.refresh_from_db()
    assert (grant.may_write_for, grant.closed_mood, grant.may_speak_after) == (False, False, True)


def dead(member: Any, actor: Any) -> None:
    """What a member had before."""
    Profile(owner=member, diagnosis="als").save()
    say(member.pk, RESEARCH, True, current_text(RESEARCH).hash, by=actor(member), why="for a test")


def test_relative_with_the_members_word_keeps_the_profile_in_memory(
    build_account: Any, send: Any, log_in: Any, actor: Any
) -> None:
    member, helper = build_account(), build_account()
    dead(member, actor)
    grant = granted(member, helper, actor, may_answer_for=True, may_speak_after=True)
    send(helper, f"/care/{grant.pk}/death/", {"died_on": "2026-03-27", "wish": "keep"})
    member.refresh_from_db()
    journal = journal_of(member)
    assert not member.is_active
    assert Profile.objects.get().died_on == dt.date(2026, 3, 27)
    assert live(RESEARCH).exists()
    assert decide(actor(helper), "journal.read", journal).allowed
    assert not decide(actor(helper), "journal.write", journal).allowed
    assert "In memory" in log_in(helper).get("/care/people/").content.decode()


def test_relative_closes_the_profile_and_research_ends(build_account: Any, send: Any, actor: Any) -> None:
    member, helper = build_account(), build_account()
    dead(member, actor)
    grant = granted(member, helper, actor, may_speak_after=True)
    send(helper, f"/care/{grant.pk}/death/", {"wish": "close"})
    assert not live(RESEARCH).exists()
    assert not decide(actor(helper), "journal.read", journal_of(member)).allowed


@pytest.mark.parametrize(("follow", "active"), [("yes", False), ("no", True)])
def test_moderator_looks_where_the_member_gave_no_word(
    build_account: Any, send: Any, actor: Any, follow: str, active: bool
) -> None:
    member, helper, moderator = build_account(), build_account(), build_account("moderator")
    grant = granted(member, helper, actor, may_write_for=True)
    send(helper, f"/care/{grant.pk}/death/", {"wish": "keep"})
    member.refresh_from_db()
    assert member.is_active
    assert decide(actor(helper), "journal.write", journal_of(member)).allowed
    told = Remembrance.objects.get()
    send(moderator, f"/care/told/{told.pk}/", {"follow": follow, "why": "looked at it"})
    member.refresh_from_db()
    assert member.is_active == active
    assert Event.objects.filter(why="looked at it").count() == 1


def test_member_who_is_alive_opens_the_account_with_the_letter(
    build_account: Any, send: Any, actor: Any, client: Any
) -> None:
    member, helper = build_account(email="member@example.org"), build_account()
    dead(member, actor)
    grant = granted(member, helper, actor, may_write_for=True, may_speak_after=True)
    send(helper, f"/care/{grant.pk}/death/", {"died_on": "2026-03-27", "wish": "keep"})
    assert mail.outbox[-1].to == ["member@example.org"]
    client.logout()
    client.post(link("/care/alive/"))
    member.refresh_from_db()
    grant.refresh_from_db()
    assert (member.is_active, Profile.objects.get().died_on, grant.may_write_for) == (True, None, False)


def test_death_in_the_future_is_asked_again(build_account: Any, send: Any, actor: Any) -> None:
    member, helper = build_account(), build_account()
    grant = granted(member, helper, actor, may_speak_after=True)
    day = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert send(helper, f"/care/{grant.pk}/death/", {"died_on": day, "wish": "keep"}).status_code == 422
    assert not Remembrance.objects.exists()


def test_lists_ask_as_often_for_many_people(build_account: Any, log_in: Any, actor: Any) -> None:
    me, counts = build_account(), []
    log_in(me).get("/care/")  # what is read once a process
    for _ in range(2):
        for _ in range(3):
            other = build_account()
            journal_of(other)
            granted(other, me, actor)
            granted(me, other, actor)
        for path in ("/care/", "/care/people/"):
            with CaptureQueriesContext(connection) as seen:
                log_in(me).get(path)
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
