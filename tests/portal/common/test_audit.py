from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, transaction

from openpals.portal.common.access.actor import Actor, ActorKind
from openpals.portal.common.accounts.models import appoint, dismiss
from openpals.portal.common.audit.alias import alias_of
from openpals.portal.common.audit.append import Outcome, Unexplained, append
from openpals.portal.common.audit.chain import GENESIS, HASHED, link
from openpals.portal.common.audit.models import Event
from openpals.portal.common.audit.verify import HeadRefused, verify, write_head

pytestmark = pytest.mark.django_db

BY = Actor(ActorKind.COMMAND)


def write(number: int) -> None:
    for one in range(number):
        append(by=BY, action="test.do", target=None, why=f"reason {one}")


@pytest.fixture
def unguarded() -> None:
    """The triggers are gone, as for somebody who owns the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        else:
            for name in ("update", "delete", "insert"):
                cursor.execute(f"DROP TRIGGER audit_event_{name}")


def test_chain_of_two_events_by_hand() -> None:
    write(2)
    first, second = Event.objects.all()
    values = [getattr(first, name) for name in HASHED]
    assert first.previous == GENESIS
    assert values[:1] == [1]
    assert first.hash == link(dict(zip(HASHED, values, strict=True)))
    assert second.previous == first.hash
    checked = verify()
    assert (checked.events, checked.head, checked.broken) == (2, second.hash, None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET why = 'nothing happened' WHERE sequence = 1",
        "DELETE FROM audit_event WHERE sequence = 2",
        "DELETE FROM audit_event",
        f"INSERT INTO audit_event SELECT 9, {', '.join(HASHED[1:])}, hash FROM audit_event WHERE sequence = 1",
        f"INSERT INTO audit_event SELECT 3, {', '.join(HASHED[1:])}, hash FROM audit_event WHERE sequence = 1",
    ],
    ids=["update", "delete", "delete all", "gap", "other chain"],
)
def test_database_refuses_to_change_the_log(statement: str) -> None:
    write(2)
    with (
        pytest.raises(DatabaseError, match="the audit log only grows"),
        transaction.atomic(),
        connection.cursor() as at,
    ):
        at.execute(statement)
    assert verify().events == 2


def test_postgresql_refuses_to_truncate_the_log() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has TRUNCATE")
    write(1)
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_event")


@pytest.mark.usefixtures("unguarded")
def test_verify_names_an_edited_event() -> None:
    write(5)
    Event.objects.filter(sequence=3).update(why="something else")
    broken = verify().broken
    assert broken is not None
    assert (broken.sequence, "edited" in broken.meaning) == (3, True)


@pytest.mark.usefixtures("unguarded")
def test_verify_names_a_deleted_event() -> None:
    write(5)
    Event.objects.filter(sequence=2).delete()
    broken = verify().broken
    assert broken is not None
    assert "event 2 is missing" in broken.meaning


@pytest.mark.usefixtures("unguarded")
def test_verify_names_an_inserted_event() -> None:
    write(3)
    last = Event.objects.get(sequence=3)
    forged = {name: getattr(last, name) for name in HASHED} | {"sequence": 2, "why": "forged"}
    Event.objects.filter(sequence=3).update(sequence=4)
    Event.objects.filter(sequence=2).update(sequence=3)
    Event.objects.create(**forged, hash=link(forged))
    broken = verify().broken
    assert broken is not None
    assert broken.sequence == 2


@pytest.mark.usefixtures("unguarded")
def test_kept_head_shows_that_the_end_was_cut_off(tmp_path: Path) -> None:
    write(4)
    assert write_head(tmp_path / "head.json") == 4
    write(1)
    assert verify(tmp_path / "head.json").broken is None
    Event.objects.filter(sequence__gte=3).delete()
    assert verify().broken is None
    broken = verify(tmp_path / "head.json").broken
    assert broken is not None
    assert "ended at event 4" in broken.meaning


@pytest.mark.usefixtures("unguarded")
def test_kept_head_shows_that_the_whole_chain_was_written_anew(tmp_path: Path) -> None:
    write(3)
    write_head(tmp_path / "head.json")
    Event.objects.all().delete()
    write(4)
    assert verify().broken is None
    assert verify(tmp_path / "head.json").broken is not None


def test_forged_head_is_refused(tmp_path: Path) -> None:
    write(1)
    write_head(tmp_path / "head.json")
    told = json.loads((tmp_path / "head.json").read_text())
    (tmp_path / "head.json").write_text(json.dumps({**told, "sequence": 0}))
    with pytest.raises(HeadRefused, match="not signed"):
        verify(tmp_path / "head.json")


def test_write_without_a_reason_is_refused() -> None:
    with pytest.raises(Unexplained, match="say why"):
        append(by=BY, action="test.do", target=None, why=" ")
    assert verify().events == 0


def test_write_and_its_event_stand_or_fall_together(build_account: Any) -> None:
    account = build_account()
    before = verify().events

    def give_and_fail() -> None:
        with transaction.atomic():
            appoint(account, "administrator", by=BY, why="for a test")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        give_and_fail()
    assert not account.appointments.exists()
    assert verify().events == before


def test_record_cannot_be_written_without_who_and_why(build_account: Any) -> None:
    account = build_account("administrator")
    rows = account.appointments
    with pytest.raises(Unexplained):
        rows.get().save()
    with pytest.raises(Unexplained):
        rows.get().delete()
    for write_many in (
        lambda: rows.all().update(role="member"),
        lambda: rows.all().delete(),
        lambda: rows.model.objects.create(account=account, role="member"),
        lambda: rows.model.objects.bulk_create([rows.model(account=account, role="member")]),
    ):
        with pytest.raises(Unexplained):
            write_many()
    assert rows.get().role == "administrator"


def test_role_given_and_ended_leaves_two_events_that_say_who_and_why(build_account: Any, actor: Any) -> None:
    keeper, account = build_account("administrator"), build_account()
    appoint(account, "administrator", by=actor(keeper), why="helps out")
    dismiss(account, "administrator", by=actor(keeper), why="is on holiday")
    given, ended = Event.objects.order_by("-sequence")[:2][::-1]
    assert (given.action, given.actor, given.why) == ("role.give", f"account:{alias_of(keeper.pk)}", "helps out")
    assert (ended.action, ended.fields, ended.why) == ("role.end", "ended_at", "is on holiday")


def test_reading_another_persons_account_is_logged_and_ones_own_is_not(build_account: Any, log_in: Any) -> None:
    keeper, other = build_account("administrator"), build_account(name="Ada Lovelace")
    client = log_in(keeper)
    before = verify().events
    client.get(f"/people/{keeper.pk}/")
    assert verify().events == before
    client.get(f"/people/{other.pk}/")
    event = Event.objects.latest("sequence")
    assert (event.action, event.outcome, event.target_id) == ("account.see", str(Outcome.READ), alias_of(other.pk))


def test_listing_accounts_is_logged(build_account: Any, log_in: Any) -> None:
    keeper = build_account("administrator")
    log_in(keeper).get("/people/")
    event = Event.objects.latest("sequence")
    assert (event.action, event.outcome, event.target_id) == ("account.list", "read", "")


def test_refusal_is_logged_with_its_reason(build_account: Any, log_in: Any) -> None:
    mine, other = build_account(), build_account()
    log_in(mine).get(f"/people/{other.pk}/")
    event = Event.objects.latest("sequence")
    assert (event.action, event.outcome, event.actor) == ("account.see", "refused", f"account:{alias_of(mine.pk)}")


def test_log_holds_no_value(build_account: Any, log_in: Any) -> None:
    mine = build_account(email="ada@lovelace.example", name="Ada Lovelace")
    log_in(mine).post(f"/people/{mine.pk}/name/", {"name": "Countess"})
    assert get_user_model()._default_manager.get(pk=mine.pk).name == "Countess"
    told = json.dumps([list(row) for row in Event.objects.values_list()])
    assert not [word for word in ("ada", "lovelace", "countess") if word in told.lower()]
