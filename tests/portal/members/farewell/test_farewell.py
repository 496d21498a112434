from __future__ import annotations

import datetime as dt
import json
import re
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.utils import timezone

from openpals.portal.common.access.actor import Actor, ActorKind
from openpals.portal.common.audit.alias import alias_of
from openpals.portal.common.audit.models import Event
from openpals.portal.common.audit.verify import verify
from openpals.portal.common.jobs.models import Job
from openpals.portal.common.jobs.start import run, start_job
from openpals.portal.members.care.models import CareGrant
from openpals.portal.members.consent.purposes import RESEARCH, current_text
from openpals.portal.members.consent.say import live, say
from openpals.portal.members.contribution.models import Contributed, Contribution, Participant
from openpals.portal.members.farewell.act import delete_when_due
from openpals.portal.members.farewell.forgetting import forget
from openpals.portal.members.farewell.kept import kept_of
from openpals.portal.members.farewell.models import HOLD, Closing, Deletion, KeptConsent
from openpals.portal.members.journal.keep import add, change
from openpals.portal.members.journal.models import Note, journal_of

from ..journal.entries import one_of_each

pytestmark = pytest.mark.django_db

# A number that stands nowhere by accident.
NUMBER = 7_136_904_251
EMAIL = "very.particular.person@example.org"
BY_JOB = Actor(ActorKind.JOB)


@pytest.fixture
def fresh(client: Any) -> Any:
    """Logs an account in as a few seconds ago."""

    def enter(account: Any, seconds: float = 5) -> Any:
        client.force_login(account)
        session = client.session
        session["account_authentication_methods"] = [{"method": "code", "at": time.time() - seconds}]
        session["account_authentication_methods_user"] = str(account.pk)
        session.save()
        return client

    return enter


def somebody(build_account: Any) -> Any:
    """An account with that number and address, and something in every table."""
    account = get_user_model()(pk=NUMBER, email=EMAIL, name="A particular person")
    account.set_unusable_password()
    account.save()
    return build_account("member", email=EMAIL)


def fill(account: Any, caregiver: Any, actor: Any) -> None:
    """What years of use leave behind."""
    by = actor(account)
    one_of_each(account, uuid.uuid4(), dt.date(2026, 3, 4))
    journal_of(account)
    say(account.pk, RESEARCH, True, current_text(RESEARCH).hash, by=by, why="for a test")
    CareGrant(member=account, caregiver=caregiver, may_write_for=True).write(by=by, action="care.give", why="a test")
    CareGrant(member=caregiver, caregiver=account, may_write_for=True).write(by=by, action="care.give", why="a test")
    # What they typed for somebody else, and that was changed since, by them and by its owner.
    note = add(Note(owner=caregiver, day=dt.date(2026, 3, 4), text="typed for them"), by=by)
    change(note, by=by, text="typed again")
    change(note, by=actor(caregiver), author_id=caregiver.pk)
    participant = Participant.objects.create(owner=account)
    made = Contribution.objects.create(extracted=dt.date(2026, 3, 5), dataset="members-platform")
    Contributed.objects.create(participant=participant, contribution=made, rows={"alsfrs": 1})


def stores() -> Iterator[tuple[str, str]]:
    """Every row of every table of the database as text, sessions decoded, and every file of the site's folder."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield table, " ".join(str(bytes(cell) if isinstance(cell, memoryview) else cell) for cell in row)
    for session in Session.objects.all():
        yield "decoded session", json.dumps(session.get_decoded())
    for path in settings.OPENPALS_ENVIRONMENT.folder.rglob("*"):
        if path.is_file() and path.stat().st_size < 50_000_000 and not path.name.endswith((".css", ".js", ".gz")):
            yield str(path), path.read_bytes().decode("utf-8", "replace")


def found(*words: str) -> set[str]:
    """The stores that hold one of the words."""
    looked = [word.lower() for word in words]
    return {where for where, text in stores() if any(word in text.lower() for word in looked)}


def delete_now(account: Any) -> None:
    """The hold is over."""
    deletion = Deletion(account=account, due_at=timezone.now() - timedelta(seconds=1))
    deletion.write(by=Actor(ActorKind.ACCOUNT, account.pk), action="farewell.delete", why="for a test")
    forget(account.pk, by=BY_JOB, why="the hold is over")


def test_deleted_account_is_in_no_store(build_account: Any, client: Any, fresh: Any, actor: Any) -> None:
    account, caregiver = somebody(build_account), build_account("caregiver")
    fill(account, caregiver, actor)
    client.post("/accounts/login/code/", {"email": EMAIL})  # another session, which has begun to log in
    fresh(account).get("/consent/")
    client.post("/my-data/copy/")
    client.post("/accounts/email/", {"email": "second.particular@example.org", "action_add": ""})
    before = found(str(NUMBER), EMAIL)
    assert {"members_account", "account_emailaddress", "journal_note", "journal_revision", "decoded session"} <= before
    alias, head = alias_of(account.pk), verify()
    delete_now(account)
    assert found(str(NUMBER), EMAIL, "second.particular") == set()
    assert not get_user_model()._default_manager.filter(name="A particular person").exists()
    after = verify()
    assert after.broken is None
    assert after.events > head.events
    assert Event.objects.filter(actor=f"account:{alias}").exists()


def test_no_model_keeps_a_row_of_a_deleted_account(build_account: Any, actor: Any) -> None:
    """Every model of every app, by every field that refers to an account."""
    account, caregiver = somebody(build_account), build_account("caregiver")
    fill(account, caregiver, actor)
    delete_now(account)
    people = get_user_model()
    left = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is people
        if model._base_manager.filter(**{field.attname: NUMBER}).exists()
    ]
    assert left == []


def test_what_somebody_typed_for_others_stays_theirs(build_account: Any, actor: Any) -> None:
    account, caregiver = somebody(build_account), build_account("caregiver")
    fill(account, caregiver, actor)
    delete_now(account)
    assert Note.objects.get(owner=caregiver).text == "typed again"


def test_consent_is_kept_under_a_key_and_found_by_who_names_the_address(build_account: Any, actor: Any) -> None:
    account = somebody(build_account)
    say(account.pk, RESEARCH, True, current_text(RESEARCH).hash, by=actor(account), why="for a test")
    say(account.pk, RESEARCH, False, current_text(RESEARCH).hash, by=actor(account), why="for a test")
    delete_now(account)
    assert [kept.given for kept in kept_of(EMAIL.upper())] == [True, False]
    assert list(kept_of("somebody.else@example.org")) == []
    assert not live(RESEARCH).exists()


def test_deletion_waits_until_it_is_due(build_account: Any, actor: Any) -> None:
    account = build_account()
    Deletion(account=account, due_at=timezone.now() + HOLD).write(by=actor(account), action="farewell.delete", why="x")
    forget(account.pk, by=BY_JOB, why="too early")
    assert get_user_model()._default_manager.filter(pk=account.pk).exists()


def test_deletion_by_page_and_worker(build_account: Any, fresh: Any, django_capture_on_commit_callbacks: Any) -> None:
    account = build_account(email=EMAIL)
    client = fresh(account)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/farewell/delete/")
        client.post("/farewell/delete/")
    assert Deletion.objects.count() == Job.objects.count() == 1
    assert len(mail.outbox) == 1
    assert "http://localhost:8000/farewell/" in mail.outbox[0].body
    page = client.get("/farewell/").content.decode()
    assert "Keep my account" in page
    deletion = Deletion.objects.get()
    assert timedelta(minutes=29) < deletion.due_at - timezone.now() <= timedelta(minutes=30)


def test_deletion_taken_back_leaves_everything(build_account: Any, fresh: Any) -> None:
    account = build_account()
    client = fresh(account)
    client.post("/farewell/delete/")
    client.post("/farewell/keep/")
    client.post("/farewell/keep/")
    assert not Deletion.objects.exists()
    forget(account.pk, by=BY_JOB, why="the hold is over")
    assert get_user_model()._default_manager.filter(pk=account.pk).exists()


@pytest.mark.parametrize("path", ["/farewell/delete/", "/farewell/leave/"])
def test_old_session_is_asked_to_log_in_once_more(build_account: Any, fresh: Any, path: str) -> None:
    account = build_account()
    client = fresh(account, seconds=16 * 60)
    assert "Log in once more" in client.get(path).content.decode()
    assert "Log in once more" in client.post(path).content.decode()
    assert not Deletion.objects.exists()
    assert not Closing.objects.exists()


def test_session_of_unknown_age_is_asked_to_log_in_once_more(build_account: Any, client: Any) -> None:
    client.force_login(build_account())
    assert "Log in once more" in client.post("/farewell/delete/").content.decode()
    assert not Deletion.objects.exists()


def test_leaving_closes_the_account_and_keeps_data_and_consent(
    build_account: Any, fresh: Any, actor: Any, django_capture_on_commit_callbacks: Any
) -> None:
    account = build_account(email=EMAIL)
    fill(account, build_account(), actor)
    client = fresh(account)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/farewell/leave/")
    account.refresh_from_db()
    assert not account.is_active
    assert live(RESEARCH).exists()
    assert Note.objects.filter(owner=account).exists()
    assert client.get("/consent/").status_code == 302
    (address,) = re.findall(r"http://localhost:8000(/farewell/return/\S+)", mail.outbox[0].body)
    client.get(address)
    account.refresh_from_db()
    assert not account.is_active  # a look at the link is no press
    client.post(address)
    account.refresh_from_db()
    assert account.is_active
    assert client.post(address).status_code in (302, 404)


def test_kept_consents_name_nobody(build_account: Any, actor: Any) -> None:
    account = somebody(build_account)
    say(account.pk, RESEARCH, True, current_text(RESEARCH).hash, by=actor(account), why="for a test")
    delete_now(account)
    kept = KeptConsent.objects.get()
    assert re.fullmatch("[0-9a-f]{64}", kept.person)
    assert {field.name for field in KeptConsent._meta.fields} == {"id", "person", "purpose", "given", "text", "at"}


def test_job_deletes_what_is_due_and_ends_well(build_account: Any, actor: Any) -> None:
    account = somebody(build_account)
    deletion = Deletion(account=account, due_at=timezone.now())
    deletion.write(by=actor(account), action="farewell.delete", why="for a test")
    job = start_job(delete_when_due, "Deletion", {"deletion": deletion.pk}, by=actor(account), why="for a test")
    run.call(str(job.pk))
    assert found(str(NUMBER), EMAIL) == set()
    assert not Job.objects.exists()
